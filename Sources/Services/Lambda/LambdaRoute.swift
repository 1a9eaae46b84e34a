internal import HTTPServer
internal import Core

/// Which operation a request asks for, and of what.
struct LambdaRoute {
    let operation: LambdaOperation
    let parameters: [String: String]

    /// - Returns: nil if Lambda has no such operation.
    init?(_ http: HTTPRequest) {
        let segments = Self.segments(http.rawPath)
        for (operation, shape) in Self.table where operation.method == http.method {
            guard let parameters = Self.match(shape.path, segments), shape.query == nil || http.queryValue(shape.query ?? "") != nil else {
                continue
            }
            self.operation = operation
            self.parameters = parameters
            return
        }
        return nil
    }

    subscript(_ name: String) -> String { parameters[name] ?? "" }

    private typealias PathShape = (path: [Substring], query: String?)

    // Those that ask for a query parameter go first: their path is that of another operation too.
    private static let table: [(LambdaOperation, PathShape)] = (LambdaOperation.all + [.downloadCode]).map { operation in
        let parts = operation.path.split(separator: "?", maxSplits: 1)
        let query = parts.count == 2 ? parts[1].split(separator: "=").first.map { String($0) } : nil
        return (operation, (parts[0].split(separator: "/"), query))
    }.sorted { $0.1.query != nil && $1.1.query == nil }

    private static func segments(_ path: Substring) -> [String] {
        path.split(separator: "/").map { segment in
            PercentCoding.decode(segment).map { String(decoding: $0, as: UTF8.self) } ?? String(segment)
        }
    }

    private static func match(_ shape: [Substring], _ segments: [String]) -> [String: String]? {
        guard shape.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (part, segment) in zip(shape, segments) {
            if part.hasPrefix("{") { parameters[String(part.dropFirst().dropLast())] = segment } else if part != segment { return nil }
        }
        return parameters
    }
}
