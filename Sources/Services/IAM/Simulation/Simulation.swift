internal import ServiceKit
internal import Policies
internal import Core

/// A page of a simulation's results.
struct SimulationPage: Sendable {
    let response: IAMService.SimulatePolicyResponse
    /// About what it takes.
    let bytes: Int
}

/// Requests that nobody makes, decided by the evaluator of those that somebody does.
/// Source: API_SimulateCustomPolicy, API_SimulatePrincipalPolicy, API_EvaluationResult.
struct Simulation: Sendable {
    private let request: SimulationRequest
    private let principal: SimulatedPrincipal
    private let owner: AccountID?
    private let supplied: [String: [String]]
    /// The caller's own, and behind them the resource's.
    private let policies: [SimulatedPolicy]
    private let own, ofResource: [NamedPolicy]
    /// As the policies have them.
    private let asked: [String]

    /// What one page may take in steps of the evaluator; and one action, which cannot be cut.
    private static let mostSteps = 4 * Evaluator.mostSteps
    private static let mostStepsOfOne = 8 * Evaluator.mostSteps
    /// Resources, statements and keys that one page may name.
    private static let mostEntries = 4000
    private static let entryBytes = 400

    /// - Throws: `InvalidInput` for what cannot be simulated.
    init(_ request: SimulationRequest) throws(ServiceError) {
        try request.check()
        self.request = request
        principal = try request.principal()
        owner = try request.owner()
        supplied = try request.context()
        guard request.boundaries.count <= 1 else {
            throw .invalidInputException("Only one permissions boundary can be simulated at a time.")
        }
        var policies: [SimulatedPolicy] = []
        for source in request.attached where source.kind == .identity || request.boundaries.isEmpty {
            policies.append(try SimulatedPolicy(source))
        }
        for (index, text) in request.policies.enumerated() {
            policies.append(try SimulatedPolicy(input: text, "PolicyInputList.\(index + 1)", .identity))
        }
        for text in request.boundaries {
            policies.append(try SimulatedPolicy(input: text, "PermissionsBoundaryPolicyInputList.1", .boundary))
        }
        own = policies.map(\.policy)
        let resource = try request.resourcePolicy.map { text throws(ServiceError) in
            try SimulatedPolicy(input: text, "ResourcePolicy", .resource)
        }
        if let resource { policies.append(resource) }
        ofResource = resource.map { [$0.policy] } ?? []
        self.policies = policies
        var seen: Set<String> = []
        asked = policies.flatMap(\.policy.document.contextKeys).filter { seen.insert($0.lowercased()).inserted }
    }

    /// - Parameter marker: how many actions the pages before had.
    func page(from marker: String?, limit: Int) throws(ServiceError) -> SimulationPage {
        let start = marker.map { Int($0) ?? -1 } ?? 0
        guard (0..<max(1, request.actions.count)).contains(start) else {
            throw .invalidInputException("Invalid Marker.")
        }
        var results: [IAMService.EvaluationResult] = []
        var (steps, entries, next) = (0, 0, start)
        for action in request.actions[start...].prefix(limit) {
            let cost = self.steps(of: action)
            if !results.isEmpty, steps + cost > Self.mostSteps { break }
            guard cost <= Self.mostStepsOfOne, let result = result(of: action) else { throw .tooMuchToSimulate(action) }
            if !results.isEmpty, entries + result.entries > Self.mostEntries { break }
            results.append(result)
            (steps, entries, next) = (steps + cost, entries + result.entries, next + 1)
        }
        let isTruncated = next < request.actions.count
        return SimulationPage(
            response: IAMService.SimulatePolicyResponse(
                evaluationResults: results, isTruncated: isTruncated, marker: isTruncated ? String(next) : nil),
            bytes: entries * Self.entryBytes)
    }

    /// What the results of an action take at most.
    private func steps(of action: String) -> Int {
        let longest = request.resources.max { $0.utf8.count < $1.utf8.count } ?? "*"
        let context = principal.context(action, longest, of: owner, supplied)
        return 2 * Evaluator.steps(context, policies: own, resourcePolicies: ofResource) * max(1, request.resources.count)
    }

    /// - Returns: nil if there would be too much of it.
    private func result(of action: String) -> IAMService.EvaluationResult? {
        guard request.namesResources else { return outcome(of: action, on: "*").result(action) }
        var outcomes: [SimulatedOutcome] = []
        var entries = 0
        for resource in request.resources {
            let outcome = outcome(of: action, on: resource)
            entries += outcome.entries
            guard entries <= Self.mostEntries / 2 else { return nil }
            outcomes.append(outcome)
        }
        return SimulatedOutcome.result(action, outcomes)
    }

    private func outcome(of action: String, on resource: String) -> SimulatedOutcome {
        let caller = principal.principal.account
        // Without a policy of the resource's, the caller's own policies are all that is simulated.
        let account = ofResource.isEmpty ? caller : ARN(resource).flatMap { AccountID($0.account) } ?? owner ?? caller
        let context = principal.context(action, resource, of: account, supplied)
        let explanation = Evaluator.explain(context, policies: own, resourcePolicies: ofResource)
        return SimulatedOutcome(
            explanation, policies, resource: resource, isCrossAccount: account != caller,
            missing: asked.filter { supplied[$0.lowercased()] == nil && context.presence(of: $0.lowercased()) == .absent })
    }
}

extension ServiceError {
    fileprivate static func tooMuchToSimulate(_ action: String) -> Self {
        .invalidInputException("There is too much to simulate of \(action) at once: name fewer resources or policies.")
    }
}
