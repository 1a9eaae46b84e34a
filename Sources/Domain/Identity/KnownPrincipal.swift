package import Policies
package import IdentityData
package import Store
package import Core

/// Who a principal is and what it may do, whether or not it asks for anything.
package struct KnownPrincipal: Sendable {
    package let principal: Principal
    package let account: AccountID
    package let canonicalID: String
    package let policies: [NamedPolicy]
    package let facts: PrincipalFacts
    /// Of the user or role.
    package let tags: [String: String]
}

extension IdentityStore {
    /// Whom an ARN names: an account's root, a user, a role as any of its sessions, or a session of a role. What a session's own policies
    /// take away only its token says.
    /// - Parameter isNamed: whether the ARN is made of a name, whatever the path.
    /// - Returns: nil for somebody who is not here.
    package func principal(_ arn: ARN, isNamed: Bool = false) async throws(StoreFailure) -> KnownPrincipal? {
        guard arn.region.isEmpty, let account = AccountID(arn.account) else { return nil }
        if arn.service == "sts" {
            let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "assumed-role", !parts[2].isEmpty else { return nil }
            return try await principal(.role, account, String(parts[1]), session: String(parts[2]))
        }
        if arn.service == "iam", arn.resource == "root" {
            guard try await !metadata.read(FindAccounts(.id(account))).isEmpty else { return nil }
            return KnownPrincipal(
                principal: .accountRoot(account), account: account, canonicalID: try await canonicalID(of: account), policies: [],
                facts: PrincipalFacts(), tags: [:])
        }
        guard let named = IAMResource.named(by: arn), let found = try await principal(named.kind, account, named.name, session: "") else {
            return nil
        }
        return isNamed || (found.principal.roleARN ?? found.principal.arn) == arn.description ? found : nil
    }

    private func principal(
        _ kind: IAMKind, _ account: AccountID, _ name: String, session: String
    ) async throws(StoreFailure) -> KnownPrincipal? {
        guard kind == .user || kind == .role, let resource = try await metadata.read(FindIAMResource(account, kind, named: name)),
            let identity = try await compiledIdentity(id: resource.id)
        else { return nil }
        // A session that begins now.
        let facts =
            kind == .user ? nil : PrincipalFacts.Session(issued: clock.now, source: nil, transitiveTags: [:])
        return KnownPrincipal(
            principal: kind == .user ? .user(identity.resource) : .session(of: identity.resource, named: session, accessKeyID: ""),
            account: account, canonicalID: try await canonicalID(of: account), policies: identity.policies,
            facts: PrincipalFacts(tags: identity.resource.tags, session: facts), tags: identity.resource.tags)
    }
}
