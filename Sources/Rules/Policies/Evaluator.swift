/// IAM's evaluation: no state, no clock, no look-ups. Source: IAM User Guide, "Policy evaluation logic".
package enum Evaluator {
    /// - Parameters:
    ///   - policies: the principal's own; identity, session and boundary policies in one list. None for an account's root.
    ///   - resourcePolicies: those of the resource, or the trust policy of a role.
    ///   - requiresResourcePolicy: the resource's policy must allow even within one account, as a role's trust policy must.
    package static func decide(
        _ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = [], requiresResourcePolicy: Bool = false
    ) -> Decision {
        var evaluation = Evaluation(context: context, trace: NoTrace())
        return evaluation.decide(policies, resourcePolicies, requiresResourcePolicy)
    }

    /// The same decision with the way to it. It takes twice what `decide` does at most: each statement is looked at once more, for its own
    /// sake, as a decision passes over what cannot change it.
    package static func explain(
        _ context: RequestContext, policies: [NamedPolicy], resourcePolicies: [NamedPolicy] = [], requiresResourcePolicy: Bool = false
    ) -> Explanation {
        var evaluation = Evaluation(context: context, trace: StepTrace())
        let decision = evaluation.decide(policies, resourcePolicies, requiresResourcePolicy)
        let findings = (policies + resourcePolicies).enumerated().flatMap { place, policy in
            policy.document.statements.map { evaluation.finding($0, policy, place) }
        }
        return Explanation(decision: decision, findings: findings, steps: evaluation.trace.steps)
    }
}
