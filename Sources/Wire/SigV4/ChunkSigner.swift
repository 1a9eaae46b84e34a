private import Crypto
package import Core

/// The chain of signatures of an aws-chunked body: each covers the one before it.
/// Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks".
package struct ChunkSigner: Sendable {
    private let key: SigningKey
    private let scope: CredentialScope
    private let date: String
    private var previous: String

    package init(key: SigningKey, scope: CredentialScope, date: Timestamp, seed: String) {
        self.init(key: key, scope: scope, date: date.basic, seed: seed)
    }

    /// - Parameter date: as `Timestamp.basic` spells it.
    init(key: SigningKey, scope: CredentialScope, date: String, seed: String) {
        self.key = key
        self.scope = scope
        self.date = date
        previous = seed
    }

    var accessKeyID: String { scope.accessKeyID }

    /// Signs the next chunk, the empty one at the end included.
    /// - Parameter sha256: of its data, hexadecimal.
    package mutating func sign(chunk sha256: String) -> String { signed(chunk: sha256).signature }

    /// Signs the trailer.
    /// - Parameter sha256: of its lines, `name:value` and a line feed each, hexadecimal.
    package mutating func sign(trailer sha256: String) -> String { signed(trailer: sha256).signature }

    mutating func signed(chunk sha256: String) -> (signature: String, stringToSign: String) {
        sign("\(SigV4Claim.algorithm)-PAYLOAD\n\(date)\n\(scope.line)\n\(previous)\n\(emptySHA256)\n\(sha256)")
    }

    mutating func signed(trailer sha256: String) -> (signature: String, stringToSign: String) {
        sign("\(SigV4Claim.algorithm)-TRAILER\n\(date)\n\(scope.line)\n\(previous)\n\(sha256)")
    }

    private mutating func sign(_ stringToSign: String) -> (signature: String, stringToSign: String) {
        previous = key.signature(of: Array(stringToSign.utf8))
        return (previous, stringToSign)
    }
}
