/// IAM's evaluation: no state, no clock, no look-ups. Source: IAM User Guide, "Policy evaluation logic".
package enum Evaluator {
    /// - Parameters:
    ///   - policies: the principal's own; identity, session and boundary policies in one list. None for an account's root.
    ///   - resourcePolicies: those of the resource, or the trust policy of a role.
    ///   - requiresResourcePolicy: the resource's policy must allow even within one account, as a role's trust policy must.
    package static func decide(
        _ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = [], requiresResourcePolicy: Bool = false
    ) -> Decision {
        var evaluation = Evaluation(context: context)
        return evaluation.decide(policies, resourcePolicies, requiresResourcePolicy)
    }
}
