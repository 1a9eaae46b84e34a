/// A request's head as it came over the wire, nothing decoded but the query, and its body to be read by demand.
package struct HTTPRequest: Sendable {
    package let method: String
    /// The target up to `?`.
    package let rawPath: Substring
    /// The target behind `?`; empty if there is none.
    package let rawQuery: Substring
    /// The query's parameters, decoded, in order. One without `=` has an empty value; one that does not decode is left out.
    package let queryItems: [(name: String, value: String)]
    /// Whether all of the query decodes, to UTF-8. If not, what is left of it means something else than what was sent.
    package let isQueryWellFormed: Bool
    package let headers: HTTPHeaders
    package let body: RequestBody
    /// The client's address without its port; empty on a socket that has none.
    package let remoteAddress: String

    package init(method: String, target: String, headers: HTTPHeaders, body: RequestBody, remoteAddress: String) {
        self.method = method
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        rawPath = question.map { target[..<$0] } ?? target[...]
        rawQuery = question.map { target[target.utf8.index(after: $0)...] } ?? ""
        (queryItems, isQueryWellFormed) = QueryParser.parse(rawQuery.utf8)
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// The decoded value of a query parameter.
    package func queryValue(_ name: String) -> String? {
        queryItems.first { $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}
