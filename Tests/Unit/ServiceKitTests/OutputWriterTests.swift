import Core
import Testing
import XML

@testable import ServiceKit

/// What an operation gives, as JSON and as XML. Source: Smithy, "AWS JSON 1.1 protocol", "AWS Query protocol".
struct OutputWriterTests {
    private struct Inner: OutputStructure {
        var name: String?
        var more: [Inner]?

        func write(to writer: inout OutputWriter) {
            writer.member("Name", name)
            writer.member("More", more)
        }
    }

    private struct Outer: OutputStructure {
        var empty: Inner?
        var text: String?
        var number: Int?
        var fraction: Double?
        var flag: Bool?
        var bytes: Blob?
        var time: Timestamp?
        var texts: [String]?
        var lists: [[Int]]?
        var map: [String: String]?
        var inners: [String: Inner]?
        var last: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("Empty", empty)
            writer.member("Text", text)
            writer.member("Number", number)
            writer.member("Fraction", fraction)
            writer.member("Flag", flag)
            writer.member("Bytes", bytes)
            writer.member("Time", time)
            writer.member("Texts", texts)
            writer.member("Lists", lists)
            writer.member("Map", map)
            writer.member("Inners", inners)
            writer.member("Last", last)
        }
    }

    private static let cases: [(output: Outer, json: String, xml: String)] = [
        (Outer(), "{}", ""),
        // What is there and has nothing is not what is not there.
        (
            Outer(empty: Inner(), text: "", texts: [], map: [:], last: 0), #"{"Empty":{},"Text":"","Texts":[],"Map":{},"Last":0}"#,
            "<Empty></Empty><Text></Text><Texts></Texts><Map></Map><Last>0</Last>"
        ),
        // A comma stands between two members, however deep the one before them was.
        (
            Outer(empty: Inner(name: "a", more: [Inner(), Inner(name: "b", more: [])]), last: 1),
            #"{"Empty":{"Name":"a","More":[{},{"Name":"b","More":[]}]},"Last":1}"#,
            "<Empty><Name>a</Name><More><member></member><member><Name>b</Name><More></More></member></More></Empty><Last>1</Last>"
        ),
        (
            Outer(number: -7, fraction: 0.5, flag: true, bytes: Blob([0xFB, 0xFF]), lists: [[], [1, 2]]),
            #"{"Number":-7,"Fraction":0.5,"Flag":true,"Bytes":"+/8=","Lists":[[],[1,2]]}"#,
            "<Number>-7</Number><Fraction>0.5</Fraction><Flag>true</Flag><Bytes>+/8=</Bytes><Lists><member></member><member><member>1</member><member>2</member></member></Lists>"
        ),
        // Seconds since 1970, with a fraction where there is one; XML has dates.
        (Outer(time: Timestamp(milliseconds: 1_500)), #"{"Time":1.5}"#, "<Time>1970-01-01T00:00:01.500Z</Time>"),
        (Outer(time: Timestamp(milliseconds: 1_900_000_000_000)), #"{"Time":1900000000}"#, "<Time>2030-03-17T17:46:40Z</Time>"),
        // In the order of their bytes.
        (
            Outer(map: ["b": "2", "a": "1", "ä": "3"], inners: ["k": Inner(name: "n")]),
            #"{"Map":{"a":"1","b":"2","ä":"3"},"Inners":{"k":{"Name":"n"}}}"#,
            "<Map><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry><entry><key>ä</key><value>3</value></entry></Map>"
                + "<Inners><entry><key>k</key><value><Name>n</Name></value></entry></Inners>"
        ),
    ]

    @Test(arguments: cases.indices)
    func `an output is written as its protocol has it`(index: Int) {
        let (output, json, xml) = Self.cases[index]
        #expect(String(decoding: OutputWriter.json(output), as: UTF8.self) == json)
        var writer = XMLWriter(declaration: false, .replaced)
        OutputWriter.write(output, to: &writer)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == xml)
    }

    @Test(arguments: ["\"\\\n\t\u{1}", "<a>&amp;]]>", "\u{2028}\u{202E}\u{1F600}e\u{301}", "\u{FFFE}"])
    func `any text comes back out of JSON, and breaks no XML`(text: String) throws {
        let output = Outer(text: text, texts: [text], map: [text: text])
        let tree = try JSON(parsing: OutputWriter.json(output))
        #expect(tree["Text"] == .string(text))
        #expect(tree["Texts"] == [.string(text)])
        #expect(tree["Map"] == .members([text: .string(text)]))
        var writer = XMLWriter(declaration: false, .replaced)
        writer.element("R") { OutputWriter.write(output, to: &$0) }
        let root = try XMLElement(parsing: writer.bytes, limits: XMLLimits(bytes: 1 << 16, depth: 32, elements: 500))
        #expect(root.children.map(\.name) == ["Text", "Texts", "Map"])
    }

    /// What it says is what is booked for the answer: it must not be far less than that takes.
    @Test(arguments: cases.indices)
    func `an output's weight is no less than its JSON`(index: Int) {
        let output = Self.cases[index].output
        #expect(OutputWriter.weight(of: output) >= OutputWriter.json(output).count)
    }

    @Test func `the weight grows with what an output holds`() {
        let small = OutputWriter.weight(of: Outer(bytes: Blob([UInt8](repeating: 0, count: 300)), texts: Array(repeating: "ab", count: 10)))
        let large = OutputWriter.weight(
            of: Outer(bytes: Blob([UInt8](repeating: 0, count: 3000)), texts: Array(repeating: "ab", count: 100)))
        #expect(large > 8 * small && large < 12 * small)
    }
}
