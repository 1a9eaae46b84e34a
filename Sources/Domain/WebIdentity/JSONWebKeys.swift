internal import CRSA
internal import Crypto
package import Core

/// The keys of a provider that signatures of its tokens are verified with. Source: RFC 7517, RFC 7518.
package struct JSONWebKeys: Sendable {
    private struct Entry: Sendable {
        let id: String
        let key: VerificationKey
    }

    private let entries: [Entry]

    /// Of each kind. Source: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM", "JWKS".
    private static let mostKeys = 200
    private static let mostValues = 1 << 14
    private static let mostLevels = 16

    /// Keys that are for something else, or have no id, are left out.
    /// - Throws: `.unusable` for what is no set of keys, or has none that can be used.
    package init(parsing bytes: [UInt8]) throws(KeyFailure) {
        let json: JSON
        do { json = try JSON(parsing: bytes, maximumDepth: Self.mostLevels, maximumValues: Self.mostValues) } catch {
            throw .unusable("The keys are no JSON.")
        }
        guard let items = json["keys"]?.array else { throw .unusable("The keys are no JSON Web Key Set.") }
        guard items.count <= Self.mostKeys else { throw .unusable("There are more than \(Self.mostKeys) keys.") }
        entries = items.compactMap { item in
            guard let id = item["kid"]?.string, let key = VerificationKey(item) else { return nil }
            return Entry(id: id, key: key)
        }
        guard !entries.isEmpty else { throw .unusable("None of the keys is one for RS256 or ES256 with an id.") }
    }

    package var count: Int { entries.count }

    package func has(_ keyID: String) -> Bool { entries.contains { $0.id.utf8.elementsEqual(keyID.utf8) } }

    /// Whether the key that the token names has signed it, with the algorithm that the key is for.
    package func verify(_ token: JSONWebToken) -> Bool {
        guard let keyID = token.keyID, let algorithm = token.algorithm else { return false }
        return entries.contains { entry in
            entry.id.utf8.elementsEqual(keyID.utf8) && entry.key.verifies(token.signed, token.signature, algorithm)
        }
    }
}

private enum VerificationKey: Sendable {
    case rsa(RSAKey)
    case p256(P256.Signing.PublicKey)

    /// - Returns: nil for a key that is not for signatures of these algorithms.
    init?(_ json: JSON) {
        guard (json["use"]?.string ?? "sig") == "sig" else { return nil }
        if let operations = json["key_ops"]?.array, !operations.contains("verify") { return nil }
        switch json["kty"]?.string {
        case "RSA":
            guard (json["alg"]?.string ?? "RS256") == "RS256", let modulus = Self.bytes(json, "n"), let exponent = Self.bytes(json, "e"),
                let key = RSAKey(modulus, exponent)
            else { return nil }
            self = .rsa(key)
        case "EC":
            guard (json["alg"]?.string ?? "ES256") == "ES256", json["crv"]?.string == "P-256", let x = Self.bytes(json, "x"),
                let y = Self.bytes(json, "y"), x.count == 32, y.count == 32
            else { return nil }
            do { self = .p256(try P256.Signing.PublicKey(rawRepresentation: x + y)) } catch { return nil }
        default: return nil
        }
    }

    private static func bytes(_ json: JSON, _ name: String) -> [UInt8]? { json[name]?.string.flatMap { Base64URL.decode($0) } }

    func verifies(_ signed: [UInt8], _ signature: [UInt8], _ algorithm: JSONWebToken.Algorithm) -> Bool {
        switch (self, algorithm) {
        case (.rsa(let key), .rs256): return key.verifies(Array(SHA256.hash(data: signed)), signature)
        case (.p256(let key), .es256):
            guard signature.count == 64 else { return false }
            do {
                return key.isValidSignature(try P256.Signing.ECDSASignature(rawRepresentation: signature), for: SHA256.hash(data: signed))
            } catch { return false }
        case (.rsa, .es256), (.p256, .rs256): return false
        }
    }
}

private final class RSAKey: @unchecked Sendable {
    // Sendable: what it points to is not changed before it is freed, and BoringSSL allows any number of verifications at once.
    private let key: OpaquePointer

    /// - Returns: nil for what is no key, and for one that is too short to be believed or longer than any is.
    init?(_ modulus: [UInt8], _ exponent: [UInt8]) {
        guard let key = crsa_key_new(modulus, modulus.count, exponent, exponent.count) else { return nil }
        self.key = key
    }

    deinit { crsa_key_free(key) }

    func verifies(_ digest: [UInt8], _ signature: [UInt8]) -> Bool {
        digest.count == 32 && crsa_verifies_sha256(key, digest, signature, signature.count) == 1
    }
}

/// Why a provider's keys are not to be had.
package enum KeyFailure: Error, Sendable, Hashable {
    /// It cannot be reached, or says that it is not well: later it may be.
    case unreachable(String)
    /// What it answers is of no use, or it may not be asked.
    case unusable(String)
    /// Too much is asked at once.
    case busy
}
