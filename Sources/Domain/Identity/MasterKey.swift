private import Crypto
internal import Core
internal import ContentEncryption

#if canImport(Glibc)
    private import Glibc
#endif

/// Seals the secrets that the database keeps. The key itself lies beside it, or where the server is told, for its user alone.
struct MasterKey: Sendable {
    private let bytes: [UInt8]

    /// Reads the key.
    /// - Returns: nil if there is none. One that is there and cannot be read is never taken for none: a new one would be put in its place.
    init?(path: String) throws(IdentityError) {
        // Whatever lies there, opening it does not wait: not for a pipe's other end.
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let reason = errno
            var status = stat()
            if reason == ENOENT, lstat(path, &status) != 0 { return nil }
            throw .unusable(
                "\(path) cannot be read: \(String(cString: strerror(reason))). Put the store's master key back, or make it readable.")
        }
        defer { close(file) }
        var kind = stat()
        guard fstat(file, &kind) == 0, kind.st_mode & S_IFMT == S_IFREG else { throw .unusable("\(path) is no file: a master key is one.") }
        var found = [UInt8](repeating: 0, count: 33)
        guard read(file, &found, found.count) == 32 else { throw .unusable("\(path) is not a master key: it must have 32 bytes.") }
        bytes = Array(found.prefix(32))
    }

    /// Makes the key at the first start; it is on the disk when `keep` has returned.
    init(random: any RandomSource) { bytes = random.bytes(32) }

    func keep(at path: String) throws(IdentityError) { try SecretFile.write(bytes, to: path) }

    private var key: SymmetricKey { SymmetricKey(data: bytes) }

    /// - Parameter name: is bound to the secret: sealed for one access key it opens for no other.
    func seal(_ secret: String, for name: String) throws(IdentityError) -> [UInt8] { try seal(bytes: Array(secret.utf8), for: name) }

    func open(_ sealed: [UInt8], for name: String) -> String? {
        open(bytes: sealed, for: name).map { String(decoding: $0, as: UTF8.self) }
    }

    func seal(bytes secret: [UInt8], for name: String) throws(IdentityError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(secret, using: key, authenticating: Array(name.utf8))
            guard let combined = box.combined else { throw IdentityError.unusable("A secret could not be sealed.") }
            return Array(combined)
        } catch { throw .unusable("A secret could not be sealed: \(error)") }
    }

    func open(bytes sealed: [UInt8], for name: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let secret = try? AES.GCM.open(box, using: key, authenticating: Array(name.utf8))
        else { return nil }
        return Array(secret)
    }

    /// A key of its own for one purpose, with which many contents are encrypted.
    func wrap(named name: String) -> KeyEncryptionKey {
        let derived = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("pelton \(name)".utf8), outputByteCount: 32)
        return KeyEncryptionKey(key: derived.withUnsafeBytes { Array($0) }, name: name, isForMany: true)
    }
}
