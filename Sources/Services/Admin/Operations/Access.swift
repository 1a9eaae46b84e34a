internal import Identity
package import ServiceKit
internal import Policies
internal import Store
package import Core

/// What must be known before anybody is asked, and of whom.
struct AccessFinder: Sendable {
    private let identity: IdentityStore
    private let side: AdminService.FindResourceSide

    init(_ identity: IdentityStore, _ side: @escaping AdminService.FindResourceSide) {
        self.identity = identity
        self.side = side
    }

    func principal(_ arn: ARN, isNamed: Bool) async throws(StoreFailure) -> KnownPrincipal? {
        try await identity.principal(arn, isNamed: isNamed)
    }

    func side(
        of arn: ARN, _ action: String, for caller: Caller, _ request: APIRequest
    ) async throws(ServiceError) -> ResourceSide? {
        try await side(arn, action, caller, request.id)
    }
}

extension AdminService {
    /// Asks for what a resource's own side says of an action; nil where it has nothing to say, or is not there.
    package typealias FindResourceSide = @Sendable (ARN, String, Caller, RequestID) async throws(ServiceError) -> ResourceSide?

    /// Why a principal may do something to a resource, or may not: all that decides it, by the evaluator that decides requests. Who may
    /// simulate the principal's policies may ask.
    static let explainAccess = Operation<AdminService>(ExplainAccess.self) { input, call throws(ServiceError) in
        let named = try call.principalARN(input.principal)
        let isNamed = !input.principal.hasPrefix("arn:") && input.principal.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1
        let known = try await call.run { () throws(StoreFailure) in
            try await call.service.access.principal(named, isNamed: isNamed)
        }
        let tags = known?.tags ?? [:]
        let permitted = try await call.authorize((), (known?.arn ?? named).description, action: "iam:SimulatePrincipalPolicy") { context in
            context.setRequestTags([:])
            for family in ["aws:ResourceTag/", "iam:ResourceTag/"] { context.set(family: family, tags) }
        }
        let action = input.action.split(separator: ":", omittingEmptySubsequences: false)
        guard action.count == 2, action.allSatisfy({ !$0.isEmpty }), !input.action.contains("*") else {
            throw ServiceError(400, invalidInput, "\(input.action) is no action: it must be one with its service, such as s3:GetObject.")
        }
        let resource = ARN(input.resource)
        guard resource != nil || input.resource == "*" else {
            throw ServiceError(400, invalidInput, "\(input.resource) is neither an ARN nor `*`.")
        }
        guard AccountID(named.account) == call.account || call.account == call.service.owner else {
            throw model.wire.denied("Only the account that runs this server may ask about principals of others.")
        }
        guard let known else { throw ServiceError(404, "NoSuchEntity", "There is no \(named) here.") }
        let caller = Caller(known)
        // Before it is known whether there is such a thing.
        let owner = resource.flatMap { AccountID($0.account) }
        guard owner == nil || owner == call.account || call.account == call.service.owner else { throw ofOthers }
        let side = try await call.side(of: resource, input.action, for: caller)
        guard side.map({ $0.owner == call.account }) ?? true || call.account == call.service.owner else { throw ofOthers }
        let given = input.context ?? []
        var context = RequestContext(
            principal: caller.principal, action: input.action, resource: input.resource,
            resourceAccount: side?.owner ?? resource.flatMap { AccountID($0.account) } ?? caller.account,
            canonicalID: caller.canonicalID)
        context.setPrincipal(caller.facts)
        context.setTime(call.request.received)
        context.set("aws:RequestedRegion", call.region.description)
        context.set("aws:SecureTransport", "false")
        side?.fill(&context)
        for key in given { context.suppose(key.name, key.values) }
        let explained = try await call.explain(context, caller.policies, side)
        try await call.reserve(explained.findings.count * statementBytes)
        return permitted.answer(
            ExplainAccessResponse(
                explained, context, caller.policies + (side?.policies ?? []), side, notes: notes(caller.principal, resource, side)))
    }

    private static let ofOthers = model.wire.denied("Only the account that runs this server may ask about resources of others.")

    /// What a statement takes in the answer, about.
    private static let statementBytes = 400

    private static func notes(_ principal: Principal, _ resource: ARN?, _ side: ResourceSide?) -> [String] {
        var notes: [String] = []
        if case .roleSession(_, _, _, _, let session, _) = principal, !session.isEmpty {
            notes.append("what the session's own policies take away only its token says: it is left out")
        }
        if side == nil, let resource, resource.service == "s3", !resource.resource.isEmpty {
            notes.append("there is no bucket \(resource.resource.prefix { $0 != "/" })")
        }
        return notes
    }
}

extension Call<AdminService> {
    /// `user/alice`, `role/writer`, `root`, or an ARN.
    fileprivate func principalARN(_ text: String) throws(ServiceError) -> ARN {
        if text.hasPrefix("arn:") {
            guard let arn = ARN(text) else { throw ServiceError(400, AdminService.invalidInput, "\(text) is no ARN.") }
            return arn
        }
        guard text == "root" || ["user/", "role/"].contains(where: { text.hasPrefix($0) && text != $0 }) else {
            throw ServiceError(
                400, AdminService.invalidInput, "\(text) is no principal: it must be an ARN, root, user/NAME or role/NAME.")
        }
        return ARN(service: "iam", account: account.description, resource: text)
    }

    fileprivate func side(of resource: ARN?, _ action: String, for caller: Caller) async throws(ServiceError) -> ResourceSide? {
        guard let resource else { return nil }
        return try await service.access.side(of: resource, action, for: caller, request)
    }

    fileprivate func explain(
        _ context: RequestContext, _ policies: [NamedPolicy], _ side: ResourceSide?
    ) async throws(ServiceError) -> Explanation {
        let (ofResource, requires) = (side?.policies ?? [], side?.requiresPolicy ?? false)
        guard Evaluator.length(context, policies: policies, resourcePolicies: ofResource) != .endless else {
            throw ServiceError(400, AdminService.invalidInput, Decision.undecided.reason)
        }
        return try await request.threads.leaving(busy: AdminService.throttled) { () throws(ServiceError) in
            Evaluator.explain(context, policies: policies, resourcePolicies: ofResource, requiresResourcePolicy: requires)
        }
    }
}

extension KnownPrincipal {
    /// As IAM has it: a session's role.
    fileprivate var arn: ARN? { (principal.roleARN ?? principal.arn).flatMap { ARN($0) } }
}

extension Caller {
    fileprivate init(_ known: KnownPrincipal) {
        self.init(
            principal: known.principal, account: known.account, canonicalID: known.canonicalID, displayName: "", accessKeyID: nil,
            policies: known.policies, facts: known.facts, provenance: nil)
    }
}

extension AdminService.ExplainAccessResponse {
    fileprivate init(
        _ explained: Explanation, _ context: RequestContext, _ policies: [NamedPolicy], _ side: ResourceSide?, notes: [String]
    ) {
        let principal = context.principal
        let isAnySession = if case .roleSession(_, _, _, _, "", _) = principal { true } else { false }
        let refusal = side?.refusal
        let findings = explained.findings
        // The keys that would have to be known, each once.
        var asked: Set<String> = []
        let unknown = findings.compactMap(\.unknownKey).filter { asked.insert($0.lowercased()).inserted }
        self.init(
            principal: (isAnySession ? principal.roleARN : principal.arn) ?? principal.displayName, action: context.action,
            resource: context.resource, decision: refusal == nil ? explained.decision.outcome.rawValue : "explicitDeny",
            reason: refusal ?? explained.decision.reason, statement: refusal == nil ? explained.decision.deciding?.text : nil,
            statements: findings.map { finding in
                let policy = policies[finding.policy]
                return AdminService.ExplainedStatement(
                    policy: policy.name, kind: policy.kind.rawValue, number: finding.statement.index + 1, sid: finding.statement.sid,
                    effect: finding.effect.rawValue, applies: finding.applies, why: finding.verdict.description, key: finding.unknownKey)
            },
            steps: explained.steps.map { step in
                AdminService.ExplainedStep(
                    question: step.question.rawValue, answer: step.answer.rawValue, statement: step.statement?.text,
                    text: step.description)
            },
            notes: notes + unknown.map { "what \($0) would be is not known: say it, \($0)=VALUE, or \($0)= for a request without it" })
    }
}

extension Explanation.Finding {
    fileprivate var unknownKey: String? { if case .conditionUnknown(let condition) = verdict { condition.key } else { nil } }
}
