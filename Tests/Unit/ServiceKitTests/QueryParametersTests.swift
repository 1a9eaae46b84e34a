import ServiceKit
import Core
import Testing

struct QueryParametersTests {
    private let members = Shape.Members([
        .optional("Name", .string), .optional("Names", .list(.string)), .optional("Tags", .list(.structure([.optional("Key", .string)]))),
        .optional("Map", .map(.string, .structure([.optional("Key", .string)]))),
        .optional("Inner", .structure([.optional("Names", .list(.string))])),
    ])

    @Test(arguments: [
        ([("Name", "a"), ("Name", "b")], #"{"Name":"a","Name":"b"}"#), ([("Names", "")], #"{"Names":[]}"#),
        ([("Names.member.2", "b"), ("Names.member.1", "a")], #"{"Names":["a","b"]}"#),
        ([("Tags.member.7.Key", "b"), ("Tags.member.3.Key", "a")], #"{"Tags":[{"Key":"a"},{"Key":"b"}]}"#),
        (
            [
                ("Tags.member.0.Key", "b"), ("Tags.member.x.Key", "a"), ("Tags.member.+1.Key", "a"), ("Tags.1.Key", "a"),
                ("Other.member.1", "a"), ("Name.member.1", "a"),
            ],
            #"{"Other.member.1":"a","Name.member.1":"a","Tags.member.0.Key":"b","Tags.member.x.Key":"a","Tags.member.+1.Key":"a","Tags.1.Key":"a"}"#
        ),
        (
            [("Map.entry.2.value.Key", "v"), ("Map.entry.2.key", "b"), ("Map.entry.1.key", "a"), ("Inner.Names.member.1", "n")],
            #"{"Map":{"a":{},"b":{"Key":"v"}},"Inner":{"Names":["n"]}}"#
        ), ([("Names.member.1", "a"), ("Names.member.1.More", "\0")], #"{"Names":["a"],"Names.member.1.More":"\u0000"}"#),
    ])
    func `parameters become members`(parameters: [(String, String)], json: String) throws {
        #expect(QueryParameters(parameters.map { (name: $0.0, value: $0.1) }).json(members) == Array(json.utf8))
    }

    /// Counted by what is left of them: each costs as much as what is read of it.
    @Test func `what is more than a list or map may have is not looked at`() {
        let tags = Shape.structure([.optional("Key", .string)])
        let members = Shape.Members([.optional("Tags", .list(tags, max: 3)), .optional("Map", .map(.string, .string, max: 3))])
        func json(_ name: (Int) -> String) -> String {
            let all = (1...20_000).map { (name: name($0), value: "v") }
            return String(decoding: QueryParameters(all).json(members), as: UTF8.self)
        }
        #expect(json { "Tags.member.\($0).Key" } == #"{"Tags":[{"Key":"v"},{"Key":"v"},{"Key":"v"},{"Key":"v"}]}"#)
        #expect(json { "Map.entry.\($0).key" } == #"{"Map":{"v":{},"v":{},"v":{},"v":{}}}"#)
    }
}
