import Core
import Testing

struct JSONEscapingTests {
    private func text(_ plain: String, _ escaping: JSON.Escaping) -> String {
        String(decoding: JSON.string(plain).utf8(escaping: escaping), as: UTF8.self)
    }

    @Test(arguments: [
        ("plain é 🦝", #""plain é 🦝""#), ("\u{1B}[2J", #""\u001b[2J""#), ("\u{9B}31m", #""\u009b31m""#), ("\u{7F}", #""\u007f""#),
        ("a\u{2028}b\u{2029}", #""a\u2028b\u2029""#), ("\u{202E}\u{2066}\u{200F}\u{61C}", #""\u202e\u2066\u200f\u061c""#),
        ("\u{FEFF}", #""\ufeff""#),
        ("\u{E0041}", #""\udb40\udc41""#), ("\"\\\n", #""\"\\\n""#),
    ])
    func `what a terminal or a log's reader obeys is escaped`(plain: String, escaped: String) throws {
        #expect(text(plain, .invisible) == escaped)
        #expect(try JSON(parsing: escaped) == .string(plain))
    }

    @Test(arguments: [("é", #""\u00e9""#), ("🦝", #""\ud83e\udd9d""#), ("a\u{7F}", #""a\u007f""#), ("plain", #""plain""#)])
    func `a header's value is ASCII`(plain: String, escaped: String) throws {
        #expect(text(plain, .nonASCII) == escaped)
        #expect(try JSON(parsing: escaped) == .string(plain))
    }

    @Test func `answers have the bytes that were kept`() {
        #expect(JSON.string("\u{9B}\u{2028}é").utf8 == Array("\"\u{9B}\u{2028}é\"".utf8))
    }

    @Test func `members' names are escaped too`() {
        #expect(JSON.object([JSON.Member("\u{9B}", "x")]).utf8(escaping: .invisible) == Array(#"{"\u009b":"x"}"#.utf8))
    }

    @Test func `a text for a terminal stays on its line`() {
        #expect(JSON.visible("k\n12  done") == #"k\n12  done"#)
    }
}
