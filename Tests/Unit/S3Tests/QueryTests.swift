import HTTPServer
import Core
import ServiceKit
import Testing

@testable import S3

struct QueryTests {
    private func request(_ query: String, method: String = "GET") -> HTTPRequest {
        HTTPRequest(method: method, target: "/b/k?" + query, headers: [], body: RequestBody(), remoteAddress: "")
    }

    @Test(
        arguments: [
            ("", []), ("a", [("a", "")]), ("a=", [("a", "")]), ("a=b=c", [("a", "b=c")]), ("=x", [("", "x")]), ("&&a=1&", [("a", "1")]),
            ("a=1&a=2", [("a", "1"), ("a", "2")]), ("a+b=%C3%BC+%2B", [("a b", "ü +")]), ("a=%00", [("a", "\0")]),
        ] as [(String, [(String, String)])])
    func `a query is decoded once, in order`(query: String, items: [(String, String)]) {
        let request = request(query)
        #expect(request.isQueryWellFormed)
        #expect(request.queryItems.map { [$0.name, $0.value] } == items.map { [$0.0, $0.1] })
        if let first = items.first { #expect(request.queryValue(first.0) == first.1) }
    }

    @Test func `no more parameters are read than there may be`() {
        let text = Substring(String(repeating: "a&", count: 100_000)).utf8
        let (items, isWellFormed) = QueryParser.parse(text, most: 7)
        #expect(items.count == 7 && !isWellFormed)
        #expect(QueryParser.parse(Substring("a&b&").utf8, most: 2).isWellFormed)
    }

    @Test func `a combining character behind a separator hides nothing`() {
        let request = request("a=1&\u{301}=2&uploadId\u{301}=3")
        #expect(request.queryItems.map(\.name) == ["a", "\u{301}", "uploadId\u{301}"])
        #expect(request.queryValue("uploadId") == nil)
    }

    @Test(arguments: ["uploadId=%FF", "%FF=1", "a=%", "a=%zz", "versionId=%ED%A0%80", "a=1&prefix=%C3"])
    func `a query that does not decode is an invalid URI, never another operation`(query: String) {
        #expect(!request(query).isQueryWellFormed)
        let error = #expect(throws: ServiceError.self) { try Route(request(query, method: "DELETE")) }
        #expect(error?.code == "InvalidURI")
    }
}
