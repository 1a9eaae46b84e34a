internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Identity
internal import Logging
internal import IdentityData
internal import ObjectData
internal import Core
internal import ContentEncryption

/// KMS keys as S3 uses them on behalf of who asks.
extension S3Call {
    /// - Parameter keyID: nil for S3's own key of the caller's account.
    func kmsKey(_ keyID: String?, _ caller: Caller) async throws(S3Error) -> KMSKeyRecord {
        let (keys, region) = (services.keys, request.region)
        guard let keyID else {
            return try await runKeys { () throws(KeyError) in try await keys.managedKey(.s3, account: caller.account, region: region) }
        }
        guard let reference = KeyReference(keyID, account: caller.account, region: region) else {
            throw S3Error(400, "KMS.NotFoundException", "Invalid keyId '\(keyID)'")
        }
        do {
            return try await runKeys { () throws(KeyError) in try await keys.key(reference, for: .s3, of: caller.account) }
        } catch {
            // Other accounts are not told whether there is one.
            guard error.code == "KMS.NotFoundException", reference.account != caller.account else { throw error }
            throw .accessDenied()
        }
    }

    /// A key that a write names by its ARN must be of the bucket's region, or of the request's. Recorded of S3, February 2026.
    func requireRegion(of keyID: String, _ bucket: Bucket) throws(S3Error) {
        guard let named = ARN(keyID)?.region, !named.isEmpty else { return }
        guard [request.region.description, LocationConstraint.region(of: bucket.location)].contains(named) else {
            throw S3Error(400, "KMS.NotFoundException", "Invalid arn \(named)")
        }
    }

    /// The wrap of the key that an object or upload was encrypted with.
    func kmsWrap(of encryption: ObjectEncryption, for action: String, _ caller: Caller) async throws(S3Error) -> KeyEncryptionKey {
        try requireSignature(caller)
        let key = try await kmsKey(encryption.keyARN ?? "", caller)
        try await requireUse(action, of: key, caller)
        return try await runKeys { () throws(KeyError) in try services.keys.wrap(of: key) }
    }

    /// Nobody in particular has no right to any key.
    func requireSignature(_ caller: Caller) throws(S3Error) {
        guard caller.principal != .anonymous else {
            throw S3Error(
                400, "InvalidArgument",
                "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.")
        }
    }

    /// S3's own key is for all of the account that may use S3, but for whom a policy denies it.
    /// Source: S3 User Guide, "Using SSE-KMS", "AWS managed key policy".
    func requireUse(_ action: String, of key: KMSKeyRecord, _ caller: Caller) async throws(S3Error) {
        let isOwn = key.isManaged && caller.principal.account == key.name.account
        let refusal = try await request.refusal(
            ofKey: key.name.arn, for: action, via: "s3", isOwn: isOwn, caller: caller, busy: .slowDown)
        guard let refusal else { return }
        request.log.set { $0.decision = refusal.reason }
        throw .accessDenied(caller.principal.account == key.name.account ? refusal.message ?? "" : "Access Denied")
    }

    func runKeys<T>(_ body: () async throws(KeyError) -> T) async throws(S3Error) -> T {
        do { return try await body() } catch { throw logged(S3Error(error)) }
    }
}

extension S3Error {
    /// Source: S3 User Guide, "Troubleshooting", errors of KMS as S3 passes them on.
    init(_ error: KeyError) {
        switch error {
        case .notFound(let message): self.init(400, "KMS.NotFoundException", message)
        case .disabled(let arn): self.init(400, "KMS.DisabledException", "\(arn) is disabled.")
        case .pendingDeletion(let arn): self.init(400, "KMS.KMSInvalidStateException", "\(arn) is pending deletion.")
        case .failed(let failure): self.init(failure)
        // Of another service.
        case .isManaged: self = .accessDenied()
        case .alreadyExists, .invalidState, .invalidCiphertext: self = .internalError
        }
    }
}
