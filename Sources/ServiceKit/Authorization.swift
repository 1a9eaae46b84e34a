internal import HTTPServer
package import Policies
package import Core

extension InputTurns {
    /// Asks the policies; on one of the threads where that takes long, as many patterns may be held against long values.
    package func decide<E: Error>(
        _ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = [], busy: E
    ) async throws(E) -> Decision {
        switch Evaluator.length(context, policies: policies, resourcePolicies: resourcePolicies) {
        case .brief: return Evaluator.decide(context, policies: policies, resourcePolicies: resourcePolicies)
        case .long:
            return try await leaving(busy: busy) { () throws(E) in
                Evaluator.decide(context, policies: policies, resourcePolicies: resourcePolicies)
            }
        case .endless: return .undecided
        }
    }
}

extension APIRequest {
    /// Asks whether the caller may do this, with all that a request tells the policies' conditions; what denied it goes to the log.
    ///
    /// - Parameters:
    ///   - account: the resource's owner.
    ///   - weight: of what `fill` makes keys of, in bytes.
    ///   - busy: thrown where so much is asked at once that nobody can say.
    ///   - fill: says what the condition keys of the service's own are.
    /// - Returns: the message of the refusal; nil if it is allowed.
    package func refusal<E: Error>(
        of action: String, on resource: String, of account: AccountID, resourcePolicies: [NamedPolicy] = [], weight: Int = 0, busy: E,
        fill: @escaping @Sendable (inout RequestContext) -> Void = { _ in }
    ) async throws(E) -> String? {
        var known = RequestContext(principal: caller.principal, action: action, resource: resource, resourceAccount: account)
        known.setEnvironment(
            now: received, sourceIP: http.remoteAddress, isSecure: false, region: region, userAgent: http.headers.first("user-agent"),
            referer: http.headers.first("referer"))
        let base = known
        // What a large input says becomes keys where it was read, not on the loop.
        let context = try await threads.run(bytes: weight, busy: busy) { () throws(E) in
            var context = base
            fill(&context)
            return context
        }
        let decision = try await threads.decide(context, policies: caller.policies, resourcePolicies: resourcePolicies, busy: busy)
        guard !decision.isAllowed else { return nil }
        log.set { $0.decision = decision.description }
        return decision.message(for: context)
    }
}
