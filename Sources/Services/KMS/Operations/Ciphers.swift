internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Store
internal import Core

extension KMSService {
    private static let oneAlgorithm = UnreadMember.refused("EncryptionAlgorithm", unless: "SYMMETRIC_DEFAULT")

    /// Source: API_Encrypt.
    static let encrypt = Operation<KMSService>(Encrypt.self, unread: [oneAlgorithm, .refused("DryRun"), noGrants]) {
        input, call throws(ServiceError) in
        let key = try await call.ownKey(input.keyId, for: input)
        let (record, context) = (key.resource, input.encryptionContext ?? [:])
        let sealed = try await key.run { keys throws(KeyError) in
            try keys.encrypt(input.plaintext.bytes, with: record, context: context)
        }
        return key.answer(
            EncryptResponse(
                ciphertextBlob: Blob(sealed), keyId: record.name.arn.description, encryptionAlgorithm: "SYMMETRIC_DEFAULT"))
    }

    /// Source: API_Decrypt.
    static let decrypt = Operation<KMSService>(
        Decrypt.self, bodyLimit: attestationLimit,
        unread: [oneAlgorithm, .refused("DryRun"), .refused("DryRunModifiers"), .refused("Recipient"), noGrants]
    ) { input, call throws(ServiceError) in
        // Only a dry run can do without.
        guard let sealed = input.ciphertextBlob else {
            throw .invalid(
                "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null")
        }
        let found: KMSKeyRecord
        do throws(KeyError) { found = try await call.finder.key(of: sealed.bytes) } catch {
            // Who may not ask is not told whether there is the key that he wrote into a ciphertext.
            if let name = KeyStore.nameOfKey(in: sealed.bytes) {
                _ = try await call.authorize((), name.arn.description, of: name.account, isOfKey: true, for: input)
            }
            throw KMSService.error(error)
        }
        let key = try await call.authorize(found, found.name.arn.description, of: found.name.account, isOfKey: true, for: input)
        if let name = input.keyId {
            let reference = try call.reference(name)
            // Of another account it cannot be the one, whether it is there or not.
            let claimed =
                reference.account == found.name.account
                ? try await call.run { () throws(KeyError) in try await call.finder.find(reference) } : nil
            guard claimed?.name == found.name else {
                throw .incorrectKeyException("The key ID in the request does not identify a CMK that can perform this operation.")
            }
        }
        guard !found.isManaged else { throw KMSService.error(.isManaged(found.name.arn)) }
        let context = input.encryptionContext ?? [:]
        let plain = try await key.run { keys throws(KeyError) in try keys.decrypt(sealed.bytes, with: found, context: context) }
        return key.answer(
            DecryptResponse(keyId: found.name.arn.description, plaintext: Blob(plain), encryptionAlgorithm: "SYMMETRIC_DEFAULT"))
    }

    /// Source: API_GenerateDataKey.
    static let generateDataKey = Operation<KMSService>(
        GenerateDataKey.self, bodyLimit: attestationLimit, unread: [.refused("DryRun"), .refused("Recipient"), noGrants]
    ) { input, call throws(ServiceError) in
        let count = try dataKeyBytes(input.keySpec, input.numberOfBytes)
        let key = try await call.ownKey(input.keyId, for: input)
        let (plain, sealed) = try await key.newDataKey(count, context: input.encryptionContext)
        let name = key.resource.name.arn.description
        return key.answer(GenerateDataKeyResponse(ciphertextBlob: Blob(sealed), plaintext: Blob(plain), keyId: name))
    }

    /// Source: API_GenerateDataKeyWithoutPlaintext.
    static let generateDataKeyWithoutPlaintext = Operation<KMSService>(
        GenerateDataKeyWithoutPlaintext.self, unread: [.refused("DryRun"), noGrants]
    ) { input, call throws(ServiceError) in
        let count = try dataKeyBytes(input.keySpec, input.numberOfBytes)
        let key = try await call.ownKey(input.keyId, for: input)
        let sealed = try await key.newDataKey(count, context: input.encryptionContext).sealed
        let name = key.resource.name.arn.description
        return key.answer(GenerateDataKeyWithoutPlaintextResponse(ciphertextBlob: Blob(sealed), keyId: name))
    }

    private static func dataKeyBytes(_ spec: String?, _ count: Int?) throws(ServiceError) -> Int {
        switch (spec, count) {
        case ("AES_256"?, nil): return 32
        case ("AES_128"?, nil): return 16
        case (nil, let count?): return count
        default: throw .invalid("Please specify either number of bytes or key spec.")
        }
    }
}

extension Call.Authorized where Service == KMSService, Resource == KMSKeyRecord {
    fileprivate func newDataKey(_ count: Int, context: [String: String]?) async throws(ServiceError) -> (plain: [UInt8], sealed: [UInt8]) {
        let (key, plain) = (resource, SystemRandom().bytes(count))
        return (plain, try await run { keys throws(KeyError) in try keys.encrypt(plain, with: key, context: context ?? [:]) })
    }
}
