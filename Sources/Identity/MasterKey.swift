private import Crypto
internal import PeltonCore

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
    func seal(_ secret: String, for name: String) throws(IdentityError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(Array(secret.utf8), using: key, authenticating: Array(name.utf8))
            guard let combined = box.combined else { throw IdentityError.unusable("A secret could not be sealed.") }
            return Array(combined)
        } catch { throw .unusable("A secret could not be sealed: \(error)") }
    }

    func open(_ sealed: [UInt8], for name: String) -> String? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let secret = try? AES.GCM.open(box, using: key, authenticating: Array(name.utf8))
        else { return nil }
        return String(decoding: secret, as: UTF8.self)
    }
}
