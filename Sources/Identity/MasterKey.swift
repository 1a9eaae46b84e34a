private import Crypto
internal import PeltonCore
internal import Sealing

#if canImport(Foundation)
    private import Foundation
#endif

/// Seals the secrets that the database keeps. The key itself lies beside it, readable for the server's user alone.
struct MasterKey: Sendable {
    private let bytes: [UInt8]

    /// Reads the key, or makes it on the first start.
    init(path: String, random: any RandomSource) throws(IdentityError) {
        if let data = FileManager.default.contents(atPath: path) {
            guard data.count == 32 else { throw .unusable("\(path) is not a master key: it must have 32 bytes.") }
            bytes = Array(data)
            return
        }
        let fresh = random.bytes(32)
        try SecretFile.write(fresh, to: path)
        bytes = fresh
    }

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

    /// A key of its own for one purpose.
    func wrap(named name: String) -> KeyWrap {
        let derived = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("pelton \(name)".utf8), outputByteCount: 32)
        return KeyWrap(key: derived.withUnsafeBytes { Array($0) }, name: name)
    }
}
