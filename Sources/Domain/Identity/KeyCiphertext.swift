private import Crypto
package import IdentityData
internal import Store
internal import Core
internal import ContentEncryption

/// What KMS's Encrypt gives: the name of the key, then the sealed text. Source: API_Encrypt, API_Decrypt (KMS).
extension KeyStore {
    private static let version: UInt8 = 1

    /// - Parameter context: must be the same when it is decrypted.
    /// - Throws: as `wrap(of:)`.
    package func encrypt(_ plain: [UInt8], with key: KMSKeyRecord, context: [String: String]) throws(KeyError) -> [UInt8] {
        let wrap = try wrap(of: key)
        let name = Array(key.name.arn.description.utf8)
        do throws(ContentEncryptionError) {
            let sealed = try wrap.seal(plain, context: Self.bytes(of: context))
            return [Self.version, UInt8(truncatingIfNeeded: name.count >> 8), UInt8(truncatingIfNeeded: name.count)] + name + sealed
        } catch { throw .failed(.storage("A text could not be encrypted.")) }
    }

    /// What a ciphertext calls its key, which may not be there; nil for what is no ciphertext. Anybody can write one.
    package static func nameOfKey(in ciphertext: [UInt8]) -> KMSKeyName? { split(ciphertext)?.0 }

    /// The key that a ciphertext names.
    /// - Throws: `.invalidCiphertext`, `.notFound`.
    package func key(of ciphertext: [UInt8]) async throws(KeyError) -> KMSKeyRecord {
        guard let (name, _) = Self.split(ciphertext) else { throw .invalidCiphertext }
        return try await find(name)
    }

    /// - Parameter key: the one that the ciphertext names.
    /// - Throws: `.invalidCiphertext` also for another context; as `wrap(of:)`.
    package func decrypt(_ ciphertext: [UInt8], with key: KMSKeyRecord, context: [String: String]) throws(KeyError) -> [UInt8] {
        let wrap = try wrap(of: key)
        guard let (name, sealed) = Self.split(ciphertext), name == key.name,
            let plain = wrap.open(sealed, context: Self.bytes(of: context))
        else { throw .invalidCiphertext }
        return plain
    }

    private static func split(_ ciphertext: [UInt8]) -> (KMSKeyName, [UInt8])? {
        guard ciphertext.count > 3, ciphertext[0] == version else { return nil }
        let end = 3 + Int(ciphertext[1]) << 8 + Int(ciphertext[2])
        guard end < ciphertext.count, let arn = ARN(String(decoding: ciphertext[3..<end], as: UTF8.self)), arn.service == "kms",
            let account = AccountID(arn.account), let region = Region(arn.region), arn.resource.hasPrefix("key/")
        else { return nil }
        return (KMSKeyName(account: account, region: region, id: String(arn.resource.dropFirst(4))), Array(ciphertext[end...]))
    }

    /// The same for the same pairs, in whatever order they came. Told apart from what a content's key is sealed with.
    private static func bytes(of context: [String: String]) -> [UInt8] { Array("context".utf8) + JSON.strings(context).utf8 }
}

extension KMSKeyRecord {
    /// What KMS calls the material that it has now. Tells nothing of it. Source: API_KeyMetadata, "CurrentKeyMaterialId".
    package var materialID: String { Hex.encode(Array(SHA256.hash(data: sealedMaterial))) }
}
