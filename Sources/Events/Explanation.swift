/// Why a rule did, or did not, want an event.
package struct Explanation: Hashable, Sendable {
    package enum Mismatch: Hashable, Sendable, CustomStringConvertible {
        /// The events that the rule asks for instead.
        case eventType([String])
        case prefix(String)
        case suffix(String)

        package var description: String {
            switch self {
            case .eventType(let wanted): "The rule wants \(wanted.joined(separator: ", "))"
            case .prefix(let prefix): "The key does not begin with \"\(prefix)\""
            case .suffix(let suffix): "The key does not end with \"\(suffix)\""
            }
        }
    }

    package let rule: MatchedRule
    /// Nil if the rule matches; else the first thing that kept it from it.
    package let mismatch: Mismatch?

    package var isMatch: Bool { mismatch == nil }
}

extension CompiledNotifications {
    /// Every rule of the bucket, in the configuration's order, with what it makes of an event of `type` for `key`.
    package func explain(_ type: EventType, key: [UInt8]) -> [Explanation] {
        configuration.rules.map { Explanation(rule: MatchedRule($0), mismatch: mismatch($0, type, key)) }
    }

    private func mismatch(_ rule: Rule, _ type: EventType, _ key: [UInt8]) -> Explanation.Mismatch? {
        if !rule.matches(type) { return .eventType(rule.events.map(\.description)) }
        if !Self.begins(key, Array(rule.prefix.utf8)) { return .prefix(rule.prefix) }
        if !Self.ends(key, Array(rule.suffix.utf8)) { return .suffix(rule.suffix) }
        return nil
    }
}
