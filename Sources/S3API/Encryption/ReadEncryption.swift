internal import Engine
internal import Faces
internal import HTTPFront
internal import Identity
internal import Metadata
internal import PeltonCore
internal import Sealing

extension S3Call {
    /// Holds what a read brings along against how the object is kept.
    /// - Returns: the customer's key, if the object needs one.
    func customerKey(for object: ObjectVersion) throws(S3Error) -> CustomerKey? {
        let brings = EncryptionHeaders.areAny(http.headers)
        guard object.attributes.encryption != nil || brings else { return nil }
        try EncryptionHeaders.refuseChoice(http.headers)
        return try judge(try CustomerKey(http.headers, .request), of: object)
    }

    /// - Parameter key: nil if none was brought along.
    func judge(_ key: CustomerKey?, of object: ObjectVersion) throws(S3Error) -> CustomerKey? {
        guard let encryption = object.attributes.encryption, encryption.algorithm == .customer else {
            guard key == nil else { throw .invalidRequest("The encryption parameters are not applicable to this object.") }
            return nil
        }
        guard let key else {
            throw .invalidRequest(
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object."
            )
        }
        guard key.md5 == encryption.customerKeyMD5 else { throw .accessDenied() }
        return key
    }

    /// Makes a reader ready to give plain bytes.
    func unlock(_ reader: ObjectReader, with key: CustomerKey?) async throws(S3Error) {
        guard let encryption = reader.object.version.attributes.encryption else { return }
        let wrap = try await wrap(of: encryption, key)
        try await run { () throws(EngineError) in try reader.unlock(wrap) }
    }

    /// What opens an object's data keys, if the caller may.
    func wrap(of encryption: ObjectEncryption, _ key: CustomerKey?) async throws(S3Error) -> KeyWrap {
        switch encryption.algorithm {
        case .aes256: return services.keys.ownWrap
        case .kms: return try await kmsWrap(of: encryption, for: "kms:Decrypt", request.caller)
        case .customer:
            guard let key else { throw .accessDenied() }
            return key.wrap
        }
    }
}
