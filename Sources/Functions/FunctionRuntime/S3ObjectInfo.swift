import NIOHTTP1

/// What S3 tells about an object beside its bytes.
public struct S3ObjectInfo: Sendable, Hashable {
    /// Bytes of this answer's body: of the object, or of the range that was asked for.
    public let size: Int64?
    public let contentType: String?
    /// Without quotes.
    public let eTag: String?
    public let versionID: String?
    public let lastModified: String?
    /// User metadata: names in lower case, without `x-amz-meta-`.
    public let metadata: [String: String]

    init(_ headers: HTTPHeaders) {
        size = headers.first(name: "Content-Length").flatMap { Int64($0) }
        contentType = headers.first(name: "Content-Type")
        eTag = headers.first(name: "ETag").map { String($0.filter { $0 != "\"" }) }
        versionID = headers.first(name: "x-amz-version-id")
        lastModified = headers.first(name: "Last-Modified")
        let prefix = "x-amz-meta-"
        var metadata: [String: String] = [:]
        for (name, value) in headers {
            let name = name.lowercased()
            if name.hasPrefix(prefix) { metadata[String(name.dropFirst(prefix.count))] = value }
        }
        self.metadata = metadata
    }
}
