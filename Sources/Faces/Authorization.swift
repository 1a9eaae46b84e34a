internal import HTTPFront
package import IAM
package import PeltonCore

extension APIRequest {
    /// Asks whether the caller may do this, with all that a request tells the policies' conditions; what denied it goes to the log.
    ///
    /// - Parameters:
    ///   - account: the resource's owner.
    ///   - fill: says what the condition keys of the service's own are.
    /// - Returns: the message of the refusal; nil if it is allowed.
    package func refusal(
        of action: String, on resource: String, of account: AccountID, resourcePolicies: [NamedPolicy] = [],
        fill: (inout RequestContext) -> Void = { _ in }
    ) -> String? {
        var context = RequestContext(principal: caller.principal, action: action, resource: resource, resourceAccount: account)
        context.setEnvironment(
            now: received, sourceIP: http.remoteAddress, isSecure: false, region: region, userAgent: http.headers.first("user-agent"),
            referer: http.headers.first("referer"))
        fill(&context)
        let decision = Evaluator.decide(context, policies: caller.policies, resourcePolicies: resourcePolicies)
        guard !decision.isAllowed else { return nil }
        log.set { $0.decision = decision.description }
        return decision.message(for: context)
    }
}
