package import IdentityData

extension ObjectEngine {
    /// Whom an access control list means.
    package func accounts(_ name: FindAccounts.Name) async throws(EngineError) -> [AccountRecord] { try await read(FindAccounts(name)) }

    /// Whom a bucket's policy means.
    package func role(_ find: FindIAMResource) async throws(EngineError) -> IAMResource? { try await read(find) }
}
