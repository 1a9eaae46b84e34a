import Notifications
import Core
import Testing

func rule(
    _ id: String, _ events: [String] = ["s3:ObjectCreated:*"], prefix: String? = nil, suffix: String? = nil, arn: String = functionARN
) -> RuleDraft {
    let filter = [prefix.map { RuleDraft.Filter(name: "prefix", value: $0) }, suffix.map { RuleDraft.Filter(name: "suffix", value: $0) }]
    return RuleDraft(id: id, destination: arn, kind: .function, events: events, filter: filter.compactMap { $0 })
}

let functionARN = "arn:aws:lambda:us-east-1:123456789012:function:f"

func configuration(_ drafts: RuleDraft...) throws(ConfigurationError) -> NotificationConfiguration {
    try NotificationConfiguration(validating: drafts, eventBridge: false, random: SeededRandom(seed: 1))
}

struct MatcherTests {
    @Test(
        arguments: [
            ("uploads/a.jpg", ["jpg"]), ("uploads/a.png", ["png"]), ("uploads/.jpg", ["jpg"]), ("uploads/a.JPG", []), ("Uploads/a.jpg", []),
            ("a.jpg", []), ("uploads/a.jpg/", []), ("uploads/ä ö+.jpg", ["jpg"]), ("u.jpg", []),
        ] as [(String, [String])])
    func `prefix and suffix are compared with the decoded key`(key: String, ids: [String]) throws {
        let compiled = CompiledNotifications(
            try configuration(rule("jpg", prefix: "uploads/", suffix: ".jpg"), rule("png", prefix: "uploads/", suffix: ".png")))
        #expect(compiled.matches(.objectCreatedPut, key: Array(key.utf8)).map(\.id) == ids)
    }

    @Test(
        arguments: [
            ("a+b", "a b"), ("a%20b", "a b"), ("a%2Bb", "a+b"), ("%3D=", "=="), ("100%", "100%"), ("%2", "%2"), ("%zz+", "%zz "),
            ("%25zz", "%zz"), ("%2525", "%25"), ("%C3%A9\u{E9}", "\u{E9}\u{E9}"), ("+\u{301}", " \u{301}"),
        ])
    func `a filter's value is form-encoded`(value: String, key: String) throws {
        let made = try configuration(rule("r", prefix: value, suffix: value))
        #expect(made.rules.first?.filter.map(\.value) == [value, value])
        let read = try NotificationConfiguration(document: made.document)
        #expect(read == made)
        #expect(CompiledNotifications(read).matches(.objectCreatedPut, key: Array(key.utf8)).count == 1)
        #expect(CompiledNotifications(read).matches(.objectCreatedPut, key: Array((key + "x").utf8)).isEmpty)
    }

    @Test(arguments: ["a+b", "a%20b", "100%", "+\u{301}", "%", "a b=c"])
    func `the filters of configurations that were stored as literal still match what they did`(value: String) throws {
        let old = JSON.members([
            "version": 1, "eventBridge": false,
            "rules": [
                .members([
                    "id": "r", "kind": "function", "destination": .string(functionARN), "events": ["s3:ObjectCreated:*"],
                    "filter": [.members(["name": "Prefix", "value": .string(value)])],
                ])
            ],
        ])
        let read = try NotificationConfiguration(document: old.utf8)
        #expect(CompiledNotifications(read).matches(.objectCreatedPut, key: Array(value.utf8)).count == 1)
        let again = try NotificationConfiguration(document: read.document)
        #expect(again == read)
    }

    @Test func `prefix and suffix may overlap in a short key`() throws {
        let compiled = CompiledNotifications(try configuration(rule("r", prefix: "aba", suffix: "ba")))
        #expect(compiled.matches(.objectCreatedPut, key: Array("aba".utf8)).count == 1)
    }

    /// The committer reads it whole: two megabytes of one event's name, or of an ARN, would hold it up.
    @Test func `the document of a configuration has a bound`() throws {
        let repeated = try configuration(rule("a", Array(repeating: "s3:ObjectCreated:*", count: 50_000) + ["s3:ObjectRemoved:*"]))
        #expect(repeated.rules.first?.events.map(\.description) == ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])
        var draft = rule("a", ["s3:ObjectCreated:*"])
        draft.destination = functionARN + String(repeating: "f", count: 2048 - functionARN.utf8.count)
        #expect(try configuration(draft).rules.count == 1)
        draft.destination += "f"
        #expect(throws: ConfigurationError.self) { try configuration(draft) }
    }

    @Test(arguments: [
        ("s3:ObjectCreated:*", EventType.objectCreatedPost, true), ("s3:ObjectCreated:Put", .objectCreatedPost, false),
        ("s3:ObjectCreated:Put", .objectCreatedPut, true), ("s3:ObjectRemoved:*", .objectRemovedDelete, true),
        ("s3:ObjectRemoved:*", .objectCreatedPut, false), ("s3:ObjectTagging:*", .objectTaggingPut, true),
    ])
    func `event types`(pattern: String, type: EventType, isWanted: Bool) throws {
        let compiled = CompiledNotifications(try configuration(rule("r", [pattern])))
        #expect(!compiled.matches(type, key: [0x61]).isEmpty == isWanted)
    }

    @Test func `an empty configuration matches nothing`() throws {
        #expect(CompiledNotifications(try configuration()).matches(.objectCreatedPut, key: [0x61]).isEmpty)
    }
}

struct ConfigurationTests {
    @Test(arguments: [
        ([rule("a"), rule("b")], true),
        ([rule("a", prefix: "x/"), rule("b", prefix: "y/")], false),
        ([rule("a", prefix: "x/"), rule("b", prefix: "x/y/")], true),
        ([rule("a", prefix: "x/"), rule("b")], true),
        ([rule("a", suffix: ".jpg"), rule("b", suffix: ".png")], false),
        ([rule("a", suffix: "jpg"), rule("b", suffix: ".jpg")], true),
        ([rule("a", prefix: "x", suffix: ".jpg"), rule("b", prefix: "x/", suffix: ".png")], false),
        ([rule("a", ["s3:ObjectCreated:Put"]), rule("b", ["s3:ObjectCreated:*"])], true),
        ([rule("a", ["s3:ObjectCreated:Put"]), rule("b", ["s3:ObjectCreated:Copy"])], false),
        ([rule("a", ["s3:ObjectCreated:*"]), rule("b", ["s3:ObjectRemoved:*"])], false),
    ])
    func `rules that could both want an event are ambiguous`(drafts: [RuleDraft], isAmbiguous: Bool) throws {
        let outcome = Result { () throws(ConfigurationError) in
            try NotificationConfiguration(validating: drafts, eventBridge: false, random: SeededRandom(seed: 1))
        }
        guard case .failure(let error) = outcome else { return #expect(!isAmbiguous) }
        #expect(isAmbiguous && error.message.hasPrefix("Configuration is ambiguously defined."))
    }

    @Test func `a rule without an id gets one of its own`() throws {
        let made = try NotificationConfiguration(
            validating: [
                RuleDraft(
                    destination: functionARN, kind: .function, events: ["s3:ObjectCreated:*"], filter: [.init(name: "prefix", value: "a")]),
                RuleDraft(
                    destination: functionARN, kind: .function, events: ["s3:ObjectCreated:*"], filter: [.init(name: "prefix", value: "b")]),
            ], eventBridge: false, random: SeededRandom(seed: 1))
        #expect(Set(made.rules.map(\.id)).count == 2)
        #expect(made.rules.allSatisfy { $0.id.count == 36 })
    }

    @Test func `an ARN that is none goes before all else`() {
        let error = #expect(throws: ConfigurationError.self) { try configuration(rule("a", ["s3:Nothing"]), rule("b", arn: "no arn")) }
        #expect(error?.message == "The ARN could not be parsed")
        #expect(error?.fields.map(\.value) == ["CloudFunction", "no arn"])
    }

    @Test func `every destination that fails is numbered`() async throws {
        let made = try configuration(rule("a", prefix: "a"), rule("b", prefix: "b"))
        let bucket = try #require(BucketName("photos"))
        let account = try #require(AccountID("123456789012"))
        let error = await #expect(throws: ConfigurationError.self) {
            try await made.checkDestinations(bucket: bucket, account: account, with: Nobody())
        }
        #expect(error?.fields.map(\.name) == ["ArgumentName1", "ArgumentValue1", "ArgumentName2", "ArgumentValue2"])
        #expect(error?.fields.first?.value == functionARN + ", null")
    }

    private struct Nobody: DestinationCheck {
        func check(destination: ARN, kind: Rule.Kind, bucket: BucketName, account: AccountID) async -> String? { "no" }
    }
}
