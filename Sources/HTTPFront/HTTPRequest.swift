private import PeltonCore

/// A request's head as it came over the wire, nothing decoded, and its body to be read by demand.
package struct HTTPRequest: Sendable {
    package let method: String
    /// The target up to `?`.
    package let rawPath: Substring
    /// The target behind `?`; empty if there is none.
    package let rawQuery: Substring
    package let headers: HTTPHeaders
    package let body: RequestBody
    /// The client's address without its port; empty on a socket that has none.
    package let remoteAddress: String

    package init(method: String, target: String, headers: HTTPHeaders, body: RequestBody, remoteAddress: String) {
        self.method = method
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        rawPath = question.map { target[..<$0] } ?? target[...]
        rawQuery = question.map { target[target.utf8.index(after: $0)...] } ?? ""
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// The query's parameters, decoded, in order. One without `=` has an empty value; one that does not decode is left out.
    package var queryItems: [(name: String, value: String)] {
        rawQuery.split(separator: "&").compactMap { item in
            let equals = item.utf8.firstIndex(of: UInt8(ascii: "="))
            let name = equals.map { item[..<$0] } ?? item
            let value = equals.map { item[item.utf8.index(after: $0)...] } ?? ""
            guard let name = Self.decoded(name), let value = Self.decoded(value) else { return nil }
            return (name: name, value: value)
        }
    }

    /// The decoded value of a query parameter.
    package func queryValue(_ name: String) -> String? {
        rawQuery.isEmpty ? nil : queryItems.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    private static func decoded(_ text: Substring) -> String? {
        PercentCoding.decode(text, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
