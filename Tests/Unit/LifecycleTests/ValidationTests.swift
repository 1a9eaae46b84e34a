import Lifecycle
import Core
import Testing

/// Source: API_PutBucketLifecycleConfiguration.
struct ValidationTests {
    private func validate(_ rules: [LifecycleRule]) throws(LifecycleError) -> LifecycleConfiguration {
        try LifecycleConfiguration(rules: rules).validated(random: SeededRandom(seed: 1))
    }

    private func code(_ change: (inout LifecycleRule) -> Void) -> String? {
        var rule = LifecycleRule(filter: LifecycleFilter(prefix: ""))
        change(&rule)
        do {
            _ = try validate([rule])
            return nil
        } catch { return error.code }
    }

    @Test func `ids are made up where they are missing and differ`() throws {
        var rule = LifecycleRule()
        rule.expiration = .days(1)
        let ids = try validate([rule, rule, rule]).rules.map(\.id)
        #expect(Set(ids).count == 3 && ids.allSatisfy { !$0.isEmpty })
    }

    @Test func `a document reads back as it was`() throws {
        var first = LifecycleRule(id: "a")
        first.filter.form = .and
        first.filter.prefix = "p"
        first.filter.tags = [.init(key: "k", value: "")]
        first.filter.sizeGreaterThan = 1
        first.filter.sizeLessThan = 5
        first.expiration = .date(Timestamp(seconds: 86_400 * 20_000))
        first.transitions = [.init(due: .date(Timestamp(seconds: 86_400 * 100)), storageClass: .glacier)]
        var second = LifecycleRule(id: "b", isEnabled: false)
        second.expiration = .loneMarkers(false)
        second.abortDays = 3
        second.noncurrentExpiration = .init(days: 400, kept: 3)
        second.noncurrentTransitions = [
            .init(days: 30, kept: nil, storageClass: .standardIA), .init(days: 60, kept: 1, storageClass: .glacier),
        ]
        let configuration = try LifecycleConfiguration(rules: [first, second], minimumSize: .byClass).validated(random: SystemRandom())
        #expect(try LifecycleConfiguration(document: configuration.document) == configuration)
        #expect(throws: LifecycleConfiguration.UnreadableDocument.self) { try LifecycleConfiguration(document: Array("{}".utf8)) }
    }

    @Test func `transitions come in the order of the waterfall`() {
        func steps(_ first: (Int, TransitionClass), _ second: (Int, TransitionClass)) -> String? {
            code {
                $0.transitions = [
                    .init(due: .days(second.0), storageClass: second.1), .init(due: .days(first.0), storageClass: first.1),
                ]
            }
        }
        #expect(steps((30, .standardIA), (60, .glacier)) == nil)
        #expect(steps((30, .standardIA), (59, .glacier)) == "InvalidArgument")
        #expect(steps((90, .glacier), (91, .deepArchive)) == nil)
        #expect(steps((90, .glacier), (90, .deepArchive)) == "InvalidArgument")
        #expect(steps((1, .glacier), (40, .standardIA)) == "InvalidArgument")
        #expect(steps((1, .glacier), (40, .glacier)) == "InvalidRequest")
    }

    @Test func `numbers at the edge of what they may be`() {
        #expect(code { $0.expiration = .days(Int.max) } == nil)
        #expect(code { $0.transitions = [.init(due: .days(0), storageClass: .glacier)] } == nil)
        #expect(code { $0.transitions = [.init(due: .days(29), storageClass: .onezoneIA)] } == "InvalidArgument")
        #expect(code { $0.noncurrentExpiration = .init(days: 1, kept: 100) } == nil)
        #expect(code { $0.noncurrentExpiration = .init(days: 1, kept: 101) } == "InvalidArgument")
        #expect(code { $0.noncurrentExpiration = .init(days: 0) } == "InvalidArgument")
    }
}
