/// What a bucket tells to whom: its rules in the order they were put, validated and with an id each.
/// Source: S3 API Reference, `PutBucketNotificationConfiguration`.
package struct NotificationConfiguration: Hashable, Sendable {
    package let rules: [Rule]
    package let eventBridge: Bool

    /// - Precondition: the rules were validated; see `init(validating:)` for those of a request.
    package init(rules: [Rule] = [], eventBridge: Bool = false) {
        self.rules = rules
        self.eventBridge = eventBridge
    }

    package var functions: [Rule] { rules.filter { $0.kind == .function } }
    package var queues: [Rule] { rules.filter { $0.kind == .queue } }
    package var topics: [Rule] { rules.filter { $0.kind == .topic } }
    package var isEmpty: Bool { rules.isEmpty && !eventBridge }
}

/// One configuration element: these events of these keys go there.
package struct Rule: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case function, queue, topic
    }

    package let id: String
    /// The ARN as it was sent.
    package let destination: String
    package let kind: Kind
    /// Never empty.
    package let events: [EventPattern]
    /// At most one rule of each name.
    package let filter: [FilterRule]

    package init(id: String, destination: String, kind: Kind, events: [EventPattern], filter: [FilterRule] = []) {
        self.id = id
        self.destination = destination
        self.kind = kind
        self.events = events
        self.filter = filter
    }

    /// The prefix that keys must have; empty if any will do.
    package var prefix: String { filter.first { $0.name == .prefix }?.value ?? "" }
    /// The suffix that keys must have; empty if any will do.
    package var suffix: String { filter.first { $0.name == .suffix }?.value ?? "" }

    package func matches(_ type: EventType) -> Bool { events.contains { $0.matches(type) } }
}

/// One half of a key filter. Values are literal and compared with the decoded key, byte by byte.
package struct FilterRule: Hashable, Sendable {
    /// The raw value is S3's spelling when it reads a configuration back.
    package enum Name: String, CaseIterable, Sendable {
        case prefix = "Prefix"
        case suffix = "Suffix"

        /// Reads `prefix`, `PREFIX`, `Prefix`.
        package init?(anyCase text: some StringProtocol) {
            guard let name = Self.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else { return nil }
            self = name
        }
    }

    package let name: Name
    package let value: String

    package init(_ name: Name, _ value: String) {
        self.name = name
        self.value = value
    }
}
