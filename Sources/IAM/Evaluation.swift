internal import PeltonCore

/// One request on its way through the statements.
struct Evaluation {
    let context: RequestContext
    /// What a key that Pelton cannot know has decided.
    private var notes: [String] = []

    init(context: RequestContext) { self.context = context }

    private enum Finding { case none, account(Decision.DecidingStatement), itself(Decision.DecidingStatement) }

    mutating func decide(_ policies: [NamedPolicy], _ resourcePolicies: [NamedPolicy], _ requiresResourcePolicy: Bool) -> Decision {
        for policy in policies + resourcePolicies {
            if let statement = firstDeny(policy) { return decision(.explicitDeny, statement, "denied by \(statement.text)") }
        }
        let byResource = allowed(by: resourcePolicies)
        if requiresResourcePolicy {
            guard case .itself(let statement) = named(byResource) else {
                return implicit(resourcePolicies.first?.kind ?? .resource)
            }
            return decision(.allow, statement, "allowed by \(statement.text)")
        }
        if let refusal = limited(policies) { return refusal }
        let isOwn =
            context.principal.account != nil && (context.resourceAccount == nil || context.principal.account == context.resourceAccount)
        return isOwn ? ownAccount(policies, byResource) : otherAccount(policies, byResource)
    }

    /// Within one account either side is enough.
    private mutating func ownAccount(_ policies: [NamedPolicy], _ byResource: Finding) -> Decision {
        if context.principal.isRoot { return decision(.allow, nil, "the account's root") }
        if case .itself(let statement) = byResource { return decision(.allow, statement, "allowed by \(statement.text)") }
        if case .itself(let statement) = allowed(by: policies.filter { $0.kind == .identity }) {
            return decision(.allow, statement, "allowed by \(statement.text)")
        }
        return implicit(.identity)
    }

    /// Between accounts both sides must allow. Services and the anonymous caller have no policies of their own.
    private mutating func otherAccount(_ policies: [NamedPolicy], _ byResource: Finding) -> Decision {
        guard case .itself(let statement) = named(byResource) else { return implicit(.resource) }
        switch context.principal {
        case .service, .anonymous, .accountRoot: return decision(.allow, statement, "allowed by \(statement.text)")
        case .user, .roleSession:
            guard case .itself = allowed(by: policies.filter { $0.kind == .identity }) else { return implicit(.identity) }
            return decision(.allow, statement, "allowed by \(statement.text) and by the caller's own policies")
        }
    }

    /// A session policy or a boundary takes away what it does not allow.
    private mutating func limited(_ policies: [NamedPolicy]) -> Decision? {
        for kind in [NamedPolicy.Kind.boundary, .session] {
            let limits = policies.filter { $0.kind == kind }
            guard !limits.isEmpty, case .none = allowed(by: limits) else { continue }
            return implicit(kind)
        }
        return nil
    }

    /// Naming an account names all of its principals, where nothing but the resource's side is asked.
    private func named(_ finding: Finding) -> Finding {
        if case .account(let statement) = finding { .itself(statement) } else { finding }
    }

    private mutating func allowed(by policies: [NamedPolicy]) -> Finding {
        var finding = Finding.none
        for policy in policies {
            for statement in policy.document.statements where statement.effect == .allow {
                let match = match(statement)
                guard match != .no, holds(statement, policy) else { continue }
                if match == .itself { return .itself(deciding(statement, policy)) }
                if case .none = finding { finding = .account(deciding(statement, policy)) }
            }
        }
        return finding
    }

    private mutating func firstDeny(_ policy: NamedPolicy) -> Decision.DecidingStatement? {
        for statement in policy.document.statements where statement.effect == .deny {
            if match(statement) != .no, holds(statement, policy) { return deciding(statement, policy) }
        }
        return nil
    }

    private func match(_ statement: Statement) -> PrincipalElement.Match {
        guard statement.actions.matches(context.action) else { return .no }
        if let resources = statement.resources, !resources.matches(context.resource, context.values) { return .no }
        return statement.principals.map { $0.match(context) } ?? .itself
    }

    /// A key that Pelton cannot know makes an Allow not apply and a Deny apply.
    private mutating func holds(_ statement: Statement, _ policy: NamedPolicy) -> Bool {
        var unknown: String?
        for condition in statement.conditions {
            switch condition.outcome(context) {
            case .holds: break
            case .fails: return false
            case .unknown: unknown = unknown ?? condition.key
            }
        }
        guard let unknown else { return true }
        let effect = statement.effect == .deny ? "so it denies" : "so it does not allow"
        notes.append("Pelton cannot know the condition key \(unknown) of \(deciding(statement, policy).text), \(effect)")
        return statement.effect == .deny
    }

    private func deciding(_ statement: Statement, _ policy: NamedPolicy) -> Decision.DecidingStatement {
        Decision.DecidingStatement(policyName: policy.name, policyKind: policy.kind, sid: statement.sid, index: statement.index)
    }

    private func implicit(_ missing: NamedPolicy.Kind) -> Decision {
        Decision(
            outcome: .implicitDeny, deciding: nil, missing: missing,
            reason: (["no \(missing.rawValue) allows \(context.action)"] + notes).joined(separator: "; "))
    }

    private func decision(_ outcome: Decision.Outcome, _ statement: Decision.DecidingStatement?, _ reason: String) -> Decision {
        Decision(outcome: outcome, deciding: statement, missing: nil, reason: ([reason] + notes).joined(separator: "; "))
    }
}

extension Decision {
    /// What AWS's services tell a caller of the resource's own account.
    /// Source: IAM User Guide, "Troubleshoot access denied error messages".
    package func message(for context: RequestContext) -> String {
        let because =
            outcome == .explicitDeny
            ? "with an explicit deny in \(Self.article(deciding?.policyKind)) \(deciding?.policyKind.rawValue ?? "policy")"
            : "because no \(missing?.rawValue ?? "policy") allows the \(context.action) action"
        let noted = reason.split(separator: "; ").dropFirst().map { " (\($0))" }.joined()
        return
            "User: \(context.principal.displayName) is not authorized to perform: \(context.action) on resource: \(context.resource) \(because)\(noted)"
    }

    private static func article(_ kind: NamedPolicy.Kind?) -> String { kind == .identity || kind == .accessControlList ? "an" : "a" }
}
