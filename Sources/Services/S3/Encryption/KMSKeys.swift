internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Identity
internal import Logging
internal import IdentityData
internal import ObjectData
internal import Core
internal import ContentEncryption

/// What must be known of keys before anybody is asked who may use one. S3's own key of SSE-S3 everybody may who may use the object.
struct S3KeyFinder: Sendable {
    private let keys: KeyStore

    init(_ keys: KeyStore) { self.keys = keys }

    var ownWrap: KeyEncryptionKey { keys.ownWrap }

    /// S3's own of an account, which is made when it is first asked for.
    func managedKey(of account: AccountID, _ region: Region) async throws(KeyError) -> KMSKeyRecord {
        try await keys.managedKey(.s3, account: account, region: region)
    }

    func key(_ reference: KeyReference, of account: AccountID) async throws(KeyError) -> KMSKeyRecord {
        try await keys.key(reference, for: .s3, of: account)
    }
}

/// KMS keys as S3 uses them on behalf of who asks.
extension S3Call {
    /// - Parameter keyID: nil for S3's own key of the caller's account.
    func kmsKey(_ keyID: String?, _ caller: Caller) async throws(ServiceError) -> KMSKeyRecord {
        let (keys, region) = (services.keyFinder, request.region)
        guard let keyID else {
            return try await runKeys { () throws(KeyError) in try await keys.managedKey(of: caller.account, region) }
        }
        guard let reference = KeyReference(keyID, account: caller.account, region: region) else {
            throw ServiceError(400, "KMS.NotFoundException", "Invalid keyId '\(keyID)'")
        }
        do {
            return try await runKeys { () throws(KeyError) in try await keys.key(reference, of: caller.account) }
        } catch {
            // Other accounts are not told whether there is one.
            guard error.code == "KMS.NotFoundException", reference.account != caller.account else { throw error }
            throw .accessDenied()
        }
    }

    /// A key that a write names by its ARN must be of the bucket's region, or of the request's. Recorded of S3, February 2026.
    func requireRegion(of keyID: String, _ bucket: Bucket) throws(ServiceError) {
        guard let named = ARN(keyID)?.region, !named.isEmpty else { return }
        guard [request.region.description, LocationConstraint.region(of: bucket.location)].contains(named) else {
            throw ServiceError(400, "KMS.NotFoundException", "Invalid arn \(named)")
        }
    }

    /// The wrap of the key that an object or upload was encrypted with.
    func kmsWrap(of encryption: ObjectEncryption, for action: String, _ caller: Caller) async throws(ServiceError) -> KeyEncryptionKey {
        try requireSignature(caller)
        return try await wrap(of: try await kmsKey(encryption.keyARN ?? "", caller), for: action, caller)
    }

    /// Nobody in particular has no right to any key.
    func requireSignature(_ caller: Caller) throws(ServiceError) {
        guard caller.principal != .anonymous else {
            throw ServiceError(
                400, "InvalidArgument",
                "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.")
        }
    }

    /// The wrap of a key, if the caller may use it. S3's own key is for all of the account that may use S3, but for whom a policy denies it.
    /// Source: S3 User Guide, "Using SSE-KMS", "AWS managed key policy".
    func wrap(of key: KMSKeyRecord, for action: String, _ caller: Caller) async throws(ServiceError) -> KeyEncryptionKey {
        let isInOwnAccount = caller.principal.account == key.name.account
        let decision = try await request.decision(
            ofKey: key.name.arn, for: action, via: "s3", isOwn: key.isManaged && isInOwnAccount, caller: caller, busy: .slowDown)
        guard let keys = services.keys.open(decision) else {
            request.log.set { $0.decision = decision.reason }
            throw .accessDenied(isInOwnAccount ? decision.message ?? "" : "Access Denied")
        }
        return try await runKeys { () throws(KeyError) in try keys.wrap(of: key) }
    }

    func runKeys<T>(_ body: () async throws(KeyError) -> T) async throws(ServiceError) -> T {
        do { return try await body() } catch { throw logged(ServiceError(error)) }
    }
}

extension ServiceError {
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
