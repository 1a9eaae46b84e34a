/// Why an input is not what the service's model says. Each service has a code of its own for it.
package enum InputError: Error, Sendable, Hashable {
    /// The body is not what the protocol has for one.
    case unreadable(String)
    /// A member is of another type than the model's: told before any constraint is looked at.
    case wrongType(String)
    /// What broke the constraints, all of it, in AWS's frame.
    case constraints(String)
}

/// How a service tells what its inputs break, where it does so otherwise than most.
package struct ConstraintTexts: Sendable {
    /// Whether the values are shown.
    let showsValues: Bool
    /// Patterns that the service judges by itself, when nothing else is broken: what a value must be then, by the pattern.
    let sentences: [String: String]

    package init(showsValues: Bool = true, sentences: [String: String] = [:]) {
        self.showsValues = showsValues
        self.sentences = Dictionary(uniqueKeysWithValues: sentences.map { (Violations.pattern($0.key), $0.value) })
    }

    package static let usual = ConstraintTexts()
}

/// The constraints that an input broke, in AWS's words. Source: the texts that Lambda, IAM, KMS and others answer with.
enum Violations {
    /// So many are told, each with so much of its value: an answer must not grow with what a caller sends.
    static let mostTold = 50
    static let longestValue = 1024

    static func text(_ value: String?, at path: String, _ constraint: String) -> String {
        "Value \(value.map { $0 + " " } ?? "")at '\(path)' failed to satisfy constraint: \(constraint)"
    }

    static func message(_ count: Int, _ told: [String]) -> String {
        "\(count) validation error\(count == 1 ? "" : "s") detected: " + told.joined(separator: "; ")
    }

    // MARK: Words

    static let notNull = "Member must not be null"
    /// AWS has no words for it: there a pattern says it, or nothing does.
    static let noNUL = "Member must not contain the character U+0000"

    static func atLeast(_ bound: Int, isLength: Bool) -> String {
        "Member must have \(isLength ? "length" : "value") greater than or equal to \(bound)"
    }
    static func atMost(_ bound: Int, isLength: Bool) -> String {
        "Member must have \(isLength ? "length" : "value") less than or equal to \(bound)"
    }
    static func pattern(_ text: String) -> String { "Member must satisfy regular expression pattern: \(text)" }
    static func oneOf(_ values: [String]) -> String { "Member must satisfy enum value set: [\(values.joined(separator: ", "))]" }
}
