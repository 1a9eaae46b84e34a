internal import HTTPFront
internal import PeltonCore

/// Which operation a request asks for, of which bucket and key. Path-style addressing: `/bucket/key`.
struct Route: Sendable {
    let operation: Operation
    /// As the path has it; empty for the service's own operations.
    let bucketText: String
    /// Decoded, not checked; empty if there is none.
    let keyBytes: [UInt8]

    /// - Throws: `.invalidURI`, `.methodNotAllowed`.
    init(_ http: HTTPRequest) throws(S3Error) {
        let slash = UInt8(ascii: "/")
        let path = http.rawPath.utf8.drop { $0 == slash }
        let end = path.firstIndex(of: slash) ?? path.endIndex
        guard http.rawPath.utf8.first == slash, http.isQueryWellFormed, let bucket = PercentCoding.decode(Substring(path[..<end])),
            let key = PercentCoding.decode(Substring(path[end...].dropFirst()))
        else { throw .invalidURI(String(http.rawPath)) }
        bucketText = String(decoding: bucket, as: UTF8.self)
        keyBytes = key
        // The one operation of the service that has a path; no bucket's name has capitals.
        let isService = bucket.isEmpty || bucket.elementsEqual(Operation.lambdaResponse.utf8)
        let level: Operation.Level = isService ? .service : key.isEmpty ? .bucket : .object
        operation = try Self.operation(http, level)
    }

    private static func operation(_ http: HTTPRequest, _ level: Operation.Level) throws(S3Error) -> Operation {
        let candidates = table[Shape(method: http.method, level: level)] ?? [:]
        guard !candidates.isEmpty else { throw .methodNotAllowed(http.method) }
        let names = Set(http.queryItems.map(\.name))
        let isCopy = level == .object && http.method == "PUT" && http.headers.contains("x-amz-copy-source")
        if names.contains("uploadId"), isCopy, let found = candidates["uploadId+x-amz-copy-source"] { return found }
        for name in names.sorted() {
            if let found = candidates[name] { return found }
            // A sub-resource that exists, asked for in a way that it does not have.
            if selectors.contains(name), !plainParameters.contains(name) { throw .methodNotAllowed(http.method) }
        }
        if isCopy, let found = candidates["x-amz-copy-source"] { return found }
        guard let plain = candidates[""] else { throw .methodNotAllowed(http.method) }
        return plain
    }

    private struct Shape: Hashable {
        let method: String
        let level: Operation.Level
    }

    private static let table: [Shape: [String: Operation]] = Operation.all.reduce(into: [:]) { table, operation in
        table[Shape(method: operation.method, level: operation.level), default: [:]][operation.selector] = operation
    }

    private static let selectors = Set(Operation.all.map(\.selector)).subtracting([""])
    /// Parameters of other operations as well.
    private static let plainParameters: Set<String> = ["list-type"]
}
