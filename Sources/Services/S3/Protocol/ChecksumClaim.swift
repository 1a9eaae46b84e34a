internal import ServiceKit
internal import Checksums
internal import HTTPServer
internal import Core

/// The checksum that a request's head claims for its body, or announces behind it.
/// Source: S3 User Guide, "Checking object integrity for data uploads"; S3 API Reference, "Common Request Headers".
struct ChecksumClaim {
    var algorithm: ChecksumAlgorithm?
    /// Base64, of the right length; a trailer's comes with the body's end.
    var value: String?
    var isTrailing = false

    init() {}

    init(_ headers: HTTPHeaders) throws(ServiceError) {
        let given = try Self.given(headers)
        guard given.count <= 1 else {
            throw .invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        if let trailer = headers.first("x-amz-trailer") {
            guard given.isEmpty else { throw .invalidRequest("Expecting a single x-amz-checksum- header") }
            guard let algorithm = ChecksumAlgorithm(headerName: trailer.filter { $0 != " " }) else {
                throw .invalidRequest("The value specified in the x-amz-trailer header is not supported")
            }
            (self.algorithm, isTrailing) = (algorithm, true)
        } else if let algorithm = given.first, let text = headers.first(algorithm.headerName) {
            guard Self.isValue(text, of: algorithm) else { throw .invalidRequest("Value for \(algorithm.headerName) header is invalid.") }
            (self.algorithm, value) = (algorithm, text)
        }
        try checkSDKAlgorithm(headers)
    }

    /// Headers of the prefix that say something else.
    private static let others: Set<String> = ["x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode"]

    private static func given(_ headers: HTTPHeaders) throws(ServiceError) -> Set<ChecksumAlgorithm> {
        var found: Set<ChecksumAlgorithm> = []
        for (name, _) in headers.pairs where name.utf8.count > 15 {
            let name = name.lowercased()
            guard name.hasPrefix("x-amz-checksum-"), !others.contains(name) else { continue }
            guard let algorithm = ChecksumAlgorithm(headerName: name) else {
                throw .invalidRequest("The algorithm type you specified in x-amz-checksum- header is invalid.")
            }
            found.insert(algorithm)
        }
        return found
    }

    static func isValue(_ text: String, of algorithm: ChecksumAlgorithm) -> Bool {
        Base64.decode(text)?.count == algorithm.digestLength
    }

    /// What the SDK says it sends must be what it sends.
    private func checkSDKAlgorithm(_ headers: HTTPHeaders) throws(ServiceError) {
        guard let name = headers.first("x-amz-sdk-checksum-algorithm") else { return }
        guard let algorithm else {
            throw .invalidRequest(
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.")
        }
        guard name.uppercased() == algorithm.rawValue else {
            throw .invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.")
        }
    }

    /// The checksum in a body's trailer.
    /// - Parameter announced: the algorithm that `x-amz-trailer` named.
    /// - Throws: unless the trailer is the announced one, once.
    static func trailing(
        _ trailers: [(name: String, value: String)], announced: ChecksumAlgorithm?
    ) throws(ServiceError) -> String? {
        guard trailers.map(\.name) == (announced.map { [$0.headerName] } ?? []) else {
            throw ServiceError(
                400, "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform to our published schema.")
        }
        guard let announced, let value = trailers.first?.value else { return nil }
        guard isValue(value, of: announced) else {
            throw .invalidRequest("Value for \(announced.headerName) trailing header is invalid.")
        }
        return value
    }
}
