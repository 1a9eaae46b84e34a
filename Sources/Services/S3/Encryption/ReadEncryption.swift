internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Identity
internal import ObjectData
internal import Core
internal import ContentEncryption

extension S3Call {
    /// Holds what a read brings along against how the object is kept.
    /// - Returns: the customer's key, if the object needs one.
    func customerKey(for object: ObjectVersion) throws(ServiceError) -> CustomerKey? {
        let brings = EncryptionHeaders.areAny(http.headers)
        guard object.attributes.encryption?.algorithm == .customer || brings else { return nil }
        try EncryptionHeaders.refuseChoice(http.headers)
        return try customerKey(.request, for: object)
    }

    /// - Parameter place: which headers bring it.
    func customerKey(_ place: CustomerKey.Place, for object: ObjectVersion) throws(ServiceError) -> CustomerKey? {
        guard let claim = try CustomerKey.Claim(http.headers, place) else {
            guard object.attributes.encryption?.algorithm == .customer else { return nil }
            throw .invalidRequest(
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object."
            )
        }
        guard let encryption = object.attributes.encryption, encryption.algorithm == .customer else {
            _ = try CustomerKey(claim)
            throw .invalidRequest("The encryption parameters are not applicable to this object.")
        }
        // Before the key itself is looked at: recorded of S3, February 2026.
        guard claim.md5 == encryption.customerKeyMD5 else {
            throw .accessDenied(
                "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.")
        }
        return try CustomerKey(claim)
    }

    /// Makes a reader ready to give plain bytes.
    func unlock(_ reader: ObjectReader, with key: CustomerKey?) async throws(ServiceError) {
        guard let encryption = reader.object.version.attributes.encryption else { return }
        // The usual case waits for nothing.
        let wrap = encryption.algorithm == .aes256 ? services.keyFinder.ownWrap : try await wrap(of: encryption, key)
        do throws(EngineError) { try reader.unlock(wrap) } catch { throw ServiceError(error) }
    }

    /// Checksums tell of plain bytes: of those that a KMS key seals they are for who may open them. Source: API_HeadObject, `ChecksumMode`;
    /// API_ListParts and API_CompleteMultipartUpload, "Permissions".
    func requireDecryption(of encryption: ObjectEncryption?) async throws(ServiceError) {
        guard let encryption, encryption.algorithm == .kms else { return }
        _ = try await kmsWrap(of: encryption, for: "kms:Decrypt", request.caller)
    }

    /// What opens an object's data keys, if the caller may.
    func wrap(of encryption: ObjectEncryption, _ key: CustomerKey?) async throws(ServiceError) -> KeyEncryptionKey {
        switch encryption.algorithm {
        case .aes256: return services.keyFinder.ownWrap
        case .kms: return try await kmsWrap(of: encryption, for: "kms:Decrypt", request.caller)
        case .customer:
            guard let key else { throw .accessDenied() }
            return key.wrap
        }
    }
}
