internal import Core

/// One request on its way through the statements.
struct Evaluation<Trace: EvaluationTrace> {
    let context: RequestContext
    private(set) var trace: Trace
    /// What a key that Pelton cannot know has decided.
    private var notes: [String] = []

    init(context: RequestContext, trace: Trace) {
        self.context = context
        self.trace = trace
    }

    /// What allows, and how closely it names the caller.
    private typealias Finding = (reach: PrincipalElement.Match, statement: Decision.DecidingStatement)

    mutating func decide(_ policies: [NamedPolicy], _ resourcePolicies: [NamedPolicy], _ requiresResourcePolicy: Bool) -> Decision {
        for policy in policies + resourcePolicies {
            if let statement = firstDeny(policy) {
                trace.note(.explicitDeny, .denies, statement)
                return decision(.explicitDeny, statement, "denied by \(statement.text)")
            }
        }
        trace.note(.explicitDeny, .passes, nil)
        let byResource = allowed(by: resourcePolicies)
        if requiresResourcePolicy, byResource == nil {
            trace.note(.resource, .denies, nil)
            return implicit(resourcePolicies.first?.kind ?? .resource)
        }
        let isOwn =
            context.principal.account != nil && (context.resourceAccount == nil || context.principal.account == context.resourceAccount)
        return isOwn ? ownAccount(policies, byResource) : otherAccount(policies, byResource)
    }

    /// Within one account either side is enough. What the resource gives to the caller alone, nothing limits; what it gives to all sessions
    /// of a role, a boundary and a session policy limit; what it gives to the account is the account's to hand on.
    private mutating func ownAccount(_ policies: [NamedPolicy], _ byResource: Finding?) -> Decision {
        if context.principal.isRoot {
            trace.note(.root, .allows, byResource?.statement)
            return decision(.allow, byResource?.statement, "the account's root")
        }
        if let byResource, byResource.reach == .itself {
            trace.note(.resource, .allows, byResource.statement)
            return allowed(byResource)
        }
        trace.note(.resource, .passes, byResource?.statement)
        if let refusal = limited(policies) { return refusal }
        if let byResource, byResource.reach == .role {
            trace.note(.resource, .allows, byResource.statement)
            return allowed(byResource)
        }
        guard let own = allowed(by: policies.filter { $0.kind == .identity }) else {
            trace.note(.identity, .denies, nil)
            return implicit(.identity)
        }
        trace.note(.identity, .allows, own.statement)
        return allowed(own)
    }

    /// Between accounts both sides must allow. Services, web identities and the anonymous caller have no policies of
    /// their own.
    private mutating func otherAccount(_ policies: [NamedPolicy], _ byResource: Finding?) -> Decision {
        guard let byResource else {
            trace.note(.resource, .denies, nil)
            return implicit(.resource)
        }
        trace.note(.resource, .passes, byResource.statement)
        if let refusal = limited(policies) { return refusal }
        switch context.principal {
        case .service, .webIdentity, .anonymous, .accountRoot:
            trace.note(.resource, .allows, byResource.statement)
            return allowed(byResource)
        case .user, .roleSession:
            guard let own = allowed(by: policies.filter { $0.kind == .identity }) else {
                trace.note(.identity, .denies, nil)
                return implicit(.identity)
            }
            trace.note(.identity, .allows, own.statement)
            return decision(.allow, byResource.statement, "allowed by \(byResource.statement.text) and by the caller's own policies")
        }
    }

    /// A session policy or a boundary takes away what it does not allow.
    private mutating func limited(_ policies: [NamedPolicy]) -> Decision? {
        for kind in [NamedPolicy.Kind.boundary, .session] {
            let limits = policies.filter { $0.kind == kind }
            guard !limits.isEmpty else { continue }
            guard let found = allowed(by: limits) else {
                trace.note(kind == .boundary ? .boundary : .session, .denies, nil)
                return implicit(kind)
            }
            trace.note(kind == .boundary ? .boundary : .session, .passes, found.statement)
        }
        return nil
    }

    /// The statement that names the caller most closely.
    private mutating func allowed(by policies: [NamedPolicy]) -> Finding? {
        var best: Finding?
        for policy in policies {
            for statement in policy.document.statements where statement.effect == .allow {
                let reach = match(statement)
                guard reach > best?.reach ?? .no, holds(statement, policy) else { continue }
                best = (reach, deciding(statement, policy))
                if reach == .itself { return best }
            }
        }
        return best
    }

    private mutating func firstDeny(_ policy: NamedPolicy) -> Decision.DecidingStatement? {
        for statement in policy.document.statements where statement.effect == .deny {
            if match(statement) != .no, holds(statement, policy) { return deciding(statement, policy) }
        }
        return nil
    }

    private func match(_ statement: Statement) -> PrincipalElement.Match {
        guard statement.actions.matches(context.action) else { return .no }
        if let resources = statement.resources, !resources.matches(context, statement.effect) { return .no }
        return statement.principals.map { $0.match(context, statement.effect) } ?? .itself
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

    /// What becomes of one statement, and why: by the same questions in the same order as above.
    func finding(_ statement: Statement, _ policy: NamedPolicy, _ place: Int) -> Explanation.Finding {
        Explanation.Finding(
            policy: place, statement: deciding(statement, policy), effect: statement.effect, verdict: verdict(statement))
    }

    private func verdict(_ statement: Statement) -> Explanation.Verdict {
        guard statement.actions.matches(context.action) else { return .otherAction }
        if let resources = statement.resources, !resources.matches(context, statement.effect) { return .otherResource }
        if let principals = statement.principals, principals.match(context, statement.effect) == .no { return .otherPrincipal }
        var unknown: Condition?
        for condition in statement.conditions {
            switch condition.outcome(context) {
            case .holds: break
            case .fails: return .conditionFails(Explanation.FailedCondition(condition, context))
            case .unknown: unknown = unknown ?? condition
            }
        }
        guard let unknown else { return .applies }
        return .conditionUnknown(Explanation.FailedCondition(unknown, context))
    }

    private func deciding(_ statement: Statement, _ policy: NamedPolicy) -> Decision.DecidingStatement {
        Decision.DecidingStatement(policyName: policy.name, policyKind: policy.kind, sid: statement.sid, index: statement.index)
    }

    private func allowed(_ finding: Finding) -> Decision { decision(.allow, finding.statement, "allowed by \(finding.statement.text)") }

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
