import NIOHTTP1
import Core

/// An operation on one object, before it is signed.
struct S3Request: Sendable, CustomStringConvertible {
    /// The hash of no bytes.
    static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    let operation: String
    let method: HTTPMethod
    let bucket, key: String
    /// The path as it goes over the wire, each byte encoded once.
    let path: String
    /// Names and values, not encoded.
    let query: [(name: String, value: String)]
    var headers = HTTPHeaders()
    var body = HTTPRequest.Body.none
    /// SHA-256 of the body in hexadecimal.
    var payloadHash = S3Request.emptyHash

    init(_ operation: String, _ method: HTTPMethod, bucket: String, key: String, versionID: String? = nil) {
        self.operation = operation
        self.method = method
        self.bucket = bucket
        self.key = key
        path = "/\(PercentCoding.encode(bucket.utf8))/\(PercentCoding.encode(key.utf8, keepingSlash: true))"
        query = versionID.map { [("versionId", $0)] } ?? []
    }

    /// The query as it goes over the wire, without `?`.
    var encodedQuery: String {
        query.map { "\(PercentCoding.encode($0.name.utf8))=\(PercentCoding.encode($0.value.utf8))" }.joined(separator: "&")
    }

    var description: String { "\(operation) s3://\(bucket)/\(key)" }
}
