package import PeltonCore

/// What travels with an object's bytes and comes back with them.
package struct ObjectAttributes: Sendable, Hashable {
    /// Content-Type; nil reads back as `binary/octet-stream`.
    package var contentType: String?
    package var contentEncoding: String?
    package var contentDisposition: String?
    package var contentLanguage: String?
    package var cacheControl: String?
    package var expires: String?
    package var websiteRedirectLocation: String?
    /// nil is STANDARD.
    package var storageClass: String?
    /// `x-amz-meta-…` without that prefix, names in lower case, in the order of their names.
    package var userMetadata: [String: String] = [:]
    /// Tags by key. Source: API_PutObjectTagging.
    package var tags: [String: String] = [:]

    package init() {}
}

/// A checksum that a client sent or asked for, as S3 keeps it. Source: S3 User Guide, "Checking object integrity".
package struct StoredChecksum: Sendable, Hashable {
    /// `CRC32`, `CRC32C`, `CRC64NVME`, `SHA1` or `SHA256`.
    package let algorithm: String
    /// Base64, with `-N` behind it for a composite of N parts.
    package let value: String
    package let isComposite: Bool

    package init(algorithm: String, value: String, isComposite: Bool = false) {
        self.algorithm = algorithm
        self.value = value
        self.isComposite = isComposite
    }
}

/// One version of an object: everything but its bytes.
package struct ObjectVersion: Sendable, Hashable {
    package let bucketID: Int64
    package let key: ObjectKey
    package let versionID: VersionID
    package let isDeleteMarker: Bool
    /// Bytes.
    package let size: Int64
    /// Without quotes: MD5 in hexadecimal, or `MD5-of-MD5s-N` for N parts.
    package let etag: String
    package let checksum: StoredChecksum?
    package let attributes: ObjectAttributes
    package let modified: Timestamp
    package let sequence: UInt64
    package let content: ContentID?
    /// Parts of the multipart upload that it was; 0 for a single PUT.
    package let partCount: Int
}

/// A row of `contents`: immutable bytes, counted references.
package struct ContentID: Sendable, Hashable {
    package let rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}
