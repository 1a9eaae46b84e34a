internal import Core

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

    /// What keys must begin with; empty if any will do.
    var prefix: [UInt8] { filter.first { $0.name == .prefix }?.bytes ?? [] }
    /// What keys must end with; empty if any will do.
    var suffix: [UInt8] { filter.first { $0.name == .suffix }?.bytes ?? [] }

    package func matches(_ type: EventType) -> Bool { events.contains { $0.matches(type) } }
}

/// One half of a key filter. Source: S3 User Guide, "Configuring event notifications using object key name filtering".
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
    /// As it was written, form-encoded as keys are in event records: a space as `+` or `%20`, `=` as `%3D` (or as it is).
    package let value: String

    /// What a key must have, byte by byte. A `%` that begins no encoding stands for itself.
    var bytes: [UInt8] { PercentCoding.decodeLeniently(value) }

    /// - Parameter text: what a key must have, as it is.
    init(_ name: Name, literal text: String) {
        let encoded = text.utf8.flatMap { byte -> [UInt8] in
            byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") ? Array(PercentCoding.encode([byte]).utf8) : [byte]
        }
        self.init(name, String(decoding: encoded, as: UTF8.self))
    }

    package init(_ name: Name, _ value: String) {
        self.name = name
        self.value = value
    }
}
