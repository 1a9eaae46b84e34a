private import CScrypt
package import IdentityData
package import Store
internal import Core

/// What passwords are hashed to: scrypt (RFC 7914). To be called on a thread of its own: it takes some ten milliseconds and 16 MiB.
package enum PasswordHash {
    /// That new profiles are made with: N = 2^14, r = 8, p = 1.
    package static let scheme = 1
    package static let saltBytes = 16
    private static let hashBytes = 32

    /// - Returns: nil for a scheme that is not known here, and where there is no memory.
    package static func make(_ password: String, scheme: Int, salt: [UInt8]) -> HashedPassword? {
        guard scheme == Self.scheme,
            let hash = scrypt(Array(password.utf8), salt: salt, cost: 1 << 14, blocks: 8, lanes: 1, count: hashBytes)
        else { return nil }
        return HashedPassword(traits: PasswordTraits(password), scheme: scheme, salt: salt, hash: hash)
    }

    static func scrypt(_ password: [UInt8], salt: [UInt8], cost: UInt64, blocks: UInt64, lanes: UInt64, count: Int) -> [UInt8]? {
        var hash = [UInt8](repeating: 0, count: count)
        guard cscrypt(password, password.count, salt, salt.count, cost, blocks, lanes, &hash, count) != 0 else { return nil }
        return hash
    }
}

extension IdentityStore {
    /// A change of what nothing that was compiled is made of: passwords, and what accounts ask of them.
    package func commit<M: Mutation>(_ mutation: M) async throws(StoreError<M.Refusal>) -> M.Result {
        try await metadata.commit(mutation)
    }

    package func makeSalt() -> [UInt8] { random.bytes(PasswordHash.saltBytes) }
}
