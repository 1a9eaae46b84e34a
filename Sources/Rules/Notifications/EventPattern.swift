/// One entry of a rule's events: a single type, or every type of a family, as in `s3:ObjectCreated:*`.
package struct EventPattern: Hashable, Sendable, CustomStringConvertible {
    /// As configurations spell it, with `s3:`.
    package let description: String
    /// The types it stands for; never empty.
    package let types: [EventType]

    /// - Returns: nil if S3 has no such event. Names are case-sensitive.
    package init?(_ text: some StringProtocol) {
        guard let known = Self.table[String(text)] else { return nil }
        self = known
    }

    /// The pattern of exactly one type.
    package init(_ type: EventType) { self.init(description: "s3:" + type.rawValue, types: [type]) }

    private init(description: String, types: [EventType]) {
        self.description = description
        self.types = types
    }

    package func matches(_ type: EventType) -> Bool { types.contains(type) }

    /// Families that have a `:*`. An object's ACL has one event and no family.
    private static let families = [
        "ObjectCreated", "ObjectRemoved", "ObjectRestore", "Replication", "LifecycleExpiration", "ObjectTagging",
    ]

    private static let table: [String: EventPattern] = {
        let single = EventType.allCases.map { EventPattern($0) }
        let whole = families.map { family in
            EventPattern(description: "s3:\(family):*", types: EventType.allCases.filter { $0.family == family })
        }
        return Dictionary((single + whole).map { ($0.description, $0) }) { first, _ in first }
    }()
}
