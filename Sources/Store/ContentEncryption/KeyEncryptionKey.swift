private import Crypto

/// A key that seals other keys: the store's own, a KMS key, or one that a customer brings along.
///
/// What it gives is 81 bytes for a data key: the format's number, 32 random bytes, and AES-256-GCM under a key that is derived from these,
/// so that no two seals share a key and a nonce, however many there are. The store's own, which nearly all contents are encrypted with,
/// gives what its `ContentKeys` give; it opens both.
package struct KeyEncryptionKey: Sendable, CustomStringConvertible {
    private static let version: UInt8 = 1
    private static let saltBytes = 32
    private let key: SymmetricKey
    private let name: String
    private let contentKeys: ContentKeys?

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - name: is bound to what is sealed, so that it opens under no other.
    ///   - isForMany: whether contents share keys that are derived from this one. It takes memory, so it is for one that stays.
    package init(key: [UInt8], name: String, isForMany: Bool = false) {
        self.key = SymmetricKey(data: key)
        self.name = name
        contentKeys = isForMany ? ContentKeys(of: self.key, name: name) : nil
    }

    /// Never its bits: it may get into a log.
    package var description: String { "a key wrap" }

    /// - Parameter bytes: the content's, at most.
    /// - Returns: a key for one content, and what is to be kept of it.
    package func fresh(for bytes: Int64) throws(ContentEncryptionError) -> (key: DataKey, sealed: [UInt8]) {
        if let contentKeys { return try contentKeys.fresh(for: bytes) }
        let key = SymmetricKey(size: .bits256)
        return (DataKey(try ChunkCipher(key)), try seal(key.withUnsafeBytes { Array($0) }, context: []))
    }

    /// - Returns: nil unless it was sealed by this key under this name.
    /// - Throws: `.failed` if it was, and there is no memory for the key: that is no wrong key.
    package func open(_ sealed: [UInt8]) throws(ContentEncryptionError) -> DataKey? {
        if sealed.first == ContentKeys.version { return try contentKeys?.open(sealed) }
        guard let bytes = open(sealed, context: []) else { return nil }
        return DataKey(try ChunkCipher(SymmetricKey(data: bytes)))
    }

    /// - Parameter context: must be the same when it is opened.
    package func seal(_ secret: [UInt8], context: [UInt8]) throws(ContentEncryptionError) -> [UInt8] {
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        do {
            let box = try AES.GCM.seal(secret, using: derived(salt), nonce: Self.nonce(), authenticating: context)
            return [Self.version] + salt + box.ciphertext + box.tag
        } catch { throw .failed }
    }

    package func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard sealed.first == Self.version, sealed.count >= 1 + Self.saltBytes + EncryptedFormat.tagBytes else { return nil }
        let (salt, rest) = (sealed[1...Self.saltBytes], sealed[(1 + Self.saltBytes)...])
        guard
            let box = try? AES.GCM.SealedBox(
                nonce: Self.nonce(), ciphertext: rest.dropLast(EncryptedFormat.tagBytes), tag: rest.suffix(EncryptedFormat.tagBytes)),
            let secret = try? AES.GCM.open(box, using: derived(Array(salt)), authenticating: context)
        else { return nil }
        return Array(secret)
    }

    private func derived(_ salt: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: salt, info: Array("pelton key wrap\0\(name)".utf8), outputByteCount: 32)
    }

    private static func nonce() throws -> AES.GCM.Nonce { try AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)) }
}
