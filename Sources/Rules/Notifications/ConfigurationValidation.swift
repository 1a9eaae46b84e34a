package import Core

/// A rule as a request spells it, before anything is known to be right.
package struct RuleDraft: Hashable, Sendable {
    package var id: String?
    package var destination: String
    package var kind: Rule.Kind
    package var events: [String]
    package var filter: [Filter]

    package struct Filter: Hashable, Sendable {
        package var name, value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(id: String? = nil, destination: String, kind: Rule.Kind, events: [String], filter: [Filter] = []) {
        self.id = id
        self.destination = destination
        self.kind = kind
        self.events = events
        self.filter = filter
    }
}

extension NotificationConfiguration {
    /// Source: S3 User Guide, "Amazon S3 Event Notifications": 100 configurations a bucket, of all kinds together.
    package static let mostRules = 100
    /// Of the ARN of a destination: none is longer, and the committer reads each document whole.
    /// Source: IAM API Reference, the type `arnType`.
    static let longestARN = 2048

    /// Checks everything that needs no look at the destinations, in S3's order: an ARN that is none goes before all else.
    ///
    /// - Parameters:
    ///   - drafts: in the order of the document, which decides whose error is told.
    ///   - random: ids for the rules that came without.
    package init(validating drafts: [RuleDraft], eventBridge: Bool, random: some RandomSource) throws(ConfigurationError) {
        for draft in drafts { try Self.checkARN(draft) }
        guard drafts.count <= Self.mostRules else { throw .tooManyRules }
        var rules: [Rule] = []
        for draft in drafts { rules.append(try Self.rule(draft, random)) }
        try Self.checkIDs(rules)
        guard !Overlap.exists(in: rules) else { throw .overlap }
        self.init(rules: rules, eventBridge: eventBridge)
    }

    /// Asks for every destination, so that the error can name all that fail. Skipped under `x-amz-skip-destination-validation`.
    /// - Throws: `ConfigurationError`; `DestinationUnknown` where one of them cannot be asked now.
    package func checkDestinations(bucket: BucketName, account: AccountID, with check: some DestinationCheck) async throws {
        var failures: [(rule: Rule, value: String)] = []
        for rule in rules {
            guard let arn = ARN(rule.destination) else { throw ConfigurationError.unparseableARN(rule.destination, rule.kind) }
            if let value = try await check.check(destination: arn, kind: rule.kind, bucket: bucket, account: account) {
                failures.append((rule, value))
            }
        }
        guard failures.isEmpty else { throw ConfigurationError.destinations(failures) }
    }

    private static func checkARN(_ draft: RuleDraft) throws(ConfigurationError) {
        guard draft.destination.utf8.count <= longestARN, let arn = ARN(draft.destination), arn.service == draft.kind.service else {
            throw .unparseableARN(draft.destination, draft.kind)
        }
    }

    private static func rule(_ draft: RuleDraft, _ random: some RandomSource) throws(ConfigurationError) -> Rule {
        guard !draft.events.isEmpty else { throw .noEvents }
        var events: [EventPattern] = []
        for text in draft.events {
            guard let event = EventPattern(text) else { throw .unknownEvent(text) }
            // Named once or a thousand times, it is the same: so a rule has no more events than there are.
            if !events.contains(event) { events.append(event) }
        }
        var id = draft.id ?? ""
        if id.isEmpty { id = random.uuid() }
        guard id.unicodeScalars.count <= 255 else { throw .longID }
        return Rule(id: id, destination: draft.destination, kind: draft.kind, events: events, filter: try filter(draft.filter))
    }

    private static func filter(_ drafts: [RuleDraft.Filter]) throws(ConfigurationError) -> [FilterRule] {
        var rules: [FilterRule] = []
        for draft in drafts {
            guard let name = FilterRule.Name(anyCase: draft.name) else { throw .unknownFilter(draft.name, draft.value) }
            guard !rules.contains(where: { $0.name == name }) else { throw .repeatedFilter(name) }
            guard draft.value.utf8.count <= 1024 else { throw .longFilter }
            rules.append(FilterRule(name, draft.value))
        }
        return rules
    }

    private static func checkIDs(_ rules: [Rule]) throws(ConfigurationError) {
        var seen: Set<[UInt8]> = []
        for rule in rules where !seen.insert(Array(rule.id.utf8)).inserted { throw .sameID }
    }
}
