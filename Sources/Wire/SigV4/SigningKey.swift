private import Crypto
private import Core

/// A key made of a secret for one day, region and service. It signs, but the secret does not follow from it.
package struct SigningKey: Sendable {
    /// Before the first byte: the key is taken in once, and not for each signature.
    private let hmac: HMAC<SHA256>

    package init(secret: String, _ scope: CredentialScope) {
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [scope.date, scope.region, scope.service, CredentialScope.terminal] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        hmac = HMAC(key: key)
    }

    /// - Returns: the HMAC-SHA256 in lower-case hexadecimal.
    package func signature(of text: [UInt8]) -> String {
        var hmac = hmac
        hmac.update(data: text)
        return Hex.encode(hmac.finalize().withUnsafeBytes { Array($0) })
    }
}

/// SHA-256 in lower-case hexadecimal.
func sha256Hex(_ bytes: [UInt8]) -> String { Hex.encode(SHA256.hash(data: bytes).withUnsafeBytes { Array($0) }) }

/// The signature of Version 2: an HMAC-SHA1 in Base64.
package func sha1Signature(of text: String, secret: String) -> String {
    Base64.encode(Array(HMAC<Insecure.SHA1>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8)))))
}

let emptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/// Compares without telling, by the time it takes, where two texts begin to differ.
func isSameInConstantTime(_ a: String, _ b: String) -> Bool {
    let a = a.utf8, b = b.utf8
    let first = a.span, second = b.span
    guard first.count == second.count else { return false }
    var difference: UInt8 = 0
    for i in first.indices { difference |= first[i] ^ second[i] }
    return difference == 0
}
