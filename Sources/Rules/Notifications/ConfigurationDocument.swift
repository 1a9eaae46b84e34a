internal import Core

/// The stored form: JSON of our own that later versions must still read.
extension NotificationConfiguration {
    /// A stored document that this version cannot read.
    package struct UnreadableDocument: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    package var document: [UInt8] {
        JSON.members([
            "version": 2,
            "eventBridge": .bool(eventBridge),
            "rules": .array(rules.map(Self.json)),
        ]).utf8
    }

    package init(document: [UInt8]) throws(UnreadableDocument) {
        let json: JSON
        do { json = try JSON(parsing: document) } catch { throw UnreadableDocument(description: error.description) }
        guard let version = json["version"]?.integer, 1...2 ~= version, let items = json["rules"]?.array,
            let eventBridge = json["eventBridge"]?.bool
        else {
            throw UnreadableDocument(description: "No notification configuration of version 1 or 2")
        }
        var rules: [Rule] = []
        // The first version took the values of filters literally.
        for item in items { rules.append(try Self.rule(item, isLiteral: version == 1)) }
        self.init(rules: rules, eventBridge: eventBridge)
    }

    private static func json(_ rule: Rule) -> JSON {
        .members([
            "id": .string(rule.id),
            "kind": .string(rule.kind.rawValue),
            "destination": .string(rule.destination),
            "events": .array(rule.events.map { .string($0.description) }),
            "filter": .array(rule.filter.map { .members(["name": .string($0.name.rawValue), "value": .string($0.value)]) }),
        ])
    }

    private static func rule(_ json: JSON, isLiteral: Bool) throws(UnreadableDocument) -> Rule {
        guard let id = json["id"]?.string, let kind = json["kind"]?.string.flatMap(Rule.Kind.init(rawValue:)),
            let destination = json["destination"]?.string, let events = json["events"]?.array, let filter = json["filter"]?.array
        else { throw UnreadableDocument(description: "A rule lacks a member") }
        let patterns = events.compactMap { $0.string.flatMap { EventPattern($0) } }
        let filters = filter.compactMap { filterRule($0, isLiteral) }
        guard patterns.count == events.count, !patterns.isEmpty, filters.count == filter.count else {
            throw UnreadableDocument(description: "Rule \(id) has an unknown event or filter")
        }
        return Rule(id: id, destination: destination, kind: kind, events: patterns, filter: filters)
    }

    private static func filterRule(_ json: JSON, _ isLiteral: Bool) -> FilterRule? {
        guard let name = json["name"]?.string.flatMap(FilterRule.Name.init(rawValue:)), let value = json["value"]?.string else {
            return nil
        }
        return isLiteral ? FilterRule(name, literal: value) : FilterRule(name, value)
    }
}
