package import Policies
package import Core

/// What a resource's side says of a request to it, for who asks why one is allowed or refused.
package struct ResourceSide: Sendable {
    package let owner: AccountID
    package let policies: [NamedPolicy]
    /// They must allow even within one account, as a role's trust policy must.
    package let requiresPolicy: Bool
    /// Why it is refused whatever the policies say.
    package let refusal: String?
    /// Says what the resource's condition keys are.
    package let fill: @Sendable (inout RequestContext) -> Void

    package init(
        owner: AccountID, policies: [NamedPolicy], requiresPolicy: Bool = false, refusal: String? = nil,
        fill: @escaping @Sendable (inout RequestContext) -> Void = { _ in }
    ) {
        self.owner = owner
        self.policies = policies
        self.requiresPolicy = requiresPolicy
        self.refusal = refusal
        self.fill = fill
    }
}
