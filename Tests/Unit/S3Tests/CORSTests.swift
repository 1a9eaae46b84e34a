import HTTPServer
import Testing
import XML

@testable import S3

/// Source: S3 User Guide, "Elements of a CORS configuration" and "How does Amazon S3 evaluate the CORS configuration on a bucket?".
struct CORSTests {
    private func rules(_ rules: String...) throws -> CORSRules {
        CORSRules(try XMLElement(parsing: Array("<CORSConfiguration>\(rules.joined())</CORSConfiguration>".utf8)))
    }

    private func headers(_ rules: CORSRules, _ origin: String, _ method: String, _ headers: String? = nil) -> [String: String]? {
        rules.headers(for: .init(origin: origin, method: method, requestHeaders: headers)).map { headers in
            Dictionary(headers.pairs.map { ($0.name, $0.value) }) { first, _ in first }
        }
    }

    @Test(
        arguments: [
            ("*", "http://any.example", true), ("http://a.example", "http://a.example", true),
            ("http://a.example", "http://A.example", false), ("http://a.example", "https://a.example", false),
            ("http://a.example", "http://a.example:80", false), ("http://*.example", "http://a.b.example", true),
            ("http://*.example", "http://.example", true), ("http://*.example", "http://example", false),
            ("http://a*a", "http://a", false), ("http://a*a", "http://aa", true), ("*.example", "null", false), ("", "", true),
        ])
    func `an origin is compared with its pattern`(pattern: String, origin: String, isAllowed: Bool) throws {
        let rules = try rules("<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>\(pattern)</AllowedOrigin></CORSRule>")
        #expect((headers(rules, origin, "GET") != nil) == isAllowed)
    }

    @Test(
        arguments: [
            ("x-amz-*", "X-Amz-Date, x-amz-acl", true), ("x-amz-*", "x-amz-date,content-type", false), ("*", "anything,at, all", true),
            ("X-AMZ-Date", "x-amz-date", true), ("*-type", "content-type", true), ("x-amz-date", "", true), ("x-amz-date", " , ", true),
        ])
    func `all headers that are asked for must be allowed`(pattern: String, asked: String, isAllowed: Bool) throws {
        let rules = try rules(
            "<CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>*</AllowedOrigin><AllowedHeader>\(pattern)</AllowedHeader></CORSRule>"
        )
        #expect((headers(rules, "http://a", "PUT", asked) != nil) == isAllowed)
    }

    @Test func `the first rule that fits decides`() throws {
        let rules = try rules(
            """
            <CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>http://a</AllowedOrigin><MaxAgeSeconds>1</MaxAgeSeconds></CORSRule>
            """,
            """
            <CORSRule><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>*</AllowedOrigin>
            <AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-amz-id-2</ExposeHeader></CORSRule>
            """)
        let vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"
        #expect(
            headers(rules, "http://a", "PUT") == [
                "Access-Control-Allow-Origin": "http://a", "Access-Control-Allow-Methods": "PUT", "Access-Control-Max-Age": "1",
                "Access-Control-Allow-Credentials": "true", "Vary": vary,
            ])
        #expect(
            headers(rules, "http://a", "PUT", "X-One, x-two") == [
                "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, PUT",
                "Access-Control-Allow-Headers": "x-one, x-two",
                "Access-Control-Expose-Headers": "ETag, x-amz-id-2", "Vary": vary,
            ])
        #expect(headers(rules, "http://a", "DELETE") == nil)
    }

    /// Nobody has signed the question, and each header may be compared with each of some thousand patterns.
    @Test func `what takes long to answer is known to`() throws {
        let long = try rules(
            "<CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>*</AllowedOrigin>"
                + (0..<1500).map { "<AllowedHeader>\($0)aaaaaa</AllowedHeader>" }.joined() + "</CORSRule>")
        let usual = try rules(
            "<CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>https://a.example</AllowedOrigin>"
                + "<AllowedHeader>content-type</AllowedHeader><AllowedHeader>x-amz-*</AllowedHeader></CORSRule>")
        func isLong(_ rules: CORSRules, _ headers: Int) -> Bool {
            let names = (0..<headers).map { "x-amz-meta-\($0)" }.joined(separator: ",")
            return rules.isLong(.init(origin: "https://a.example", method: "PUT", requestHeaders: names))
        }
        #expect(isLong(long, 256))
        #expect(!isLong(long, 1))
        #expect(!isLong(usual, 256))
    }
}
