package import Core

/// A configuration made ready for the write path: a list of rules for each event type. Matching looks at those of one type in one
/// bucket, and allocates nothing unless a rule matches.
package struct CompiledNotifications: Sendable {
    /// The configuration's revision, which deliveries name.
    package let revision: Int64
    let configuration: NotificationConfiguration
    private let lists: [[Entry]]

    private struct Entry: Sendable {
        let rule: MatchedRule
        let prefix, suffix: [UInt8]
    }

    package init(_ configuration: NotificationConfiguration, revision: Int64 = 0) {
        self.configuration = configuration
        self.revision = revision
        let types = configuration.rules.isEmpty ? [] : EventType.allCases
        lists = types.map { type in
            configuration.rules.filter { $0.matches(type) }.map {
                Entry(rule: MatchedRule($0), prefix: $0.prefix, suffix: $0.suffix)
            }
        }
    }

    package var isEmpty: Bool { lists.isEmpty }

    /// The rules that want an event of `type` for `key`, which is decoded, in the configuration's order.
    package func matches(_ type: EventType, key: [UInt8]) -> [MatchedRule] {
        guard !lists.isEmpty else { return [] }
        var matched: [MatchedRule] = []
        for entry in lists[type.ordinal] where Self.begins(key, entry.prefix) && Self.ends(key, entry.suffix) {
            matched.append(entry.rule)
        }
        return matched
    }

    static func begins(_ key: [UInt8], _ prefix: [UInt8]) -> Bool { key.starts(with: prefix) }

    static func ends(_ key: [UInt8], _ suffix: [UInt8]) -> Bool {
        guard key.count >= suffix.count else { return false }
        let start = key.count - suffix.count
        for i in suffix.indices where key[start + i] != suffix[i] { return false }
        return true
    }
}

/// A rule that an event matched: what becomes a delivery.
package struct MatchedRule: Hashable, Sendable {
    package let id: String
    package let destination: String
    package let kind: Rule.Kind
    /// The destination's, which events are compared with.
    private let account: String

    package init(id: String, destination: String, kind: Rule.Kind) {
        self.id = id
        self.destination = destination
        self.kind = kind
        account = ARN(destination)?.account ?? ""
    }

    /// Whether the destination is the account's own.
    package func isOfAccount(_ owner: AccountID) -> Bool { owner.description == account }

    init(_ rule: Rule) { self.init(id: rule.id, destination: rule.destination, kind: rule.kind) }
}
