import Lifecycle
import Core
import Testing

private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(iso8601: text)) }

/// Source: S3 User Guide, "Lifecycle configuration elements".
struct RuleTests {
    private let created: Timestamp
    private let bytes: Int64 = 200_000

    init() throws { created = try time("2014-01-15T10:30:00Z") }

    private func rule(_ id: String = "r", prefix: String = "", _ change: (inout LifecycleRule) -> Void) -> LifecycleRule {
        var rule = LifecycleRule(id: id, filter: LifecycleFilter(prefix: prefix))
        change(&rule)
        return rule
    }

    private func subject(
        _ key: String = "k", size: Int64? = nil, tags: [String: String] = [:], storageClass: String? = nil, isMarker: Bool = false,
        as standing: LifecycleSubject.VersionStatus = .current(isAlone: false)
    ) -> LifecycleSubject {
        LifecycleSubject(
            key: Array(key.utf8), size: size ?? bytes, tags: tags, storageClass: storageClass, created: created, isMarker: isMarker,
            standing: standing)
    }

    private func action(
        _ rules: [LifecycleRule], _ subject: LifecycleSubject, at text: String, keepsVersions: Bool = false,
        minimumSize: LifecycleConfiguration.MinimumSize = .allClasses
    ) throws -> LifecycleAction? {
        LifecycleRules(LifecycleConfiguration(rules: rules, minimumSize: minimumSize))
            .action(for: subject, now: try time(text), day: .real, keepsVersions: keepsVersions)
    }

    // MARK: Arithmetic

    @Test func `days are counted from the creation and rounded up to the next midnight`() throws {
        let rules = [rule { $0.expiration = .days(3) }]
        #expect(try action(rules, subject(), at: "2014-01-18T23:59:59Z") == nil)
        #expect(try action(rules, subject(), at: "2014-01-19T00:00:00Z") == .expire)
    }

    @Test func `a version is noncurrent since its successor came`() throws {
        let rules = [rule { $0.noncurrentExpiration = .init(days: 3) }]
        let old = subject(as: .noncurrent(since: try time("2014-02-15T10:30:00Z"), newer: 0))
        #expect(try action(rules, old, at: "2014-02-18T23:59:59Z", keepsVersions: true) == nil)
        #expect(try action(rules, old, at: "2014-02-19T00:00:00Z", keepsVersions: true) == .remove)
    }

    @Test func `a short day moves its midnights together`() {
        let day = LifecycleDay(milliseconds: 2000)
        #expect(day.midnight(2, after: Timestamp(milliseconds: 10_500)) == Timestamp(milliseconds: 16_000))
        #expect(day.midnight(0, after: Timestamp(milliseconds: 10_000)) == Timestamp(milliseconds: 10_000))
        #expect(day.midnight(Int.max, after: Timestamp(milliseconds: 1)) > Timestamp(milliseconds: 1 << 60))
        #expect(day.midnight(before: Timestamp(milliseconds: -1)) == Timestamp(milliseconds: -2000))
    }

    @Test func `a date ends what there is from then on`() throws {
        let rules = [rule { $0.expiration = .date(Timestamp(iso8601: "2014-03-01T00:00:00Z") ?? Timestamp(seconds: 0)) }]
        #expect(try action(rules, subject(), at: "2014-02-28T23:59:59Z") == nil)
        #expect(try action(rules, subject(), at: "2014-03-01T00:00:00Z") == .expire)
    }

    @Test func `the earliest of all rules is announced`() throws {
        let rules = LifecycleRules(
            LifecycleConfiguration(rules: [
                rule("late") { $0.expiration = .days(10) }, rule("soon", prefix: "k") { $0.expiration = .days(2) },
                rule("other", prefix: "x") { $0.expiration = .days(1) },
            ]))
        let notice = try #require(rules.expiration(of: subject(), day: .real))
        #expect(notice.ruleID == "soon")
        #expect(notice.date == (try time("2014-01-18T00:00:00Z")))
    }

    @Test func `an upload is aborted days after it was begun`() throws {
        let rules = LifecycleRules(LifecycleConfiguration(rules: [rule("a", prefix: "logs/") { $0.abortDays = 7 }]))
        #expect(rules.abort(of: Array("other".utf8), created: created, day: .real) == nil)
        #expect(rules.abort(of: Array("logs/x".utf8), created: created, day: .real)?.date == (try time("2014-01-23T00:00:00Z")))
    }

    // MARK: Filters

    @Test func `a rule takes what all its conditions hold for`() throws {
        var filter = LifecycleFilter(prefix: "logs/")
        filter.tags = [.init(key: "a", value: "1"), .init(key: "b", value: "2")]
        filter.sizeGreaterThan = 10
        filter.sizeLessThan = 20
        var rule = LifecycleRule(id: "r", filter: filter)
        rule.expiration = .days(1)
        let tags = ["a": "1", "b": "2", "c": "3"]
        let rows: [(LifecycleSubject, Bool)] = [
            (subject("logs/x", size: 15, tags: tags), true),
            (subject("log", size: 15, tags: tags), false),
            (subject("logs/x", size: 10, tags: tags), false),
            (subject("logs/x", size: 11, tags: tags), true),
            (subject("logs/x", size: 19, tags: tags), true),
            (subject("logs/x", size: 20, tags: tags), false),
            (subject("logs/x", size: 15, tags: ["a": "1"]), false),
            (subject("logs/x", size: 15, tags: ["a": "1", "b": "3"]), false),
        ]
        for (subject, matches) in rows {
            #expect((try action([rule], subject, at: "2015-01-01T00:00:00Z") == .expire) == matches, "\(subject)")
        }
    }

    @Test func `a disabled rule does nothing`() throws {
        var rule = rule { $0.expiration = .days(1) }
        rule.isEnabled = false
        #expect(try action([rule], subject(), at: "2020-01-01T00:00:00Z") == nil)
    }

    @Test func `only the outermost prefixes are walked`() {
        let rules = LifecycleRules(
            LifecycleConfiguration(
                rules: ["b/", "a/x", "a/", "c", "ca"].map { prefix in rule(prefix: prefix) { $0.expiration = .days(1) } }))
        #expect(rules.versionPrefixes.map { String(decoding: $0, as: UTF8.self) } == ["a/", "b/", "c"])
    }

    // MARK: Markers and noncurrent versions

    @Test func `a marker goes only where it is all that is left`() throws {
        let lone = [rule { $0.expiration = .loneMarkers(true) }]
        let aged = [rule { $0.expiration = .days(3) }]
        for (rules, due) in [(lone, "2014-01-15T10:30:01Z"), (aged, "2014-01-19T00:00:00Z")] {
            let alone = subject(size: 0, isMarker: true, as: .current(isAlone: true))
            #expect(try action(rules, alone, at: due, keepsVersions: true) == .remove)
            let covering = subject(size: 0, isMarker: true, as: .current(isAlone: false))
            #expect(try action(rules, covering, at: due, keepsVersions: true) == nil)
        }
        let alone = subject(size: 0, isMarker: true, as: .current(isAlone: true))
        #expect(try action(aged, alone, at: "2014-01-18T00:00:00Z", keepsVersions: true) == nil)
        #expect(try action([rule { $0.expiration = .loneMarkers(false) }], alone, at: "2020-01-01T00:00:00Z", keepsVersions: true) == nil)
        #expect(try action(lone, subject(), at: "2020-01-01T00:00:00Z", keepsVersions: true) == nil)
    }

    @Test func `the newest noncurrent versions are kept`() throws {
        let rules = [rule { $0.noncurrentExpiration = .init(days: 1, kept: 2) }]
        for (newer, goes) in [(0, false), (1, false), (2, true), (100, true)] {
            let old = subject(as: .noncurrent(since: created, newer: newer))
            #expect((try action(rules, old, at: "2014-02-01T00:00:00Z", keepsVersions: true) == .remove) == goes)
        }
    }

    @Test func `rules for current versions leave noncurrent ones alone`() throws {
        let rules = [rule { $0.expiration = .days(1) }]
        #expect(
            try action(rules, subject(as: .noncurrent(since: created, newer: 0)), at: "2020-01-01T00:00:00Z", keepsVersions: true) == nil)
    }

    // MARK: Conflicts. Source: S3 User Guide, "How Amazon S3 handles conflicts in lifecycle configurations".

    @Test func `removal goes before a transition and a transition before a marker`() throws {
        let rules = [
            rule("e") { $0.expiration = .days(30) },
            rule("t") { $0.transitions = [.init(due: .days(30), storageClass: .glacier)] },
        ]
        #expect(try action(rules, subject(), at: "2014-03-01T00:00:00Z") == .expire)
        #expect(try action(rules, subject(), at: "2014-03-01T00:00:00Z", keepsVersions: true) == .move(.glacier))
        #expect(try action(rules, subject(storageClass: "GLACIER"), at: "2014-03-01T00:00:00Z", keepsVersions: true) == .expire)
    }

    @Test func `of several transitions the cheapest is taken`() throws {
        let rules = [
            rule("a") { $0.transitions = [.init(due: .days(30), storageClass: .standardIA)] },
            rule("b") { $0.transitions = [.init(due: .days(30), storageClass: .glacier)] },
            rule("c") { $0.transitions = [.init(due: .days(90), storageClass: .deepArchive)] },
        ]
        #expect(try action(rules, subject(), at: "2014-03-01T00:00:00Z") == .move(.glacier))
        #expect(try action(rules, subject(), at: "2014-05-01T00:00:00Z") == .move(.deepArchive))
        let tiering = [
            rule("a") { $0.transitions = [.init(due: .days(30), storageClass: .glacierIR)] },
            rule("b") { $0.transitions = [.init(due: .days(30), storageClass: .intelligentTiering)] },
        ]
        #expect(try action(tiering, subject(), at: "2014-03-01T00:00:00Z") == .move(.intelligentTiering))
    }

    // MARK: Transitions. Source: S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle".

    @Test(arguments: [
        (nil, TransitionClass.standardIA, true), ("REDUCED_REDUNDANCY", .glacier, true), ("STANDARD_IA", .standardIA, false),
        ("STANDARD_IA", .intelligentTiering, true), ("GLACIER", .standardIA, false), ("GLACIER", .deepArchive, true),
        ("ONEZONE_IA", .glacierIR, false), ("ONEZONE_IA", .glacier, true), ("DEEP_ARCHIVE", .glacier, false),
    ])
    func `objects only ever fall`(from: String?, to target: TransitionClass, moves: Bool) throws {
        let rules = [rule { $0.transitions = [.init(due: .days(0), storageClass: target)] }]
        let expected: LifecycleAction? = moves ? .move(target) : nil
        #expect(try action(rules, subject(storageClass: from), at: "2014-03-01T00:00:00Z") == expected)
    }

    @Test func `small objects stay unless a rule speaks of sizes`() throws {
        func rules(_ target: TransitionClass, greaterThan: Int64? = nil) -> [LifecycleRule] {
            var rule = LifecycleRule(id: "r")
            rule.filter.sizeGreaterThan = greaterThan
            rule.transitions = [.init(due: .days(0), storageClass: target)]
            return [rule]
        }
        let small = subject(size: 131_071)
        let now = "2014-03-01T00:00:00Z"
        #expect(try action(rules(.glacier), small, at: now) == nil)
        #expect(try action(rules(.glacier), subject(size: 131_072), at: now) == .move(.glacier))
        #expect(try action(rules(.glacier), small, at: now, minimumSize: .byClass) == .move(.glacier))
        #expect(try action(rules(.standardIA), small, at: now, minimumSize: .byClass) == nil)
        #expect(try action(rules(.standardIA, greaterThan: 100), small, at: now) == .move(.standardIA))
    }

    @Test func `noncurrent versions have transitions of their own`() throws {
        let rules = [rule { $0.noncurrentTransitions = [.init(days: 1, kept: 1, storageClass: .glacier)] }]
        let at = "2014-03-01T00:00:00Z"
        #expect(try action(rules, subject(as: .noncurrent(since: created, newer: 0)), at: at, keepsVersions: true) == nil)
        #expect(try action(rules, subject(as: .noncurrent(since: created, newer: 1)), at: at, keepsVersions: true) == .move(.glacier))
        #expect(try action(rules, subject(), at: at, keepsVersions: true) == nil)
        let marker = subject(size: 0, isMarker: true, as: .noncurrent(since: created, newer: 1))
        #expect(try action(rules, marker, at: at, keepsVersions: true) == nil)
    }
}
