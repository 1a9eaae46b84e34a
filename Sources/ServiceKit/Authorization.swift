internal import HTTPServer
package import Policies
package import Core

/// What is behind a service, which an authorisation alone gives: who has not asked has nothing to do it with.
package struct Guarded<State: Sendable>: Sendable {
    private let state: State

    package init(_ state: State) { self.state = state }

    /// - Returns: nil unless the policies allow it.
    package func open(_ decision: AuthorizationDecision) -> State? { decision.isAllowed ? state : nil }

    /// The plain case, in which nobody has a say but the resource's owner, and the owner's root asks.
    /// - Returns: nil for anybody else.
    package func open(to caller: Caller, asRootOf owner: AccountID) -> State? {
        caller.policies.isEmpty && caller.principal == .accountRoot(owner) ? state : nil
    }
}

/// What was said of a request, and why. Only the policies can allow one: `APIRequest.decision`.
package struct AuthorizationDecision: Sendable {
    private enum Ground {
        case policies(Decision, RequestContext)
        /// The service's own key, which no policy denies.
        case ownKey
        case service(String)
    }

    private let ground: Ground

    private init(_ ground: Ground) { self.ground = ground }

    fileprivate init(_ decision: Decision, _ context: RequestContext) { self.init(.policies(decision, context)) }

    fileprivate static let ownKey = Self(.ownKey)

    /// The service's own, which no policy can change.
    package init(deniedBecause reason: String) { self.init(.service(reason)) }

    package var isAllowed: Bool {
        switch ground {
        case .policies(let decision, _): decision.isAllowed
        case .ownKey: true
        case .service: false
        }
    }

    package var isExplicitDenial: Bool {
        switch ground {
        case .policies(let decision, _): decision.outcome == .explicitDeny
        case .ownKey: false
        case .service: true
        }
    }

    /// For the log.
    package var reason: String {
        switch ground {
        case .policies(let decision, _): decision.description
        case .ownKey: "allow: the service's own key"
        case .service(let reason): "explicitDeny: " + reason
        }
    }

    /// For a caller who may know; nil where there is nothing to be known.
    package var message: String? { if case .policies(let decision, let context) = ground { decision.message(for: context) } else { nil } }

    /// The statement that denied it.
    package var denyingStatement: String? {
        guard case .policies(let decision, _) = ground, decision.outcome == .explicitDeny else { return nil }
        return decision.deciding?.text
    }
}

extension InputTurns {
    /// Asks the policies; on one of the threads where that takes long, as many patterns may be held against long values.
    package func decide<E: Error>(
        _ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = [], requiresResourcePolicy: Bool = false,
        busy: E
    ) async throws(E) -> Decision {
        switch Evaluator.length(context, policies: policies, resourcePolicies: resourcePolicies) {
        case .brief:
            return Evaluator.decide(
                context, policies: policies, resourcePolicies: resourcePolicies, requiresResourcePolicy: requiresResourcePolicy)
        case .long:
            return try await leaving(busy: busy) { () throws(E) in
                Evaluator.decide(
                    context, policies: policies, resourcePolicies: resourcePolicies, requiresResourcePolicy: requiresResourcePolicy)
            }
        case .endless: return .undecided
        }
    }
}

extension APIRequest {
    /// Asks the policies about what a service has said all of. The one step that authorises.
    ///
    /// - Parameters:
    ///   - caller: if another one asks than the request's sender.
    ///   - narrowed: the caller's policies as far as they can have a say.
    ///   - requiresResourcePolicy: the resource's policies must allow even within one account, as a role's trust policy must.
    ///   - busy: thrown where so much is asked at once that nobody can say.
    package func decision(
        _ context: RequestContext, caller: Caller? = nil, narrowed: [NamedPolicy]? = nil, resourcePolicies: [NamedPolicy] = [],
        requiresResourcePolicy: Bool = false, busy: ServiceError
    ) async throws(ServiceError) -> AuthorizationDecision {
        let decision = try await threads.decide(
            context, policies: narrowed ?? (caller ?? self.caller).policies, resourcePolicies: resourcePolicies,
            requiresResourcePolicy: requiresResourcePolicy, busy: busy)
        return AuthorizationDecision(decision, context)
    }

    /// Asks whether the caller may do this, with all that a request tells the policies' conditions.
    ///
    /// - Parameters:
    ///   - account: the resource's owner.
    ///   - weight: of what `fill` makes keys of, in bytes.
    ///   - fill: says what the condition keys of the service's own are.
    package func decision(
        of action: String, on resource: String, of account: AccountID, caller: Caller? = nil, resourcePolicies: [NamedPolicy] = [],
        requiresResourcePolicy: Bool = false, weight: Int = 0, busy: ServiceError, fill: @escaping @Sendable (inout RequestContext) -> Void
    ) async throws(ServiceError) -> AuthorizationDecision {
        let asking = caller ?? self.caller
        var known = RequestContext(
            principal: asking.principal, action: action, resource: resource, resourceAccount: account, canonicalID: asking.canonicalID)
        setEnvironment(&known, caller: asking)
        let base = known
        // What a large input says becomes keys where it was read, not on the loop.
        let context = try await threads.run(bytes: weight, busy: busy) { () throws(ServiceError) in
            var context = base
            fill(&context)
            return context
        }
        return try await decision(
            context, caller: caller, resourcePolicies: resourcePolicies, requiresResourcePolicy: requiresResourcePolicy, busy: busy)
    }

    /// What every request tells the conditions of policies.
    package func setEnvironment(_ context: inout RequestContext, caller: Caller? = nil) {
        context.setPrincipal((caller ?? self.caller).facts)
        context.setEnvironment(
            now: received, sourceIP: http.remoteAddress, isSecure: false, region: region, userAgent: http.headers.first("user-agent"),
            referer: http.headers.first("referer"))
    }

    /// Asks whether the caller may use a KMS key through a service. Every key has the default policy, which leaves it to the IAM policies of
    /// its account. The service's own key is for all of the account, but for whom a policy denies it.
    /// Source: KMS Developer Guide, "Default key policy", "AWS managed keys", "kms:ViaService".
    ///
    /// - Parameters:
    ///   - service: as its name is in `kms:ViaService`.
    ///   - isOwn: whether the key is the service's, of the caller's account.
    ///   - fill: says what else is known: the encryption context, and what the request calls the key.
    package func decision(
        ofKey key: ARN, for action: String, via service: String, isOwn: Bool, caller: Caller? = nil, busy: ServiceError,
        fill: @escaping @Sendable (inout RequestContext) -> Void = { _ in }
    ) async throws(ServiceError) -> AuthorizationDecision {
        let asking = caller ?? self.caller
        // Nothing can deny it.
        if isOwn, asking.policies.isEmpty { return .ownKey }
        let decision = try await decision(
            of: action, on: key.description, of: AccountID(key.account) ?? .none, caller: caller, busy: busy
        ) { context in
            context.set("aws:ViaAWSService", "true")
            context.set("kms:ViaService", "\(service).\(key.region).amazonaws.com")
            context.set("kms:CallerAccount", asking.account.description)
            context.setKMSKey()
            context.set(family: "aws:ResourceTag/", [:])
            context.setRequestTags([:])
            context.set("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT")
            context.set(family: "kms:RecipientAttestation:", [:])
            fill(&context)
        }
        return isOwn && !decision.isExplicitDenial ? .ownKey : decision
    }
}
