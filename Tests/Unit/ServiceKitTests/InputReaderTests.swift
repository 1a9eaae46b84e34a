import Core
import Lambda
import ServiceKit
import Testing

struct InputReaderTests {
    @Test func `every pattern of every service compiles`() {
        let patterns = Services.all.flatMap { $0.compactMap(\.input).flatMap(\.members.patterns) }
        #expect(patterns.count > 100)
        for pattern in patterns { #expect(pattern.isValid, "\(pattern.text)") }
    }

    private static let members = Shape.Members([
        .required("Name", .string(min: 2, max: 5, pattern: "[a-z]+")), .optional("Size", .integer(min: 1, max: 9)),
        .optional("Kind", .values(["A", "B"])), .optional("Text", .string), .optional("Raw", .string(allowsNUL: true)),
        .optional("Flag", .boolean), .optional("Half", .double(min: 1)), .optional("Bytes", .blob(min: 1, max: 3)),
        .optional("Names", .list(.string(min: 1, max: 3, pattern: "[a-z]*"), max: 3)),
        .optional("Tags", .list(.structure([.required("Key", .string(min: 1)), .optional("Value", .string)]), max: 2)),
        .optional("Map", .map(.string(min: 1, max: 2, pattern: "[a-z]*"), .string(max: 3))),
        .optional("Secrets", .map(.string(pattern: "[a-z]+"), .string, sensitive: true)),
        .optional("KMSArn", .string(max: 3)),
    ])

    private func read<Input: InputStructure>(_ type: Input.Type, _ text: String, isText: Bool = false) throws(InputError) -> Input {
        try InputReader.read(type, from: [InputPart(Array(text.utf8), isText: isText)]).input
    }

    private func error(_ text: String, isText: Bool = false) -> InputError? {
        do throws(InputError) {
            _ = try read(Sample.self, text, isText: isText)
            return nil
        } catch { return error }
    }

    private struct Sample: InputStructure {
        static let members = InputReaderTests.members
        var name = ""
        var size: Int?
        var kind, text, raw: String?
        var flag: Bool?
        var half: Double?
        var bytes: Blob?
        var names: [String]?
        var tags: [Tag]?
        var map, secrets: [String: String]?
        var kmsArn: String?

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&name)
            case 1: try reader.read(&size)
            case 2: try reader.read(&kind)
            case 3: try reader.read(&text)
            case 4: try reader.read(&raw)
            case 5: try reader.read(&flag)
            case 6: try reader.read(&half)
            case 7: try reader.read(&bytes)
            case 8: try reader.read(&names)
            case 9: try reader.read(&tags)
            case 10: try reader.read(&map)
            case 11: try reader.read(&secrets)
            case 12: try reader.read(&kmsArn)
            default: break
            }
        }

        struct Tag: InputStructure {
            static let members = Shape.Members([.required("Key", .string(min: 1)), .optional("Value", .string)])
            var key = ""
            var value: String?

            mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
                if member == 0 { try reader.read(&key) } else { try reader.read(&value) }
            }
        }
    }

    @Test func `an input is read into its structure, each member once, and no null`() throws {
        let text = #"""
             {"Flag":null,"Text":"1","Other":[1,{"a":[]}],"Name":"ab","Text":2,"Size":-0,"Half":1.5,"Bytes":"AQI=","Names":[],
             "Tags":[{"Key":"k","Value":null}],"Map":{"a":null,"b":"c"},"Raw":"\u0000"}
            """#.replacing("-0", with: "7")
        let read = try self.read(Sample.self, text)
        #expect(read.name == "ab" && read.size == 7 && read.text == "1" && read.raw == "\0" && read.flag == nil && read.half == 1.5)
        #expect(read.bytes == Blob([1, 2]) && read.names == [] && read.tags?.map(\.key) == ["k"] && read.map == ["b": "c"])
    }

    @Test func `what is broken is told in the model's order, whatever order it comes in`() {
        let ordered = #"{"Name":"A","Size":0,"Tags":[{"Key":""},{}],"KMSArn":"four"}"#
        let turned = #"{"KMSArn":"four","Tags":[{"Key":""},{}],"Size":0,"Name":"A"}"#
        #expect(error(ordered) != nil)
        #expect(error(ordered) == error(turned))
    }

    @Test(arguments: ["[]", "1", "{", "{}x", #"{"Other":[}"#, String(repeating: #"{"a":"#, count: 1000)])
    func `what is no JSON object is no input`(text: String) {
        guard case .unreadable? = error(text) else {
            Issue.record("taken")
            return
        }
    }

    @Test func `a number that none can keep is not taken for another`() {
        #expect(
            error(#"{"Name":"ab","Size":-99999999999999999999}"#)
                == .constraints(
                    "1 validation error detected: Value '-99999999999999999999' at 'size' failed to satisfy constraint: Member must have value greater than or equal to 1"
                ))
    }

    @Test func `numbers and booleans of a form are text when they are read`() throws {
        let read = try self.read(Sample.self, #"{"Name":"ab","Size":"3","Flag":"true"}"#, isText: true)
        #expect(read.size == 3 && read.flag == true)
        let wrong = error(#"{"Name":"ab","Size":"x"}"#, isText: true)
        #expect(wrong == .wrongType("STRING_VALUE can not be converted to an Integer"))
    }

    @Test(arguments: [
        (#"{}"#, "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null"),
        (#"{"Name":null}"#, "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null"),
        (
            #"{"Name":"ABCDEF"}"#,
            "2 validation errors detected: Value 'ABCDEF' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+; Value 'ABCDEF' at 'name' failed to satisfy constraint: Member must have length less than or equal to 5"
        ),
        (
            #"{"Name":"a","Size":10}"#,
            "2 validation errors detected: Value 'a' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2; Value '10' at 'size' failed to satisfy constraint: Member must have value less than or equal to 9"
        ),
        (
            #"{"Name":"ab","Size":99999999999999999999}"#,
            "1 validation error detected: Value '99999999999999999999' at 'size' failed to satisfy constraint: Member must have value less than or equal to 9"
        ),
        (
            #"{"Name":"ab","Kind":"C"}"#,
            "1 validation error detected: Value 'C' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]"
        ),
        (
            #"{"Name":"ab","Half":0.5}"#,
            "1 validation error detected: Value '0.5' at 'half' failed to satisfy constraint: Member must have value greater than or equal to 1"
        ),
        (
            #"{"Name":"ab","Bytes":""}"#,
            "1 validation error detected: Value '' at 'bytes' failed to satisfy constraint: Member must have length greater than or equal to 1"
        ),
        (
            #"{"Name":"ab","Names":["a","B"]}"#,
            "1 validation error detected: Value '[a, B]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]*, Member must not be null]"
        ),
        (
            #"{"Name":"ab","Names":["1","2","3","4"]}"#,
            "1 validation error detected: Value '[1, 2, 3, 4]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 3"
        ),
        (
            #"{"Name":"ab","Tags":[{"Key":"a"},{"Value":"b"}]}"#,
            "1 validation error detected: Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null"
        ),
        (
            #"{"Name":"ab","Tags":[{},{},{}]}"#,
            "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 2"
        ),
        (
            #"{"Name":"ab","Map":{"A":"b"}}"#,
            "1 validation error detected: Value '{A=b}' at 'map' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 2, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]*]"
        ),
        (
            #"{"Name":"ab","Map":{"a":"long"}}"#,
            "1 validation error detected: Value '{a=long}' at 'map' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 3]"
        ),
        (
            #"{"Name":"ab","Secrets":{"1":"s"}}"#,
            "1 validation error detected: Value at 'secrets' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-z]+]"
        ),
        (
            #"{"Name":"ab","KMSArn":"four"}"#,
            "1 validation error detected: Value 'four' at 'kMSArn' failed to satisfy constraint: Member must have length less than or equal to 3"
        ),
    ])
    func `what breaks a constraint is told in AWS's words`(input: String, message: String) throws {
        #expect(error(input) == .constraints(message))
    }

    @Test(arguments: [
        (#"{"Name":1}"#, "NUMBER_VALUE can not be converted to a String"),
        (#"{"Name":true}"#, "TRUE_VALUE can not be converted to a String"),
        (#"{"Name":[]}"#, "Start of list found where not expected"),
        (#"{"Name":{}}"#, "Start of structure or map found where not expected."),
        (#"{"Size":"1"}"#, "STRING_VALUE can not be converted to an Integer"),
        (#"{"Size":1.5}"#, "NUMBER_VALUE can not be converted to an Integer"),
        (#"{"Flag":"true"}"#, "STRING_VALUE can not be converted to a Boolean"), (#"{"Names":"a"}"#, "Expected list or null"),
        (#"{"Names":[1]}"#, "NUMBER_VALUE can not be converted to a String"), (#"{"Tags":["a"]}"#, "Expected null"),
        (#"{"Map":[]}"#, "Expected map or null"), (#"{"Map":{"a":1}}"#, "NUMBER_VALUE can not be converted to a String"),
    ])
    func `another type is told before any constraint`(input: String, message: String) throws {
        #expect(error(input) == .wrongType(message))
    }

    @Test(arguments: [
        (#"{"Name":"ab","Text":"a\u0000b"}"#, "text", "'a\u{FFFD}b' "),
        (#"{"Name":"ab","Un\u0000known":1}"#, "input", "'Un\u{FFFD}known' "),
        (#"{"Name":"ab","Text":"a","Text":"\u0000"}"#, "text", "'\u{FFFD}' "),
        // What no shape knows may be a secret in the wrong place.
        (#"{"Name":"ab","Unknown":"a\u0000b"}"#, "unknown", ""),
        (#"{"Name":"ab","Unknown":[{"In":{"Deep":"\u0000"}}]}"#, "unknown.in.deep", ""),
        (#"{"Name":"ab","Tags":[{"Key":"a","Other":"\u0000"}]}"#, "tags.other", ""),
    ])
    func `text with NUL is refused in any member`(input: String, path: String, value: String) throws {
        let message =
            "1 validation error detected: Value \(value)at '\(path)' failed to satisfy constraint: Member must not contain the character U+0000"
        #expect(error(input) == .constraints(message))
    }

    @Test func `a member with a pattern is refused in the pattern's words`() throws {
        let message =
            "1 validation error detected: Value 'a\u{FFFD}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+"
        #expect(error(#"{"Name":"a\u0000"}"#) == .constraints(message))
    }

    @Test func `a member that asks for it gets NUL`() throws { #expect(error(#"{"Name":"ab","Raw":"\u0000"}"#) == nil) }

    @Test func `an operation without a shape refuses NUL too`() {
        #expect(throws: InputError.self) { try read(NoInput.self, #"{"A":["\u0000"]}"#) }
        #expect(throws: Never.self) { try read(NoInput.self, #"{"A":["a"]}"#) }
    }

    @Test func `a name that is only the same text to Swift is another one`() throws {
        #expect(try read(Sample.self, #"{"\u212AMSArn":"x","Name":"ab"}"#).kmsArn == nil)
        // None of the two may be lost.
        #expect(
            error(#"{"Name":"ab","Secrets":{"\u00e9":"1","e\u0301":"2"}}"#)
                == .wrongType("Two keys of a map are the same text in different spellings."))
    }

    @Test func `a blob is read from its text, escapes or not`() throws {
        #expect(try read(Sample.self, #"{"Name":"ab","Bytes":"\/\/8="}"#).bytes == Blob([255, 255]))
        #expect(try read(Sample.self, #"{"Name":"ab","Bytes":"//8="}"#).bytes == Blob([255, 255]))
        for text in ["/", "////=", "=AAA", "AA=A", "AAA", "AA\u{E9}A", "A A="] {
            #expect(error("{\"Name\":\"ab\",\"Bytes\":\"\(text)\"}") == .wrongType("A blob's text is not Base64."))
        }
        #expect(error(#"{"Name":"ab","Bytes":"AA"#) != nil)
    }

    private struct Tags: InputStructure {
        static let members = Shape.Members([.optional("Tags", .list(.structure(Tag.self)))])
        var tags: [Tag]?
        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) { try reader.read(&tags) }

        struct Tag: InputStructure {
            static let members = Shape.Members([.required("Key", .string(max: 1))])
            var key = ""
            mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) { try reader.read(&key) }
        }
    }

    @Test func `a message does not grow with what was sent`() throws {
        let long = JSON.string(String(repeating: "x", count: 100_000))
        let input = JSON.members(["Tags": .array(Array(repeating: .members(["Key": long]), count: 1000))])
        do throws(InputError) {
            _ = try read(Tags.self, input.text)
            Issue.record("taken")
        } catch {
            guard case .constraints(let message) = error else { throw error }
            #expect(message.hasPrefix("1000 validation errors detected: "))
            #expect(message.utf8.count < 100_000)
        }
    }

    @Test(arguments: [
        ("arn:aws:lambda:us-east-1:000000000000:function:f", true), ("arn:aws:lambda:local:000000000000:function:f", true),
        ("arn:aws:lambda:auto:000000000000:function:f", true), ("arn:aws:lambda:us-isob-east-1:000000000000:function:f", true),
        ("f:$LATEST", true), ("000000000000:function:f", true), ("arn:aws:lambda:US:000000000000:function:f", false), ("a b", false),
    ])
    func `regions may be any that Pelton serves`(name: String, isTaken: Bool) throws {
        let invoke = LambdaService.operations.descriptions.first { $0.name == "Invoke" }
        let pattern = try #require(invoke?.input?.members.all.first?.shape.pattern)
        #expect(pattern.matches(name) == isTaken)
    }
}
