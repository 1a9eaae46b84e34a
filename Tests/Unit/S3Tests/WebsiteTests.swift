import Testing
import XML

@testable import S3

/// Source: S3 User Guide, "Using advanced conditional redirects".
struct WebsiteTests {
    private func site(_ rules: String) throws -> Website {
        let text =
            "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument><RoutingRules>\(rules)</RoutingRules></WebsiteConfiguration>"
        return Website(try XMLElement(parsing: Array(text.utf8)))
    }

    private func location(_ condition: String, _ redirect: String, _ key: String, status: Int? = nil) throws -> String? {
        let condition = condition.isEmpty ? "" : "<Condition>\(condition)</Condition>"
        let site = try site("<RoutingRule>\(condition)<Redirect>\(redirect)</Redirect></RoutingRule>")
        let key = Array(key.utf8)
        return site.rule(for: key, errorStatus: status).map {
            "\($0.redirect.status) " + $0.redirect.location(host: "me:9000", key: key, prefix: $0.prefix ?? [])
        }
    }

    private static let docs = "<KeyPrefixEquals>docs/</KeyPrefixEquals>"
    private static let missing = "<HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>"

    @Test(
        arguments: [
            (docs, "<ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith>", "docs/a b", nil, "301 http://me:9000/documents/a%20b"),
            (docs, "<ReplaceKeyPrefixWith></ReplaceKeyPrefixWith>", "docs/a", nil, "301 http://me:9000/a"),
            (docs, "<ReplaceKeyWith>error.html</ReplaceKeyWith>", "docs/a", nil, "301 http://me:9000/error.html"),
            (docs, "<HostName>example.com</HostName>", "docs/ü", nil, "301 http://example.com/docs/%C3%BC"),
            (docs, "<Protocol>https</Protocol><HttpRedirectCode>307</HttpRedirectCode>", "docs/", nil, "307 https://me:9000/docs/"),
            (docs, "<HostName>example.com</HostName>", "doc", nil, nil),
            ("", "<HostName>example.com</HostName>", "", nil, "301 http://example.com/"),
            (missing, "<ReplaceKeyPrefixWith>#!/</ReplaceKeyPrefixWith>", "a/b", nil, nil),
            (missing, "<ReplaceKeyPrefixWith>#!/</ReplaceKeyPrefixWith>", "a/b", 404, "301 http://me:9000/#!/a/b"),
            (missing, "<ReplaceKeyPrefixWith>make?key=</ReplaceKeyPrefixWith>", "a", 404, "301 http://me:9000/make?key=a"),
            (missing, "<ReplaceKeyWith>x</ReplaceKeyWith>", "a", 403, nil),
            (docs + missing, "<ReplaceKeyWith>x</ReplaceKeyWith>", "docs/a", 404, "301 http://me:9000/x"),
            (docs + missing, "<ReplaceKeyWith>x</ReplaceKeyWith>", "a", 404, nil),
            (docs, "<ReplaceKeyWith>a&#10;Set-Cookie: b</ReplaceKeyWith>", "docs/", nil, "301 http://me:9000/a%0ASet-Cookie:%20b"),
        ] as [(String, String, String, Int?, String?)])
    func `a rule leads where it says`(condition: String, redirect: String, key: String, status: Int?, expected: String?) throws {
        #expect(try location(condition, redirect, key, status: status) == expected)
    }

    @Test func `the first rule that fits is taken`() throws {
        let site = try site(
            """
            <RoutingRule><Condition>\(Self.docs)</Condition><Redirect><HostName>one</HostName></Redirect></RoutingRule>
            <RoutingRule><Redirect><HostName>two</HostName></Redirect></RoutingRule>
            """)
        #expect(site.rule(for: Array("docs/a".utf8))?.redirect.host == "one")
        #expect(site.rule(for: Array("a".utf8))?.redirect.host == "two")
    }

    @Test(arguments: [("", "index.html"), ("a/", "a/index.html"), ("a", nil), ("a/b", nil)] as [(String, String?)])
    func `folders show their index`(key: String, expected: String?) throws {
        #expect(try site("").indexKey(Array(key.utf8)).map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: [("/a", true), ("http://a", true), ("https://a", true), ("a", false), ("", false), ("ftp://a", false)])
    func `a redirect leads to a path or to the web`(text: String, isAllowed: Bool) {
        #expect(((try? RedirectLocation.checked(text)) != nil) == isAllowed)
    }
}
