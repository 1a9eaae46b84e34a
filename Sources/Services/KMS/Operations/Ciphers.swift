internal import ServiceKit
internal import Identity
internal import Store
internal import Core

extension KMSCall {
    /// Source: API_Encrypt.
    func encrypt() async throws(KMSCallError) -> JSON {
        try refuse("EncryptionAlgorithm", unless: "SYMMETRIC_DEFAULT")
        try refuse("DryRun")
        let (plain, context) = (try bytes("Plaintext"), context())
        let key = try await ownKey()
        let sealed = try await run { () throws(KeyError) in try keys.encrypt(plain, with: key, context: context) }
        return .members([
            "CiphertextBlob": .string(Base64.encode(sealed)), "KeyId": .string(key.name.arn.description),
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        ])
    }

    /// Source: API_Decrypt.
    func decrypt() async throws(KMSCallError) -> JSON {
        try refuse("EncryptionAlgorithm", unless: "SYMMETRIC_DEFAULT")
        for name in ["DryRun", "DryRunModifiers", "Recipient"] { try refuse(name) }
        // Only a dry run can do without.
        guard input["CiphertextBlob"] != nil else {
            throw .invalid(
                "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null")
        }
        let (sealed, context) = (try bytes("CiphertextBlob"), context())
        let key = try await run { () throws(KeyError) in try await keys.key(of: sealed) }
        try await authorize(key.name.arn.description, of: key.name.account, isOfKey: true)
        if input["KeyId"]?.string != nil {
            let named = try reference()
            let claimed = try await run { () throws(KeyError) in try await keys.find(named) }
            guard claimed.name == key.name else {
                throw .service(
                    KMSAPIError(
                        400, "IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation."))
            }
        }
        guard !key.isManaged else { throw .key(.isManaged(key.name.arn)) }
        let plain = try await run { () throws(KeyError) in try keys.decrypt(sealed, with: key, context: context) }
        return .members([
            "KeyId": .string(key.name.arn.description), "Plaintext": .string(Base64.encode(plain)),
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        ])
    }

    /// Source: API_GenerateDataKey.
    func generateDataKey() async throws(KMSCallError) -> JSON { try await newDataKey(showsPlaintext: true) }

    /// Source: API_GenerateDataKeyWithoutPlaintext.
    func generateDataKeyWithoutPlaintext() async throws(KMSCallError) -> JSON { try await newDataKey(showsPlaintext: false) }

    private func newDataKey(showsPlaintext: Bool) async throws(KMSCallError) -> JSON {
        for name in ["DryRun", "Recipient"] { try refuse(name) }
        let (count, context) = (try dataKeyBytes(), context())
        let key = try await ownKey()
        let plain = SystemRandom().bytes(count)
        let sealed = try await run { () throws(KeyError) in try keys.encrypt(plain, with: key, context: context) }
        return .members([
            "CiphertextBlob": .string(Base64.encode(sealed)), "Plaintext": showsPlaintext ? .string(Base64.encode(plain)) : nil,
            "KeyId": .string(key.name.arn.description),
        ])
    }

    private func dataKeyBytes() throws(KMSCallError) -> Int {
        switch (input["KeySpec"]?.string, input["NumberOfBytes"]?.integer) {
        case ("AES_256"?, nil): return 32
        case ("AES_128"?, nil): return 16
        case (nil, let count?): return count
        default: throw .invalid("Please specify either number of bytes or key spec.")
        }
    }
}
