package import Core

/// A version as a lifecycle looks at it.
package struct LifecycleSubject: Sendable {
    package let key: [UInt8]
    package let size: Int64
    package let tags: [String: String]
    /// nil is STANDARD.
    package let storageClass: String?
    package let created: Timestamp
    package let isMarker: Bool
    package let standing: VersionStatus

    package enum VersionStatus: Sendable, Hashable {
        /// - `isAlone`: the key has no other version.
        case current(isAlone: Bool)
        /// - `since`: when its successor came. `newer`: how many noncurrent versions are newer, as far as anybody counted.
        case noncurrent(since: Timestamp, newer: Int)
    }

    package init(
        key: [UInt8], size: Int64, tags: [String: String], storageClass: String?, created: Timestamp, isMarker: Bool,
        standing: VersionStatus
    ) {
        self.key = key
        self.size = size
        self.tags = tags
        self.storageClass = storageClass
        self.created = created
        self.isMarker = isMarker
        self.standing = standing
    }
}

/// What is to be done to a version now.
package enum LifecycleAction: Sendable, Hashable {
    /// As a DELETE that names no version.
    case expire
    /// The version itself goes, for good.
    case remove
    case move(TransitionClass)
}

/// When something will happen, and by which rule: what answers announce.
package struct LifecycleNotice: Sendable, Hashable {
    package let date: Timestamp
    package let ruleID: String
}

/// The enabled rules of a bucket, compiled once: what becomes of a version, and when. Pure arithmetic.
/// Source: S3 User Guide, "Lifecycle configuration elements" and "How Amazon S3 handles conflicts in lifecycle configurations".
package struct LifecycleRules: Sendable {
    private static let smallBytes: Int64 = 128 << 10

    /// How many newer versions there must be for the most that any rule keeps: further nobody needs to count.
    package let mostKept: Int
    private let rules: [Compiled]
    private let minimumSize: LifecycleConfiguration.MinimumSize

    private struct Compiled: Sendable {
        let rule: LifecycleRule
        let prefix: [UInt8]
    }

    package init(_ configuration: LifecycleConfiguration) {
        minimumSize = configuration.minimumSize
        rules = configuration.rules.filter(\.isEnabled).map { Compiled(rule: $0, prefix: Array(($0.filter.prefix ?? "").utf8)) }
        mostKept =
            rules.flatMap { [$0.rule.noncurrentExpiration?.kept] + $0.rule.noncurrentTransitions.map(\.kept) }
            .compactMap { $0 }.max() ?? 0
    }

    /// What of a bucket must be looked at: prefixes in byte order, none of them within another.
    package var versionPrefixes: [[UInt8]] { outermost { $0.actsOnVersions } }
    package var uploadPrefixes: [[UInt8]] { outermost { $0.abortDays != nil } }

    private func outermost(_ isMeant: (LifecycleRule) -> Bool) -> [[UInt8]] {
        var found: [[UInt8]] = []
        for prefix in rules.filter({ isMeant($0.rule) }).map(\.prefix).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            if let last = found.last, prefix.starts(with: last) { continue }
            found.append(prefix)
        }
        return found
    }

    // MARK: What is due

    /// - Parameter keepsVersions: whether the bucket's versioning is enabled or suspended.
    /// - Returns: nil if nothing is due. Permanent deletion goes before a transition, and a transition before a new delete marker.
    package func action(
        for subject: LifecycleSubject, now: Timestamp, day: LifecycleDay, keepsVersions: Bool
    ) -> LifecycleAction? {
        switch subject.standing {
        case .current(let isAlone):
            if subject.isMarker { return isAlone && isLoneMarkerDue(subject, now, day) ? .remove : nil }
            let isExpired = (expiration(of: subject, day: day)?.date).map { $0 <= now } ?? false
            if isExpired, !keepsVersions { return .expire }
            return transition(of: subject, now, day).map { .move($0) } ?? (isExpired ? .expire : nil)
        case .noncurrent(let since, let newer):
            if isRemovalDue(subject, since, newer, now, day) { return .remove }
            return subject.isMarker ? nil : noncurrentTransition(of: subject, since, newer, now, day).map { .move($0) }
        }
    }

    /// When the current version will expire: the earliest of all rules that match. `x-amz-expiration`.
    package func expiration(of subject: LifecycleSubject, day: LifecycleDay) -> LifecycleNotice? {
        var earliest: LifecycleNotice?
        for rule in matching(subject) {
            let date: Timestamp
            switch rule.expiration {
            case .days(let count): date = day.midnight(count, after: subject.created)
            case .date(let fixed): date = fixed
            case .loneMarkers, nil: continue
            }
            if earliest.map({ date < $0.date }) ?? true { earliest = LifecycleNotice(date: date, ruleID: rule.id) }
        }
        return earliest
    }

    /// When an upload that is not completed will be aborted. `x-amz-abort-date`.
    package func abort(of key: [UInt8], created: Timestamp, day: LifecycleDay) -> LifecycleNotice? {
        var earliest: LifecycleNotice?
        for compiled in rules where key.starts(with: compiled.prefix) {
            guard let days = compiled.rule.abortDays else { continue }
            let date = day.midnight(days, after: created)
            if earliest.map({ date < $0.date }) ?? true { earliest = LifecycleNotice(date: date, ruleID: compiled.rule.id) }
        }
        return earliest
    }

    // MARK: Parts of it

    /// Rules for old objects are rules for the marker that is all that is left of one.
    private func isLoneMarkerDue(_ subject: LifecycleSubject, _ now: Timestamp, _ day: LifecycleDay) -> Bool {
        matching(subject).contains { rule in
            switch rule.expiration {
            case .loneMarkers(let isOn): isOn
            case .days(let count): day.midnight(count, after: subject.created) <= now
            case .date(let date): date <= now
            case nil: false
            }
        }
    }

    private func isRemovalDue(
        _ subject: LifecycleSubject, _ since: Timestamp, _ newer: Int, _ now: Timestamp, _ day: LifecycleDay
    ) -> Bool {
        matching(subject).contains { rule in
            guard let expiration = rule.noncurrentExpiration, newer >= expiration.kept ?? 0 else { return false }
            return day.midnight(expiration.days, after: since) <= now
        }
    }

    private func transition(of subject: LifecycleSubject, _ now: Timestamp, _ day: LifecycleDay) -> TransitionClass? {
        best(of: subject) { rule in
            rule.transitions.compactMap { transition in
                let date =
                    switch transition.due {
                    case .days(let count): day.midnight(count, after: subject.created)
                    case .date(let fixed): fixed
                    }
                return date <= now ? transition.storageClass : nil
            }
        }
    }

    private func noncurrentTransition(
        of subject: LifecycleSubject, _ since: Timestamp, _ newer: Int, _ now: Timestamp, _ day: LifecycleDay
    ) -> TransitionClass? {
        best(of: subject) { rule in
            rule.noncurrentTransitions.compactMap { transition in
                newer >= transition.kept ?? 0 && day.midnight(transition.days, after: since) <= now ? transition.storageClass : nil
            }
        }
    }

    private func best(of subject: LifecycleSubject, _ due: (LifecycleRule) -> [TransitionClass]) -> TransitionClass? {
        var best: TransitionClass?
        for rule in matching(subject) {
            for target in due(rule) where target.isReachable(from: subject.storageClass) && takes(target, subject, rule) {
                if best.map({ target.preference > $0.preference }) ?? true { best = target }
            }
        }
        return best
    }

    /// Small objects stay where they are, unless the rule itself speaks of sizes.
    private func takes(_ target: TransitionClass, _ subject: LifecycleSubject, _ rule: LifecycleRule) -> Bool {
        if rule.filter.hasSize || subject.size >= Self.smallBytes { return true }
        return minimumSize == .byClass && target.isArchive
    }

    private func matching(_ subject: LifecycleSubject) -> some Sequence<LifecycleRule> {
        rules.lazy.filter { Self.matches($0, subject) }.map(\.rule)
    }

    /// A marker has neither tags nor a size.
    private static func matches(_ compiled: Compiled, _ subject: LifecycleSubject) -> Bool {
        let filter = compiled.rule.filter
        guard subject.key.starts(with: compiled.prefix) else { return false }
        guard !subject.isMarker else { return filter.tags.isEmpty && !filter.hasSize }
        if let bound = filter.sizeGreaterThan, subject.size <= bound { return false }
        if let bound = filter.sizeLessThan, subject.size >= bound { return false }
        return filter.tags.allSatisfy { subject.tags[$0.key] == $0.value }
    }
}
