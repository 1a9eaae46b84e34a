internal import Store
internal import Lifecycle
package import Core

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
    /// How long it can be read though its class is an archive's.
    package var restoredUntil: Timestamp?
    /// `x-amz-meta-…` without that prefix, names in lower case, in the order of their names.
    package var userMetadata: [String: String] = [:]
    /// Tags by key. Source: API_PutObjectTagging.
    package var tags: [String: String] = [:]
    /// Who wrote it, if not the bucket's owner owns it.
    package var owner: AccountID?
    /// It came without a signature, to a bucket with access control lists. It is the bucket's owner's.
    package var isAnonymous = false
    /// Its access control list as the S3 service writes it; nil is the owner's full control.
    package var accessControl: String?
    package var lock = ObjectLock()
    /// nil for bytes that lie as they came.
    package var encryption: ObjectEncryption?

    package init() {}

    /// Whether its class is an archive's.
    var isArchived: Bool { storageClass.flatMap(TransitionClass.init)?.isArchive ?? false }

    /// - Throws: `.archived` for what would have to be restored before it can be read at `time`.
    package func requireReadable(at time: Timestamp) throws(ObjectError) {
        guard let storageClass, isArchived, restoredUntil.map({ $0 <= time }) ?? true else { return }
        throw .refused(.archived(storageClass: storageClass))
    }

    package func with(_ encryption: ObjectEncryption?) -> ObjectAttributes {
        var attributes = self
        attributes.encryption = encryption
        return attributes
    }

    /// Takes over what a copy with the directive COPY keeps of its source. Source: API_CopyObject, "Metadata".
    mutating func takeMetadata(of source: ObjectAttributes) {
        contentType = source.contentType
        contentEncoding = source.contentEncoding
        contentDisposition = source.contentDisposition
        contentLanguage = source.contentLanguage
        cacheControl = source.cacheControl
        expires = source.expires
        userMetadata = source.userMetadata
    }
}

/// What keeps a version from being removed. Source: S3 User Guide, "Object Lock".
package struct ObjectLock: Sendable, Hashable {
    package enum Mode: String, Sendable { case governance = "GOVERNANCE", compliance = "COMPLIANCE" }

    package struct Retention: Sendable, Hashable {
        package var mode: Mode
        package var until: Timestamp

        package init(mode: Mode, until: Timestamp) {
            self.mode = mode
            self.until = until
        }
    }

    package var retention: Retention?
    /// nil if it was never said.
    package var hasLegalHold: Bool?

    package init(retention: Retention? = nil, hasLegalHold: Bool? = nil) {
        self.retention = retention
        self.hasLegalHold = hasLegalHold
    }

    package var isEmpty: Bool { retention == nil && hasLegalHold == nil }
}

/// How an object's bytes are kept from who has the disk: what answers say of it. The data key is its contents'.
/// Source: S3 User Guide, "Protecting data with server-side encryption".
package struct ObjectEncryption: Sendable, Hashable {
    package enum Algorithm: String, Sendable {
        case aes256 = "AES256"
        case kms = "aws:kms"
        case customer = "SSE-C"
    }

    package var algorithm: Algorithm
    /// The ARN of the KMS key.
    package var keyARN: String?
    /// Base64 of the customer key's MD5.
    package var customerKeyMD5: String?
    package var usesBucketKey: Bool
    /// JSON, as the client sent it.
    package var context: String?

    package init(
        algorithm: Algorithm, keyARN: String? = nil, customerKeyMD5: String? = nil, usesBucketKey: Bool = false, context: String? = nil
    ) {
        self.algorithm = algorithm
        self.keyARN = keyARN
        self.customerKeyMD5 = customerKeyMD5
        self.usesBucketKey = usesBucketKey
        self.context = context
    }
}

/// A checksum that a client sent or asked for, as S3 keeps it. Source: S3 User Guide, "Checking object integrity".
package struct StoredChecksum: Sendable, Hashable {
    /// As S3 spells it: `CRC32`, `SHA256`, `XXHASH3` …
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

    package init(
        bucketID: Int64, key: ObjectKey, versionID: VersionID, isDeleteMarker: Bool, size: Int64, etag: String, checksum: StoredChecksum?,
        attributes: ObjectAttributes, modified: Timestamp, sequence: UInt64, content: ContentID?, partCount: Int
    ) {
        self.bucketID = bucketID
        self.key = key
        self.versionID = versionID
        self.isDeleteMarker = isDeleteMarker
        self.size = size
        self.etag = etag
        self.checksum = checksum
        self.attributes = attributes
        self.modified = modified
        self.sequence = sequence
        self.content = content
        self.partCount = partCount
    }
}

/// A row of `contents`: immutable bytes, counted references.
package struct ContentID: Sendable, Hashable {
    package let rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}
