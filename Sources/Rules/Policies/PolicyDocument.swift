/// Where a policy is attached, which decides the elements it must and must not have.
package enum PolicyKind: String, Sendable, CaseIterable {
    /// To a user, group or role: no principal.
    case identity
    /// Passed to AssumeRole: as identity policies.
    case session
    /// To a bucket, function or queue: a principal is required.
    case resource
    /// To a role: who may assume it. A principal is required, a resource forbidden.
    case trust
}

/// A policy that was parsed, checked and compiled: evaluating it parses nothing again.
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
package struct PolicyDocument: Sendable, Hashable {
    package enum Version: String, Sendable {
        /// What a policy without a version has: no policy variables.
        case v2008 = "2008-10-17"
        case v2012 = "2012-10-17"
    }

    package let kind: PolicyKind
    package let version: Version
    package let id: String?
    package let statements: [Statement]
    /// The condition keys that any statement asks for, in lower case.
    private let keys: Set<String>
    /// What it takes at most to ask all statements.
    let cost: PolicyCost

    init(kind: PolicyKind, version: Version, id: String?, statements: [Statement]) {
        self.kind = kind
        self.version = version
        self.id = id
        self.statements = statements
        keys = statements.reduce(into: []) { $0.formUnion($1.keys) }
        cost = statements.reduce(into: PolicyCost()) { $0 += $1.cost }
    }

    /// Whether the policy asks for a condition key that begins with `prefix`, in lower case: what is costly to find out is found out
    /// only for those.
    package func asks(for prefix: String) -> Bool { !keys.isEmpty && keys.contains { $0.hasPrefix(prefix) } }

    /// The condition keys that it asks for, as it has them: in its order, each once. Source: API_GetContextKeysForCustomPolicy.
    package var contextKeys: [String] {
        var seen: Set<String> = []
        return statements.flatMap(\.keyNames).filter { seen.insert($0.lowercased()).inserted }
    }

    /// The users, roles and sessions that its principals name by ARN.
    package var principalARNs: Set<String> {
        statements.reduce(into: []) { found, statement in
            for case .arn(let arn) in statement.principals?.names ?? [] { found.insert(arn) }
        }
    }

    /// The users and roles that its principals name by unique id.
    package var principalIDs: Set<String> {
        statements.reduce(into: []) { found, statement in
            for case .identity(let id) in statement.principals?.names ?? [] { found.insert(id) }
        }
    }

    /// The same policy with nothing but its Deny statements.
    package var denials: PolicyDocument {
        PolicyDocument(kind: kind, version: version, id: id, statements: statements.filter { $0.effect == .deny })
    }
}

/// One statement, compiled.
package struct Statement: Sendable, Hashable {
    package enum Effect: String, Sendable { case allow = "Allow", deny = "Deny" }

    package let sid: String?
    /// From 0, in the document.
    package let index: Int
    package let effect: Effect
    /// Nil in identity and session policies.
    let principals: PrincipalElement?
    let actions: ActionElement
    /// Nil in trust policies.
    let resources: ResourceElement?
    let conditions: [Condition]

    fileprivate var keys: [String] {
        conditions.flatMap { [$0.key] + $0.variables } + (resources?.patterns.flatMap(\.variables) ?? [])
    }

    fileprivate var keyNames: [String] {
        (resources?.patterns.flatMap(\.variableNames) ?? [])
            + conditions.flatMap { [$0.name] + $0.comparison.patterns.flatMap(\.variableNames) }
    }
}

/// A policy with the name that decisions and messages use for it.
package struct NamedPolicy: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case identity = "identity-based policy"
        case session = "session policy"
        case boundary = "permissions boundary"
        case resource = "resource-based policy"
        case trust = "role trust policy"
        case accessControlList = "access control list"
    }

    /// Such as `inline policy "write-photos"` or the ARN of a managed policy.
    package let name: String
    package let kind: Kind
    package let document: PolicyDocument

    package init(name: String, kind: Kind, document: PolicyDocument) {
        self.name = name
        self.kind = kind
        self.document = document
    }
}
