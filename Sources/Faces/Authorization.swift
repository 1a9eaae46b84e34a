internal import HTTPFront
package import IAM
package import PeltonCore

extension APIRequest {
    /// Asks whether the caller may do this, with all that a request tells the policies' conditions; what denied it goes to the log.
    ///
    /// - Parameters:
    ///   - account: the resource's owner.
    ///   - values: condition keys of the service's own.
    /// - Returns: the message of the refusal; nil if it is allowed.
    package func refusal(
        of action: String, on resource: String, of account: AccountID, known: KnownKeys = .global, resourcePolicies: [NamedPolicy] = [],
        values: [String: String] = [:]
    ) -> String? {
        var context = RequestContext(
            principal: caller.principal, action: action, resource: resource, resourceAccount: account, known: known)
        context.setEnvironment(
            now: received, sourceIP: http.remoteAddress, isSecure: false, region: region, userAgent: http.headers.first("user-agent"))
        for (name, value) in values { context.set(name, value) }
        let decision = Evaluator.decide(context, policies: caller.policies, resourcePolicies: resourcePolicies)
        guard !decision.isAllowed else { return nil }
        log.set { $0.decision = decision.description }
        return decision.message(for: context)
    }
}
