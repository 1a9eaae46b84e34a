/// What the policies say about one request, and which statement said it.
package struct Decision: Sendable, Hashable, CustomStringConvertible {
    package enum Outcome: String, Sendable { case allow, implicitDeny, explicitDeny }

    /// The statement that allowed or denied.
    package struct DecidingStatement: Sendable, Hashable {
        package let policyName: String
        package let policyKind: NamedPolicy.Kind
        package let sid: String?
        package let index: Int

        /// `statement "Sid" of NAME`, or by its number from 1.
        package var text: String {
            let which = sid.map { "statement \"\($0)\"" } ?? "statement \(index + 1)"
            return "\(which) of \(policyKind.rawValue) \(policyName)"
        }
    }

    package let outcome: Outcome
    package let deciding: DecidingStatement?
    /// After an implicit deny: the kind of policy that would have had to allow.
    package let missing: NamedPolicy.Kind?
    /// For logs and `explain`: one sentence, with a note for each statement that was decided by a key Pelton cannot know.
    package let reason: String

    /// Nothing is allowed to who asks so that nobody can decide.
    package static let undecided = Decision(
        outcome: .explicitDeny, deciding: nil, missing: nil,
        reason: "the request's values are too long for the policies they are held against")

    package var isAllowed: Bool { outcome == .allow }
    package var description: String { "\(outcome.rawValue): \(reason)" }
}
