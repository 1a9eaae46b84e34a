package import Core

/// What S3 asks of a configuration beyond its shape.
/// Source: API_PutBucketLifecycleConfiguration; S3 User Guide, "Lifecycle configuration elements"; the words are the service's.
extension LifecycleConfiguration {
    private static let mostRules = 1000
    private static let longestID = 255

    /// - Returns: the configuration with an id for each rule that came without one.
    package func validated(random: some RandomSource) throws(LifecycleError) -> LifecycleConfiguration {
        guard (1...Self.mostRules).contains(rules.count) else { throw .malformed }
        try requireOneForm()
        var ids: Set<String> = []
        var checked = self
        for (i, rule) in rules.enumerated() {
            if rule.id.isEmpty { checked.rules[i].id = Base64.encode(Array(random.uuid().utf8)) }
            let id = checked.rules[i].id
            guard id.unicodeScalars.count <= Self.longestID else {
                throw .argument("ID length should not exceed allowed limit of 255", "ID", id)
            }
            guard ids.insert(id).inserted else { throw .argument("Rule ID must be unique. Found same ID for more than one rule", "ID", id) }
            try RuleCheck(rule: rule).check()
        }
        return checked
    }

    /// The old form of a rule and the new one do not go together.
    private func requireOneForm() throws(LifecycleError) {
        let isOld = rules.map { $0.filter.form == .prefix }
        guard isOld.contains(true), isOld.contains(false) else { return }
        throw .request(
            isOld[0]
                ? "Filter element can only be used in Lifecycle V2."
                : "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.")
    }
}

/// The checks of one rule.
private struct RuleCheck {
    private static let mostKept = 100

    let rule: LifecycleRule

    private var filterText: String { "'(prefix=\(rule.filter.prefix ?? ""))'" }

    func check() throws(LifecycleError) {
        try checkFilter()
        guard rule.actsOnVersions || rule.abortDays != nil else { throw .request("At least one action needs to be specified in a rule") }
        try checkExpiration()
        try checkAbort()
        try checkNoncurrentExpiration()
        try checkTransitions()
        try checkNoncurrentTransitions()
    }

    // MARK: The filter

    private func checkFilter() throws(LifecycleError) {
        let filter = rule.filter
        guard (filter.prefix ?? "").utf8.count <= ObjectKey.maximumBytes else {
            throw .request("The maximum size of a prefix is \(ObjectKey.maximumBytes)")
        }
        if filter.form == .and, filter.conditions < 2 { throw .malformed }
        if filter.form == .filter, filter.conditions > 1 { throw .malformed }
        try checkTags(filter.tags)
        if let bound = filter.sizeGreaterThan, bound < 0 {
            throw .request("'ObjectSizeGreaterThan' must be a nonnegative integer")
        }
        if let bound = filter.sizeLessThan, bound < 1 { throw .request("'ObjectSizeLessThan' must be a positive integer") }
        if let low = filter.sizeGreaterThan, let high = filter.sizeLessThan, high <= low {
            throw .request("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'")
        }
    }

    private func checkTags(_ tags: [LifecycleFilter.Tag]) throws(LifecycleError) {
        for tag in tags {
            guard (1...128).contains(tag.key.unicodeScalars.count) else {
                throw .request("A Tag's Key must be a length between 1 and 128.")
            }
            guard tag.value.unicodeScalars.count <= 256 else { throw .request("A Tag's Value must be a length between 0 and 256.") }
        }
        guard Set(tags.map(\.key)).count == tags.count else { throw .request("Duplicate Tag Keys are not allowed.") }
    }

    // MARK: Ends

    private func checkExpiration() throws(LifecycleError) {
        switch rule.expiration {
        case .days(let days):
            guard days > 0 else { throw .argument("'Days' for Expiration action must be a positive integer", "Days", days) }
        case .date(let date): try checkMidnight(date)
        case .loneMarkers: try refuseTagsAndSizes("ExpiredObjectDeleteMarker")
        case nil: break
        }
    }

    private func checkAbort() throws(LifecycleError) {
        guard let days = rule.abortDays else { return }
        guard days > 0 else {
            throw .argument(
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer", "DaysAfterInitiation", days)
        }
        try refuseTagsAndSizes("AbortIncompleteMultipartUpload")
    }

    private func checkNoncurrentExpiration() throws(LifecycleError) {
        guard let expiration = rule.noncurrentExpiration else { return }
        guard expiration.days > 0 else {
            throw .argument(
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer", "NoncurrentDays", expiration.days)
        }
        try checkKept(expiration.kept, "NoncurrentVersionExpiration")
    }

    private func refuseTagsAndSizes(_ action: String) throws(LifecycleError) {
        guard rule.filter.tags.isEmpty else { throw .request("\(action) cannot be specified with Tags.") }
        guard !rule.filter.hasSize else { throw .request("\(action) cannot be specified with Object Size.") }
    }

    private func checkKept(_ count: Int?, _ action: String) throws(LifecycleError) {
        guard let count else { return }
        guard count > 0 else {
            throw .argument("'NewerNoncurrentVersions' for \(action) action must be a positive integer", "NewerNoncurrentVersions", count)
        }
        guard count <= Self.mostKept else {
            throw .argument(
                "'NewerNoncurrentVersions' for \(action) action must not exceed \(Self.mostKept)", "NewerNoncurrentVersions",
                count
            )
        }
    }

    private func checkMidnight(_ date: Timestamp) throws(LifecycleError) {
        guard LifecycleDay.real.midnight(before: date) == date else {
            throw .argument("'Date' must be at midnight GMT", "Date", date.iso8601)
        }
    }

    // MARK: Transitions

    private func checkTransitions() throws(LifecycleError) {
        for transition in rule.transitions {
            switch transition.due {
            case .date(let date): try checkMidnight(date)
            case .days(let days): try checkWait(days, transition.storageClass, "Days", "Transition")
            }
        }
        try requireDifferent(rule.transitions.map(\.storageClass), "Transition")
        guard !rule.transitions.isEmpty else { return }
        let kinds = Set(rule.transitions.map { if case .days = $0.due { "Days" } else { "Date" } })
        guard kinds.count == 1 else {
            throw .request("Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule for filter \(filterText)")
        }
        try requireOrder(rule.transitions.map { ($0.storageClass, Self.days($0.due)) }, kinds.first ?? "Days", "Transition")
        switch rule.expiration {
        case .days(let days): try requireLater(days, kinds, "Days")
        case .date(let date): try requireLater(Self.days(.date(date)), kinds, "Date")
        case .loneMarkers, nil: break
        }
    }

    private func requireLater(_ end: Int, _ kinds: Set<String>, _ kind: String) throws(LifecycleError) {
        guard kinds == [kind] else {
            throw .request(
                "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter \(filterText)")
        }
        guard rule.transitions.allSatisfy({ Self.days($0.due) < end }) else {
            throw .argument(
                "'\(kind)' in the Expiration action for filter \(filterText) must be greater than '\(kind)' in the Transition action", kind,
                end)
        }
    }

    private func checkNoncurrentTransitions() throws(LifecycleError) {
        let action = "NoncurrentVersionTransition"
        for transition in rule.noncurrentTransitions {
            try checkWait(transition.days, transition.storageClass, "NoncurrentDays", action)
            try checkKept(transition.kept, action)
        }
        try requireDifferent(rule.noncurrentTransitions.map(\.storageClass), action)
        try requireOrder(rule.noncurrentTransitions.map { ($0.storageClass, $0.days) }, "NoncurrentDays", action)
        guard let end = rule.noncurrentExpiration?.days else { return }
        guard rule.noncurrentTransitions.allSatisfy({ $0.days < end }) else {
            throw .argument(
                "'NoncurrentDays' in the NoncurrentVersionExpiration action for filter \(filterText) must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition action",
                "NoncurrentDays", end)
        }
    }

    private func checkWait(_ days: Int, _ target: TransitionClass, _ name: String, _ action: String) throws(LifecycleError) {
        guard days >= 0 else { throw .argument("'\(name)' in \(action) action must be nonnegative", name, days) }
        guard !target.isInfrequentAccess || days >= 30 else {
            throw .argument(
                "'\(name)' in \(action) action must be greater than or equal to 30 for storageClass '\(target.rawValue)'", name, days)
        }
    }

    private func requireDifferent(_ classes: [TransitionClass], _ action: String) throws(LifecycleError) {
        guard Set(classes).count == classes.count else {
            throw .request("'StorageClass' must be different for '\(action)' actions in same 'Rule' with filter \(filterText)")
        }
    }

    /// Down the waterfall as time passes, with 30 days in a class of infrequent access before the next.
    private func requireOrder(_ steps: [(TransitionClass, Int)], _ name: String, _ action: String) throws(LifecycleError) {
        for (upper, earlier) in steps {
            for (lower, later) in steps where lower.isBelow(upper) {
                let wait = upper.isInfrequentAccess ? 30 : 1
                guard later - earlier < wait else { continue }
                let amount = wait == 1 ? "greater than" : "30 days more than"
                throw .argument(
                    "'\(name)' in the '\(action)' action for StorageClass '\(lower.rawValue)' for filter \(filterText) must be \(amount) 'filter \(filterText)' in the '\(action)' action for StorageClass '\(upper.rawValue)'",
                    name, later)
            }
        }
    }

    /// A date as a number of days, so that both are compared alike.
    private static func days(_ due: LifecycleRule.Transition.Due) -> Int {
        switch due {
        case .days(let days): days
        case .date(let date): Int(date.milliseconds / LifecycleDay.real.milliseconds)
        }
    }
}
