internal import Faces
internal import HTTPFront
internal import NIOCore
internal import PeltonCore

/// A call of AWS's query protocol: an action and flat parameters, in the body or the query.
struct QueryRequest {
    let action: String
    private let parameters: [(name: String, value: String)]

    init(_ request: APIRequest) throws(IdentityAPIError) {
        var parameters = request.http.queryItems
        if let body = request.collected, body.readableBytes > 0 {
            for item in String(decoding: body.readableBytesView, as: UTF8.self).split(separator: "&") {
                let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count == 2 ? parts[1] : "") else {
                    throw IdentityAPIError(status: 400, code: "MalformedInput", message: "The body is not a well-formed form.")
                }
                parameters.append((name: name, value: value))
            }
        }
        self.parameters = parameters
        action = parameters.first { $0.name == "Action" }?.value ?? ""
    }

    subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// - Throws: if the parameter is missing.
    func required(_ name: String) throws(IdentityAPIError) -> String {
        guard let value = self[name] else { throw .missing(name.prefix(1).lowercased() + name.dropFirst()) }
        return value
    }

    /// `Tags.member.1.Key=…`
    var tags: [String: String] {
        var tags: [String: String] = [:]
        var index = 1
        while let key = self["Tags.member.\(index).Key"] {
            tags[key] = self["Tags.member.\(index).Value"] ?? ""
            index += 1
        }
        return tags
    }

    private static func decoded(_ text: Substring) -> String? {
        PercentCoding.decode(text, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
