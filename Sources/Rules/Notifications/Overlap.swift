/// S3 refuses two rules that could both match one event: a shared type, prefixes of which one begins with the other, and suffixes of
/// which one ends with the other. Source: S3 User Guide, "Configuring event notifications using object key name filtering".
enum Overlap {
    static func exists(in rules: [Rule]) -> Bool {
        let sides = rules.map(Side.init)
        return sides.indices.contains { i in
            sides[..<i].contains { $0.overlaps(sides[i]) }
        }
    }

    private struct Side {
        let types: Set<EventType>
        let prefix, reversedSuffix: [UInt8]

        init(_ rule: Rule) {
            types = Set(rule.events.flatMap(\.types))
            prefix = rule.prefix
            reversedSuffix = rule.suffix.reversed()
        }

        func overlaps(_ other: Side) -> Bool {
            !types.isDisjoint(with: other.types) && oneBegins(prefix, other.prefix) && oneBegins(reversedSuffix, other.reversedSuffix)
        }

        private func oneBegins(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.starts(with: b) || b.starts(with: a) }
    }
}
