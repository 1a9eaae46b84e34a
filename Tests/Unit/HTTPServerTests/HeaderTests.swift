import HTTPServer
import Testing

struct HeaderTests {
    @Test(arguments: [("Content-Type", "text/plain"), ("x-amz-meta-a", ""), ("x-amz-meta-a", "a\tb"), ("X", "größer ✓")])
    func `a field that can be sent`(name: String, value: String) { #expect(HTTPHeaders.canCarry(name, value)) }

    @Test(
        arguments: [
            ("X", "a\r\nEvil: yes"), ("X", "a\nEvil: yes"), ("X", "a\r"), ("X", "a\0"), ("X", "a\u{7F}"), ("X", "a\u{1B}[2J"),
            ("", "a"), ("X Y", "a"), ("X:", "a"), ("X\r\nEvil", "yes"), ("Ü", "a"),
        ])
    func `a field that would not end where it should`(name: String, value: String) { #expect(!HTTPHeaders.canCarry(name, value)) }

    /// Eight bytes are looked at together, so what one of them hides must show wherever it stands.
    @Test func `each byte in each place`() {
        for byte in UInt8(0)...0x7F {
            let isInName = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: ":")
            let isInValue = byte == 0x09 || byte >= 0x20 && byte != 0x7F
            for length in 1...18 {
                for place in 0..<length {
                    for other in [UInt8(ascii: "a"), 0x21, 0x7E, byte] {
                        var bytes = [UInt8](repeating: other, count: length)
                        bytes[place] = byte
                        let text = String(decoding: bytes, as: UTF8.self)
                        #expect(HTTPHeaders.canCarry(text, "") == isInName, "\(byte) at \(place) of \(length)")
                        #expect(HTTPHeaders.canCarry("X", text) == isInValue, "\(byte) at \(place) of \(length)")
                    }
                }
            }
        }
    }
}

/// Source: RFC 9110, section 5.5; RFC 9112, sections 3.2, 5, 6.1 and 6.3.
struct ReceivedHeaderTests {
    @Test(
        arguments: [
            ("a", "a"), ("a ", "a"), ("a\t", "a"), (" \ta \t ", "a"), ("a  b", "a  b"), (" ", ""), ("", ""), ("*\t", "*"),
            ("\u{A0}a\u{A0}", "\u{A0}a\u{A0}"), (" größer ✓ ", "größer ✓"),
        ])
    func `white space around a value is no part of it`(came: String, value: String) {
        #expect(HTTPHeaders(received: [(name: "X", value: came)]).first("x") == value)
    }

    private static func framing(_ fields: [(String, String)], isHTTP10: Bool = false) throws(Refusal.Reason) -> BodyFraming {
        try BodyFraming(HTTPHeaders(received: fields.map { (name: $0.0, value: $0.1) }), isHTTP10: isHTTP10)
    }

    @Test(
        arguments: [
            ([("Host", "h")], .length(0)), ([("Host", "h "), ("Content-Length", "5 ")], .length(5)),
            ([("host", ""), ("content-length", "0")], .length(0)), ([("Host", "h"), ("Transfer-Encoding", "chunked")], .chunked),
            ([("Host", "h"), ("transfer-encoding", "Chunked\t")], .chunked),
            ([("Host", "h"), ("Content-Length", String(Int64.max))], .length(.max)),
        ] as [([(String, String)], BodyFraming)])
    func `how a body comes`(fields: [(String, String)], framing: BodyFraming) throws {
        #expect(try Self.framing(fields) == framing)
    }

    @Test(
        arguments: [
            [], [("Host", "a"), ("Host", "a")], [("Host", "a"), ("host", "b")], [("Host", "a b")], [("Host", "a\u{7F}")],
            [("Host", "h"), ("Content-Length", "")], [("Host", "h"), ("Content-Length", "-1")], [("Host", "h"), ("Content-Length", "+1")],
            [("Host", "h"), ("Content-Length", "1, 1")], [("Host", "h"), ("Content-Length", "0x1")],
            [("Host", "h"), ("Content-Length", "9223372036854775808")], [("Host", "h"), ("Content-Length", "1"), ("content-length", "1")],
            [("Host", "h"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")],
            [("Host", "h"), ("Transfer-Encoding", "chunked"), ("Content-Length", "1")],
            [("Host", "h"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
        ] as [[(String, String)]])
    func `two could read it in two ways`(fields: [(String, String)]) {
        let reason = #expect(throws: Refusal.Reason.self) { try Self.framing(fields) }
        guard case .malformed? = reason else { return #expect(Bool(false), "\(String(describing: reason))") }
    }

    @Test(arguments: ["identity", "gzip", "gzip, chunked", "chunked, chunked", "xchunked", ""])
    func `another coding is not known`(coding: String) {
        let reason = #expect(throws: Refusal.Reason.self) { try Self.framing([("Host", "h"), ("Transfer-Encoding", coding)]) }
        guard case .unsupportedCoding? = reason else { return #expect(Bool(false), "\(String(describing: reason))") }
    }

    @Test func `HTTP 1_0 needs no host and knows no chunks`() throws {
        #expect(try Self.framing([], isHTTP10: true) == .length(0))
        #expect(throws: Refusal.Reason.self) { try Self.framing([("Transfer-Encoding", "chunked")], isHTTP10: true) }
    }
}
