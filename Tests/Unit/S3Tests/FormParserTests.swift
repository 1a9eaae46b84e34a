import Testing

@testable import S3

struct FormParserTests {
    private static let body = [
        "--b", #"Content-Disposition: form-data; name="key""#, "", "up/${filename}", "--b",
        #"Content-Disposition: form-data; name="empty""#, "", "", "--b",
        #"content-disposition: form-data; name="file"; filename="C:\dir\a \"b\".jpg""#, "Content-Type: image/jpeg", "",
        "picture\r\n--not b", "--b",
        #"Content-Disposition: form-data; name="after""#, "", "ignored", "--b--", "",
    ].joined(separator: "\r\n")

    private func parse(_ text: String, pieces: Int = .max) throws -> (events: [FormParser.Event], isComplete: Bool) {
        var parser = FormParser(boundary: "b")
        var events: [FormParser.Event] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(pieces)
            rest = rest.dropFirst(piece.count)
            events += try parser.push(piece)
        }
        return (events, parser.isComplete)
    }

    /// The events with the file's pieces put together.
    private func joined(_ events: [FormParser.Event]) -> (fields: [FormParser.Event], content: String) {
        var content: [UInt8] = []
        let others = events.filter { event in
            guard case .content(let bytes) = event else { return true }
            content += bytes
            return false
        }
        return (others, String(decoding: content, as: UTF8.self))
    }

    @Test(arguments: [Int.max, 1, 2, 3, 7, 50])
    func `a form comes apart the same however it is cut`(pieces: Int) throws {
        let (events, isComplete) = try parse(Self.body, pieces: pieces)
        let (fields, content) = joined(events)
        #expect(
            fields == [
                .field(name: "key", value: "up/${filename}"), .field(name: "empty", value: ""), .file(name: #"C:\dir\a "b".jpg"#), .end,
            ])
        #expect(content == "picture\r\n--not b")
        #expect(isComplete)
    }

    @Test func `what was searched is not searched again with the next piece`() throws {
        var parser = FormParser(boundary: "b")
        _ = try parser.push(Array("--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n".utf8))
        #expect(parser.sought == 0)
        for count in 1...1000 {
            #expect(try parser.push([UInt8(ascii: "x")]).isEmpty)
            #expect(parser.sought == max(0, count - "\r\n--b".utf8.count + 1))
        }
        #expect(try parser.push(Array("\r\n--b\r\n".utf8)) == [.field(name: "key", value: String(repeating: "x", count: 1000))])
        #expect(parser.sought == 0)
    }

    @Test func `without its end a form is not complete`() throws {
        #expect(try !parse("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhalf of it").isComplete)
    }

    @Test(arguments: ["--b\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--b--", "--bX\r\n"])
    func `what is no form is said to be malformed`(text: String) {
        #expect(throws: FormParser.Failure.malformed) { try parse(text) }
    }

    @Test func `fields have a limit, the file has none here`() throws {
        let long = String(repeating: "x", count: FormParser.fieldLimit)
        #expect(throws: FormParser.Failure.fieldsTooLarge) {
            try parse("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n\(long)\r\n--b--")
        }
        #expect(throws: FormParser.Failure.fieldsTooLarge) { try parse(long + long) }
        let file = try parse("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\(long)\(long)\r\n--b--", pieces: 1000)
        #expect(joined(file.events).content.count == 2 * long.count)
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data; charset=x; boundary=\"a b\"", "a b"),
            ("multipart/form-data", nil),
            ("text/plain; boundary=abc", nil), ("multipart/form-data; boundary=", nil),
        ] as [(String, String?)])
    func `boundaries`(contentType: String, boundary: String?) {
        #expect(FormParser.boundary(contentType: contentType) == boundary)
    }
}
