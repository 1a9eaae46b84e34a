internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Identity
internal import IdentityData
internal import ObjectData
internal import Core

/// How the bytes of one write are encrypted.
struct WriteEncryption: Sendable {
    /// What is kept beside the object.
    let stored: ObjectEncryption
    let seal: EnvelopeEncryption

    init(_ key: CustomerKey) {
        stored = ObjectEncryption(algorithm: .customer, customerKeyMD5: key.md5)
        seal = EnvelopeEncryption(wrap: key.wrap, hidesMD5: true)
    }

    init(_ stored: ObjectEncryption, _ seal: EnvelopeEncryption) {
        self.stored = stored
        self.seal = seal
    }
}

extension S3Call {
    /// What a write's headers, or else its bucket, want. Keys are found, and the caller's right to use them is asked.
    /// - Parameters:
    ///   - caller: nil for the request's.
    ///   - action: what a refusal names.
    /// - Returns: nil for bytes that lie as they come.
    func encryption(
        _ asked: RequestedEncryption, _ bucket: Bucket, _ objectKey: ObjectKey, caller: Caller? = nil, action: String = "s3:PutObject"
    ) async throws(ServiceError) -> WriteEncryption? {
        let configured = try await services.encryption(of: bucket)
        if case .nothing = asked, configured == nil { return nil }
        let caller = caller ?? request.caller
        switch asked {
        case .own: return own
        case .customer(let key):
            guard configured?.blocksCustomerKeys != true else { throw Self.customerKeysBlocked(action, bucket, key: objectKey, caller) }
            return WriteEncryption(key)
        case .kms(let keyID, let context, let usesBucketKey):
            if let keyID { try requireRegion(of: keyID, bucket) }
            return try await kms(keyID, context, usesBucketKey ?? configured?.usesBucketKey ?? false, caller)
        case .nothing:
            guard configured?.algorithm == .kms else { return own }
            return try await kms(configured?.keyID, nil, configured?.usesBucketKey ?? false, caller)
        }
    }

    /// SSE-S3.
    var own: WriteEncryption {
        WriteEncryption(ObjectEncryption(algorithm: .aes256), EnvelopeEncryption(wrap: services.keyFinder.ownWrap, hidesMD5: false))
    }

    private func kms(
        _ keyID: String?, _ context: String?, _ usesBucketKey: Bool, _ caller: Caller
    ) async throws(ServiceError) -> WriteEncryption {
        try requireSignature(caller)
        let key = try await kmsKey(keyID, caller)
        let wrap = try await wrap(of: key, for: "kms:GenerateDataKey", caller)
        let stored = ObjectEncryption(
            algorithm: .kms, keyARN: key.name.arn.description, usesBucketKey: usesBucketKey, context: context)
        return WriteEncryption(stored, EnvelopeEncryption(wrap: wrap, hidesMD5: true))
    }

    /// A part is kept as its upload was begun. Source: API_UploadPart, "Encryption".
    func encryption(of upload: Upload, in bucket: Bucket) async throws(ServiceError) -> WriteEncryption? {
        let brings = EncryptionHeaders.areAny(http.headers)
        guard upload.attributes.encryption != nil || brings else { return nil }
        try EncryptionHeaders.refuseChoice(http.headers)
        let key = try CustomerKey(http.headers, .request)
        try judge(key, of: upload)
        guard let stored = upload.attributes.encryption else { return nil }
        if let key {
            guard try await services.encryption(of: bucket)?.blocksCustomerKeys != true else {
                throw Self.customerKeysBlocked("s3:PutObject", bucket, key: upload.key, request.caller)
            }
            return WriteEncryption(key)
        }
        guard stored.algorithm == .kms else { return own }
        // The data key was asked for when the upload was begun. Source: API_UploadPart, "Permissions".
        let wrap = try await kmsWrap(of: stored, for: "kms:Decrypt", request.caller)
        return WriteEncryption(stored, EnvelopeEncryption(wrap: wrap, hidesMD5: true))
    }

    private func judge(_ key: CustomerKey?, of upload: Upload) throws(ServiceError) {
        let isCustomers = upload.attributes.encryption?.algorithm == .customer
        // S3 has one text for both cases: recorded in February 2026.
        guard (key != nil) == isCustomers else {
            throw .invalidRequest(
                "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters."
            )
        }
        guard key == nil || key?.md5 == upload.attributes.encryption?.customerKeyMD5 else {
            throw .invalidRequest("The provided encryption parameters did not match the ones used originally.")
        }
    }

    /// A completion or a list of parts need not bring the key; if it does it must be the upload's.
    func judgeOptionalKey(of upload: Upload) throws(ServiceError) {
        guard EncryptionHeaders.areAny(http.headers) else { return }
        try EncryptionHeaders.refuseChoice(http.headers)
        if let key = try CustomerKey(http.headers, .request) { try judge(key, of: upload) }
    }

    /// Source: S3 User Guide, "Blocking or unblocking SSE-C for a general purpose bucket"; "Troubleshoot access denied (403 Forbidden)
    /// errors". As of every refusal, the owner's account alone is told why.
    private static func customerKeysBlocked(_ action: String, _ bucket: Bucket, key: ObjectKey, _ caller: Caller) -> ServiceError {
        guard caller.principal.account == bucket.owner else { return .accessDenied() }
        return .accessDenied(
            "User: \(caller.principal.displayName) is not authorized to perform: \(action) on resource: \"\(ARN.object(bucket.name, key))\" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type"
        )
    }
}
