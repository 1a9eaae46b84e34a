import Core
import Testing

struct TextPatternTests {
    @Test(arguments: [
        // literals, alternatives, groups
        ("abc", "abc", true), ("abc", "abcd", false), ("abc", "xabc", false), ("a|bc", "bc", true), ("a|bc", "abc", false),
        ("(a)|()", "", true), ("(a)|()", "a", true), ("(a)|()", "b", false), ("a(?:b|c)d", "acd", true), ("", "", true), ("", "a", false),
        // repetition
        ("a*", "", true), ("a+", "", false), ("a?b", "b", true), (#"\d{3}"#, "123", true), (#"\d{3}"#, "1234", false),
        ("a{2,}", "a", false), ("a{2,}", "aaaa", true), ("a{1,3}", "aaa", true), ("a{1,3}", "aaaa", false), ("a{0,2}", "", true),
        ("(a*)*b", "aaab", true), ("(a|b)+?", "abab", true), ("(){3}", "", true),
        // classes
        ("[a-zA-Z0-9-_]+", "a-_Z9", true), ("[a-zA-Z0-9-_]+", "a.b", false), (#"[\w+=,.@-]+"#, "a+b=c,d.e@f-g_h", true),
        (#"[\w+=,.@-]+"#, "a b", false), ("[a-z0-9-.]+", "a-.9", true), ("[a-z0-9-.]+", "/", false), ("[-a-z]+", "-a", true),
        (#"[^\s]+"#, "a\u{A0}b", true), (#"[^\s]+"#, "a b", false), (#"[^\s]+"#, "a\u{B}b", false), ("[^:*]*", "é/$", true),
        ("[^:*]*", "a:b", false), ("[]a]+", "]a", true), ("[*]", "*", true), (#"[\.\-_/#A-Za-z0-9]+"#, "/aws/lambda/f#-_.", true),
        (#"[\u0009\u000A\u000D\u0020-\u00FF]+"#, "a\tb\u{FF}", true), (#"[\u0020-\u00FF]+"#, "\u{100}", false),
        (#"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#, "/a/b/", true), (#"[\S]+"#, "é", true), (#"[\S]+"#, " ", false),
        (#"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#, "Größe\u{3000}٣ 中", true), (#"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#, "a\u{0}b", false),
        (#"[\p{L}\p{Z}\p{N}]*"#, "a\u{301}", false), (#"\p{Lu}\P{Lu}"#, "Aa", true),
        // the ends
        (#"^\d{12}$"#, "123456789012", true), ("a$|^b", "a", true), ("a$|^b", "b", true), ("a$|^b", "ab", false), ("a^b", "ab", false),
        (#"[0-9A-Za-z\.\-_]*(?<!\.)"#, "a.b", true), (#"[0-9A-Za-z\.\-_]*(?<!\.)"#, "a.", false),
        (#"[0-9A-Za-z\.\-_]*(?<!\.)"#, "", true),
        // `.` is any character but a line's end; others are ASCII as in Java
        (".*", "a\u{0}b", true), (".*", "a\nb", false), (".*", "a\u{2028}b", false), (".", "\u{1F600}", true), (#"\d"#, "٣", false),
        (#"\w"#, "é", false), (#"\s"#, "\u{A0}", false), (#"\$(LATEST)"#, "$LATEST", true),
        // a scalar, not what Swift calls a character: `é` in two scalars is two
        ("..", "e\u{301}", true), ("e", "e\u{301}", false), ("K", "\u{212A}", false),
    ])
    func `the whole text must match`(expression: String, text: String, isMatch: Bool) throws {
        #expect(try TextPattern(expression).matches(text) == isMatch)
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "[z-a]", "*", "a**", "a{2", "a{2,1}", "a{99999}", #"\q"#, #"\"#, #"\u12"#, #"\p{Nope}"#, "(?=a)",
        "(?<!ab)",
        "[a&&b]", "[[a]]", "(a{1000}){1000}", #"[\S\p{L}a-z"#, String(repeating: "(", count: 100) + String(repeating: ")", count: 100),
    ])
    func `what is outside the subset does not parse`(expression: String) {
        #expect(throws: TextPattern.ParseError.self) { try TextPattern(expression) }
    }

    @Test(arguments: [
        // EventBridge's AuthHeaderParameters: 11 s for 26 blanks and a colon in a backtracking engine
        (#"^[ \t]*[^\x00-\x1F:\x7F]+([ \t]+[^\x00-\x1F:\x7F]+)*[ \t]*$"#, " ", ":"),
        (#"(\s*[^:\s]*\s*)*"#, " ", ":"), ("(a*)*", "a", "b"), ("(a|a)*", "a", "b"), (#"((/[A-Za-z0-9\.,\+@=_-]+)*)/"#, "/a", ":"),
        (".*.*.*x", "y", ""),
    ])
    func `a hostile text takes time in proportion to its length`(expression: String, unit: String, end: String) throws {
        let text = String(repeating: unit, count: 100_000) + end
        var steps = 0
        #expect(try !TextPattern(expression).matches(text, steps: &steps))
        #expect(steps < 64 * text.utf8.count)
    }

    /// Nothing is written of what is repeated, so that no count of instructions would end it: this would take years.
    @Test(arguments: ["()", "(a{0})", "(|){0}", "a{0,0}"])
    func `an expression that is nothing very often is too large`(nothing: String) {
        let expression = (0..<8).reduce("(\(nothing))") { inner, _ in "(\(inner){4096})" }
        #expect(throws: TextPattern.ParseError.self) { try TextPattern(expression) }
    }

    @Test(arguments: [
        ("a*b", "aaab"), ("(a|b|c){1,9}", "abcabc"), (#"[\u0100\u0102\u0104-\u0200]+"#, "\u{104}\u{300}"), (".*.*.*x", "yyyy"),
    ])
    func `what matching takes is known before`(expression: String, text: String) throws {
        let pattern = try TextPattern(expression)
        var steps = 0
        _ = pattern.matches(text, steps: &steps)
        // Each state may be reached and be held against the scalar.
        #expect(steps <= 2 * pattern.mostSteps(text))
        #expect(pattern.mostSteps(text + text) > pattern.mostSteps(text))
    }

    @Test func `a text over the limit never matches`() throws {
        let pattern = try TextPattern("a*")
        #expect(pattern.matches(String(repeating: "a", count: TextPattern.longestTextInBytes)))
        #expect(!pattern.matches(String(repeating: "a", count: TextPattern.longestTextInBytes + 1)))
    }
}
