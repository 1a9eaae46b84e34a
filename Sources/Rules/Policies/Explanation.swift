/// What is told of the way to a decision: nothing, unless somebody wants to know it.
protocol EvaluationTrace {
    mutating func note(
        _ question: Explanation.Question, _ answer: Explanation.Answer, _ statement: @autoclosure () -> Decision.DecidingStatement?)
}

/// Tells nothing, and costs nothing.
struct NoTrace: EvaluationTrace {
    @inline(__always)
    mutating func note(
        _ question: Explanation.Question, _ answer: Explanation.Answer, _ statement: @autoclosure () -> Decision.DecidingStatement?
    ) {}
}

struct StepTrace: EvaluationTrace {
    private(set) var steps: [Explanation.Step] = []

    mutating func note(
        _ question: Explanation.Question, _ answer: Explanation.Answer, _ statement: @autoclosure () -> Decision.DecidingStatement?
    ) {
        steps.append(Explanation.Step(question: question, answer: answer, statement: statement()))
    }
}

/// A decision with what became of each statement, and of each question that AWS's logic asks, in its order.
/// Source: IAM User Guide, "Policy evaluation logic".
package struct Explanation: Sendable, Hashable {
    package let decision: Decision
    /// All statements of all policies: the principal's own first, then the resource's.
    package let findings: [Finding]
    package let steps: [Step]

    /// What became of one statement.
    package struct Finding: Sendable, Hashable {
        /// Which of the policies: their places in the principal's own list, and behind them those in the resource's.
        package let policy: Int
        package let statement: Decision.DecidingStatement
        package let effect: Statement.Effect
        package let verdict: Verdict

        /// Whether it takes part. A key that is not known makes a Deny take part, and an Allow not.
        package var applies: Bool {
            switch verdict {
            case .applies: true
            case .conditionUnknown: effect == .deny
            case .otherAction, .otherResource, .otherPrincipal, .conditionFails: false
            }
        }
    }

    package enum Verdict: Sendable, Hashable {
        case applies
        case otherAction
        case otherResource
        case otherPrincipal
        case conditionFails(FailedCondition)
        /// It asks for a key of which nobody has said what it is.
        case conditionUnknown(FailedCondition)
    }

    package struct FailedCondition: Sendable, Hashable {
        /// Such as `StringLikeIfExists`.
        package let comparison: String
        /// As the policy has it.
        package let key: String
        /// What the request has; nil if nothing.
        package let values: [String]?

        init(_ condition: Condition, _ context: RequestContext) {
            comparison = condition.operatorText
            key = condition.name
            if case .present(let found) = context.presence(of: condition.key) { values = found } else { values = nil }
        }
    }

    package enum Question: String, Sendable, Hashable {
        case explicitDeny = "explicit deny"
        case root = "account root"
        case resource = "resource-based policies"
        case boundary = "permissions boundary"
        case session = "session policies"
        case identity = "identity-based policies"
    }

    package enum Answer: String, Sendable, Hashable {
        /// It does not decide: the next question is asked.
        case passes
        case allows
        case denies
    }

    package struct Step: Sendable, Hashable {
        package let question: Question
        package let answer: Answer
        package let statement: Decision.DecidingStatement?
    }
}

extension Explanation.Verdict: CustomStringConvertible {
    package var description: String {
        switch self {
        case .applies: "applies"
        case .otherAction: "does not apply: it is about other actions"
        case .otherResource: "does not apply: it is about other resources"
        case .otherPrincipal: "does not apply: it names other principals"
        case .conditionFails(let condition):
            "does not apply: \(condition.comparison) of \(condition.key) fails, "
                + (condition.values.map { "which is \($0.joined(separator: ", "))" } ?? "which the request does not have")
        case .conditionUnknown(let condition):
            "cannot be judged: \(condition.comparison) asks for \(condition.key), or for a key in its values, of which nothing is known"
        }
    }
}

extension Explanation.Step: CustomStringConvertible {
    package var description: String {
        let by = statement.map { ", by \($0.text)" } ?? ""
        return switch (question, answer) {
        case (.explicitDeny, .passes): "explicit deny: none"
        case (.root, _): "account root: allowed without a policy"
        case (.resource, .passes):
            statement.map { "resource-based policies: \($0.text) allows it, which is not enough by itself" }
                ?? "resource-based policies: none allows it"
        case (_, .denies): "\(question.rawValue): " + (statement == nil ? "none allows it, which denies it" : "denied" + by)
        case (_, .passes): "\(question.rawValue): within it\(by)"
        case (_, .allows): "\(question.rawValue): allowed\(by)"
        }
    }
}
