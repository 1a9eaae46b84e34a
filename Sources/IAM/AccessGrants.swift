/// One line of an access control list in the evaluator's words. Source: S3 User Guide, "Access control list (ACL) overview".
package struct AccessGrant: Sendable, Hashable {
    package enum Grantee: Sendable, Hashable {
        /// An account, by its canonical user id.
        case canonicalUser(String)
        /// Everyone who has an account.
        case authenticated
        case everyone
    }

    package let grantee: Grantee
    /// `s3:GetObject` …; `*` for all.
    package let actions: [String]

    package init(grantee: Grantee, actions: [String]) {
        self.grantee = grantee
        self.actions = actions
    }
}

extension NamedPolicy {
    /// An access control list as a policy, to be asked only about what it belongs to.
    package init(name: String, grants: [AccessGrant]) {
        let statements = grants.enumerated().map { index, grant in
            Statement(
                sid: nil, index: index, effect: .allow,
                principals: PrincipalElement(isNegated: false, names: [grant.grantee.principal]),
                actions: ActionElement(
                    isNegated: false, patterns: grant.actions.map { Pattern($0, wildcards: true, variables: false) }),
                resources: nil, conditions: [])
        }
        self.init(
            name: name, kind: .accessControlList,
            document: PolicyDocument(kind: .resource, version: .v2012, id: nil, statements: statements))
    }
}

extension AccessGrant.Grantee {
    fileprivate var principal: PrincipalElement.Name {
        switch self {
        case .canonicalUser(let id): .canonicalUser(id)
        case .authenticated: .authenticated
        case .everyone: .everyone
        }
    }
}
