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
    /// A policy of an identity that may do nothing at all.
    package init(denyingAll name: String) {
        self.init(denying: ["*"], named: name)
    }

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

extension NamedPolicy {
    /// Takes some actions away, whatever else allows them.
    package init(denying actions: [String], named name: String) { self.init(.deny, actions, name) }

    /// Gives some actions on whatever is asked about.
    package init(allowing actions: [String], named name: String) { self.init(.allow, actions, name) }

    private init(_ effect: Statement.Effect, _ actions: [String], _ name: String) {
        let statement = Statement(
            sid: nil, index: 0, effect: effect, principals: nil,
            actions: ActionElement(isNegated: false, patterns: actions.map { Pattern($0, wildcards: true, variables: false) }),
            resources: nil, conditions: [])
        self.init(
            name: name, kind: .identity, document: PolicyDocument(kind: .identity, version: .v2012, id: nil, statements: [statement]))
    }
}
