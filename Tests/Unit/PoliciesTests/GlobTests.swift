import Core
import Testing

@testable import Policies

/// How `*` and `?` match, and that what it costs is a sum of the lengths.
struct GlobTests {
    /// Tries all that a pattern can mean, character by character.
    private static func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return matches(pattern.dropFirst(), text) || !text.isEmpty && matches(pattern, text.dropFirst())
        }
        guard let next = text.first, first == "?" || first == next else { return false }
        return matches(pattern.dropFirst(), text.dropFirst())
    }

    private static func random(_ letters: [Character], _ most: Int, _ source: inout some RandomNumberGenerator) -> String {
        String((0..<Int.random(in: 0...most, using: &source)).map { _ in letters[Int.random(in: 0..<letters.count, using: &source)] })
    }

    @Test func `what matches is what matches when all is tried`() {
        var source = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let pattern = Self.random(["a", "b", "ä", "€", "*", "*", "?"], 7, &source)
            let text = Self.random(["a", "b", "ä", "€"], 9, &source)
            let expected = Self.matches(ArraySlice(pattern.unicodeScalars), ArraySlice(text.unicodeScalars))
            #expect(Glob(pattern).matches(text) == expected, "\(pattern) \(text)")
            #expect(Glob(pattern).matches(Substring(text), ignoringCase: true) == expected, "\(pattern) \(text)")
        }
        #expect(Glob("S3:GET*?").matches("s3:GetObject", ignoringCase: true))
        #expect(!Glob("S3:GET*").matches("s3:GetObject"))
    }

    @Test func `segments longer than a word match too`() {
        var source = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let middle = Self.random(["a", "ä"], 200, &source)
            let pattern = String(middle.map { Bool.random() ? Character("?") : $0 })
            #expect(Glob("*" + pattern + "*").matches("a" + middle + "b"))
            #expect(Glob("x*" + pattern + "*y").matches("x" + middle + "y"))
            #expect(!Glob("*" + pattern + "z*").matches(middle + middle))
        }
    }

    /// Going back, each would take more than 10^12 steps.
    @Test func `a long pattern and a long text cost their sum`() {
        let text = String(repeating: "a", count: 4_000_000)
        #expect(!Glob("*" + String(repeating: "a", count: 1_000_000) + "b*").matches(text))
        #expect(!Glob("*" + String(repeating: "a", count: 1_000_000) + "b").matches(text))
        #expect(Glob(String(repeating: "*a", count: 1_000_000)).matches(text))
        #expect(!Glob(String(repeating: "*a", count: 1_000_000) + "*b*").matches(text))
    }

    private func context(_ userAgent: String) throws -> RequestContext {
        var context = RequestContext(
            principal: .accountRoot(try #require(AccountID("123456789012"))), action: "s3:GetObject", resource: "*", resourceAccount: nil)
        context.set("aws:UserAgent", userAgent)
        context.set("aws:Referer", [])
        return context
    }

    @Test(arguments: [
        ("${aws:UserAgent}", "a*", true), ("${aws:UserAgent}", "ab", false), ("x${aws:UserAgent}y", "xa*y", true),
        ("*${aws:UserAgent}${aws:UserAgent}?", "--a*a*-", true), ("${aws:Referer}", "", false), ("${aws:Referer, 'no'}", "no", true),
        ("${*}${?}${$}", "*?$", true), ("${*}", "a", false), ("${", "${", true), ("${}", "${}", true), ("$*", "$x", true),
        ("${aws:PrincipalOrgID}", "a", false),
    ])
    func `variables stand for themselves alone`(pattern: String, text: String, isMatch: Bool) throws {
        #expect(Pattern(pattern, wildcards: true, variables: true).matches(text, try context("a*")) == isMatch)
    }

    @Test func `what is not known matches all or nothing`() throws {
        let pattern = Pattern("x${aws:PrincipalOrgID}y", wildcards: true, variables: true)
        #expect(try !pattern.matches("xay", context("a")))
        #expect(try pattern.matches("xay", context("a"), unknownMatches: true))
        #expect(try !pattern.matches("xaz", context("a"), unknownMatches: true))
    }

    /// Written out, it would have 10^11 bytes.
    @Test func `no more of a variable is written out than the text can match`() throws {
        let pattern = Pattern("*" + String(repeating: "${aws:UserAgent}", count: 100_000), wildcards: true, variables: true)
        #expect(try !pattern.matches(String(repeating: "a", count: 1000), context(String(repeating: "a", count: 1_000_000))))
    }

    /// Looking for each one's end, it would take 10^11 steps.
    @Test func `variables that never end are read once`() throws {
        let text = String(repeating: "${", count: 500_000)
        #expect(try Pattern(text, wildcards: true, variables: true).matches(text, context("a")))
    }
}
