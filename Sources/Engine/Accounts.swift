package import Metadata

extension ObjectEngine {
    /// Whom an access control list means.
    package func accounts(_ name: FindAccounts.Name) async throws(EngineError) -> [AccountRecord] { try await read(FindAccounts(name)) }
}
