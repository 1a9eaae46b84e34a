internal import Policies
internal import Core

/// What a simulation finds of one action on one resource.
struct SimulatedOutcome {
    let resource: String
    let decision: Decision.Outcome
    let isCrossAccount: Bool
    /// Those that deny; else those that allow.
    let matched: [MatchedStatement]
    let missing: [String]
    /// Nil without a boundary.
    let isWithinBoundary: Bool?
    /// What each kind of policy says by itself.
    let byKind: [String: Decision.Outcome]

    /// A statement, by the places of its policy and of itself.
    struct MatchedStatement: Hashable {
        let policy, statement: Int
        let shown: IAMService.Statement

        static func == (a: Self, b: Self) -> Bool { (a.policy, a.statement) == (b.policy, b.statement) }
        func hash(into hasher: inout Hasher) {
            hasher.combine(policy)
            hasher.combine(statement)
        }
    }

    init(_ explanation: Explanation, _ policies: [SimulatedPolicy], resource: String, isCrossAccount: Bool, missing: [String]) {
        self.resource = resource
        self.isCrossAccount = isCrossAccount
        self.missing = missing
        decision = explanation.decision.outcome
        let applying = explanation.findings.filter(\.applies)
        let kinds = policies.map(\.policy.kind)
        func outcome(_ kind: NamedPolicy.Kind) -> Decision.Outcome? {
            guard kinds.contains(kind) else { return nil }
            let own = applying.filter { kinds[$0.policy] == kind }
            return own.contains { $0.effect == .deny } ? .explicitDeny : own.isEmpty ? .implicitDeny : .allow
        }
        isWithinBoundary = outcome(.boundary).map { $0 == .allow }
        byKind = [NamedPolicy.Kind.identity, .resource, .boundary].reduce(into: [:]) { found, kind in
            if let outcome = outcome(kind) { found[SimulatedPolicy.type(kind)] = outcome }
        }
        let denies = decision == .explicitDeny
        matched = applying.filter { $0.effect == (denies ? .deny : .allow) && (denies || kinds[$0.policy] != .boundary) }.map {
            MatchedStatement(policy: $0.policy, statement: $0.statement.index, shown: policies[$0.policy].shown($0.statement.index))
        }
    }

    /// About how many things a result of it names.
    var entries: Int { 1 + matched.count + missing.count }

    private var boundary: IAMService.PermissionsBoundaryDecisionDetail? {
        isWithinBoundary.map { IAMService.PermissionsBoundaryDecisionDetail(allowedByPermissionsBoundary: $0) }
    }

    private var details: [String: String]? { isCrossAccount ? byKind.mapValues(\.simulated) : nil }

    /// Of an action on all resources.
    func result(_ action: String) -> IAMService.EvaluationResult {
        IAMService.EvaluationResult(
            evalActionName: action, evalResourceName: resource, evalDecision: decision.simulated,
            matchedStatements: decision == .implicitDeny ? [] : matched.map(\.shown), missingContextValues: missing,
            permissionsBoundaryDecisionDetail: boundary, evalDecisionDetails: details)
    }

    private var ofResource: IAMService.ResourceSpecificResult {
        IAMService.ResourceSpecificResult(
            evalResourceName: resource, evalResourceDecision: decision.simulated, matchedStatements: matched.map(\.shown),
            missingContextValues: missing, evalDecisionDetails: details, permissionsBoundaryDecisionDetail: boundary)
    }

    /// One result an action, whose decision is the most restrictive one. Source: API_EvaluationResult.
    static func result(_ action: String, _ outcomes: [SimulatedOutcome]) -> IAMService.EvaluationResult {
        let decision = outcomes.map(\.decision).max { $0.severity < $1.severity } ?? .implicitDeny
        var seen: Set<MatchedStatement> = []
        var keys: Set<String> = []
        let deciding = outcomes.filter { $0.decision == decision && decision != .implicitDeny }
        let within = outcomes.compactMap(\.isWithinBoundary)
        var details: [String: Decision.Outcome] = [:]
        for outcome in outcomes where outcome.isCrossAccount {
            details.merge(outcome.byKind) { $0.severity < $1.severity ? $1 : $0 }
        }
        return IAMService.EvaluationResult(
            evalActionName: action, evalResourceName: SimulatedAction.resourceFormat(action), evalDecision: decision.simulated,
            matchedStatements: deciding.flatMap(\.matched).filter { seen.insert($0).inserted }.map(\.shown),
            missingContextValues: outcomes.flatMap(\.missing).filter { keys.insert($0.lowercased()).inserted },
            permissionsBoundaryDecisionDetail: within.isEmpty
                ? nil : IAMService.PermissionsBoundaryDecisionDetail(allowedByPermissionsBoundary: within.allSatisfy { $0 }),
            evalDecisionDetails: details.mapValues(\.simulated), resourceSpecificResults: outcomes.map(\.ofResource))
    }
}

extension IAMService.EvaluationResult {
    /// About how many things it names.
    var entries: Int {
        let ofResources = (resourceSpecificResults ?? []).reduce(0) {
            $0 + 1 + ($1.matchedStatements?.count ?? 0) + ($1.missingContextValues?.count ?? 0)
        }
        return 1 + (matchedStatements?.count ?? 0) + (missingContextValues?.count ?? 0) + ofResources
    }
}

extension Decision.Outcome {
    fileprivate var simulated: String {
        switch self {
        case .allow: "allowed"
        case .implicitDeny: "implicitDeny"
        case .explicitDeny: "explicitDeny"
        }
    }

    fileprivate var severity: Int {
        switch self {
        case .allow: 0
        case .implicitDeny: 1
        case .explicitDeny: 2
        }
    }
}

/// What is known of actions beside their names.
enum SimulatedAction {
    /// The form of the ARNs that an action is about; `*` where it is not known. Source: Service Authorization Reference, "Resource types".
    static func resourceFormat(_ action: String) -> String {
        if S3Action.ofObjects.contains(action) { return "arn:${Partition}:s3:::${BucketName}/${KeyName}" }
        if S3Action.ofBuckets.contains(action) { return "arn:${Partition}:s3:::${BucketName}" }
        return "*"
    }
}
