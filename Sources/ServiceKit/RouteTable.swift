package import HTTPServer
private import Core

/// Which operation a method and a path ask for: a REST service's table, made once of its model.
///
/// A path is taken apart and decoded once, no further than the longest route goes. Candidates are the few routes of its method and of as many
/// segments; each is compared segment by segment, which allocates nothing: all of it takes time in proportion to the path and to those.
package struct RouteTable: Sendable {
    private enum Segment: Sendable {
        case literal([UInt8])
        case label(String)
        /// All that is left of the path, slashes too.
        case rest(String)

        /// What is more specific goes first. Source: Smithy, "http trait", "Specificity routing".
        var rank: Int {
            switch self {
            case .literal: 0
            case .label: 1
            case .rest: 2
            }
        }
    }

    private struct Route: Sendable {
        let operation, method: String
        let segments: [Segment]
        /// A parameter that the query must have, with its value.
        let query: (name: String, value: String)?

        var ranks: [Int] { segments.map(\.rank) }

        func takes(_ count: Int) -> Bool {
            if case .rest? = segments.last { count >= segments.count } else { count == segments.count }
        }
    }

    /// By method, then by the number of segments; the last are those for longer paths than any route has segments.
    private let routes: [String: [[Route]]]
    private let longest: Int

    /// - Parameter lines: one a route, `GET /functions/{Name}/code?find=LATEST GetFunctionCode`.
    package init(_ lines: String) {
        let routes = lines.split(separator: "\n").compactMap { Self.route($0) }
        // Stable: of equals the model's order counts. A route that asks for a parameter has the path of another one.
        let ordered = routes.enumerated().sorted { a, b in
            if (a.element.query == nil) != (b.element.query == nil) { return a.element.query != nil }
            let (first, second) = (a.element.ranks, b.element.ranks)
            return first == second ? a.offset < b.offset : first.lexicographicallyPrecedes(second)
        }.map(\.element)
        let longest = routes.map(\.segments.count).max() ?? 0
        self.routes = Dictionary(grouping: ordered, by: \.method).mapValues { routes in
            (0...longest + 1).map { count in routes.filter { $0.takes(count) } }
        }
        self.longest = longest
    }

    private static func route(_ line: Substring) -> Route? {
        let words = line.split(separator: " ")
        guard words.count == 3 else { return nil }
        let parts = words[1].split(separator: "?", maxSplits: 1)
        let segments = parts[0].split(separator: "/").map { part -> Segment in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(Array(part.utf8)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("+") ? .rest(String(name.dropLast())) : .label(String(name))
        }
        let query = parts.count < 2 ? nil : parts[1].split(separator: "=", maxSplits: 1).map { String($0) }
        return Route(
            operation: String(words[2]), method: String(words[0]), segments: segments,
            query: query.map { (name: $0[0], value: $0.count > 1 ? $0[1] : "") })
    }

    // MARK: Matching

    package struct Match: Sendable {
        package let operation: String
        /// The labels of the route, decoded.
        package let labels: [(name: String, value: String)]
    }

    package func operation(of http: HTTPRequest) -> String? { find(http)?.route.operation }

    /// - Returns: nil if there is no such operation.
    package func match(_ http: HTTPRequest) -> Match? {
        guard let (route, path) = find(http) else { return nil }
        var labels: [(name: String, value: String)] = []
        for (index, segment) in route.segments.enumerated() {
            switch segment {
            case .literal: break
            case .label(let name): labels.append((name, String(decoding: path.segments[index], as: UTF8.self)))
            case .rest(let name): labels.append((name, String(decoding: path.rest(from: index), as: UTF8.self)))
            }
        }
        return Match(operation: route.operation, labels: labels)
    }

    private func find(_ http: HTTPRequest) -> (route: Route, path: Path)? {
        guard let ofMethod = routes[http.method] else { return nil }
        let path = Path(http.rawPath, most: longest)
        for route in ofMethod[path.isLonger ? longest + 1 : path.segments.count] where Self.matches(route, path) {
            if let (name, value) = route.query, http.queryValue(name) != value { continue }
            return (route, path)
        }
        return nil
    }

    /// The path has as many segments as the route takes.
    private static func matches(_ route: Route, _ path: Path) -> Bool {
        for (index, segment) in route.segments.enumerated() {
            if case .literal(let bytes) = segment, !path.segments[index].elementsEqual(bytes) { return false }
        }
        return true
    }

    /// The segments of a path, as many as a route can have, decoded. Empty ones do not count.
    private struct Path {
        private let bytes: [UInt8]
        private var starts: [Int] = []
        private(set) var segments: [ArraySlice<UInt8>] = []
        private(set) var isLonger = false

        init(_ path: Substring, most: Int) {
            bytes = Array(path.utf8)
            segments.reserveCapacity(most)
            starts.reserveCapacity(most)
            var position = 0
            while position < bytes.count {
                let end = bytes[position...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
                defer { position = end + 1 }
                guard end > position else { continue }
                guard segments.count < most else {
                    isLonger = true
                    return
                }
                starts.append(position)
                segments.append(Self.decoded(bytes[position..<end]))
            }
        }

        func rest(from index: Int) -> ArraySlice<UInt8> { Self.decoded(bytes[starts[index]...]) }

        /// What does not decode to text stands for itself: nothing else may be taken for it.
        private static func decoded(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            guard raw.contains(UInt8(ascii: "%")), let bytes = PercentCoding.decode(String(decoding: raw, as: UTF8.self)),
                String(validating: bytes, as: UTF8.self) != nil
            else { return raw }
            return bytes[...]
        }
    }
}
