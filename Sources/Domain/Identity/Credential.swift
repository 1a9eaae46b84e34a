package import Policies
package import Core

/// A key's secret, whose it is, and what its owner may do.
package struct Credential: Sendable {
    package let secret: String
    package let accessKeyID: String
    package let principal: Principal
    package let account: AccountID
    package let canonicalID: String
    package let displayName: String
    /// The principal's own policies; an account's root has none and needs none.
    package let policies: [NamedPolicy]
    package let facts: PrincipalFacts
    /// Set while a function's worker asks.
    package let provenance: Provenance?
}
