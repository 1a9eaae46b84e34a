package import DeliveryData
package import Store
internal import Database
package import Notifications
package import Core

/// Source: API_PutObject; also what a browser's form POST becomes.
package struct PutObject: Mutation {
    package let bucket: BucketName
    package let key: ObjectKey
    package let content: NewContent
    package let etag: String
    package let checksum: StoredChecksum?
    package let attributes: ObjectAttributes
    package let condition: WriteCondition
    /// `ObjectCreated:Put` or `ObjectCreated:Post`
    package let type: EventType
    /// Of a copy whose bytes were written anew.
    package let sourceVersion: String?
    package let stamp: RequestStamp

    package init(
        bucket: BucketName, key: ObjectKey, content: NewContent, etag: String, checksum: StoredChecksum?,
        attributes: ObjectAttributes, condition: WriteCondition, type: EventType, sourceVersion: String? = nil, stamp: RequestStamp
    ) {
        self.bucket = bucket
        self.key = key
        self.content = content
        self.etag = etag
        self.checksum = checksum
        self.attributes = attributes
        self.condition = condition
        self.type = type
        self.sourceVersion = sourceVersion
        self.stamp = stamp
    }

    package var smallBytes: Int { content.smallBytes }

    /// - Throws: `.preconditionFailed`, `.noSuchKey` for an If-Match without an object, `.locked`.
    package func decide(_ rows: KeyState, _ decision: inout DecisionContext) throws(ObjectError) -> ObjectWrites {
        try condition.judge(rows.current, key)
        let draft = VersionDraft(
            key: key, bytes: .fresh(content), size: content.size, etag: etag, checksum: checksum, attributes: attributes, partCount: 0,
            sourceVersion: sourceVersion)
        return try rows.replace(with: draft, as: type, by: stamp, &decision)
    }

    /// - Throws: `.noSuchBucket`; as `decide`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> WrittenVersion {
        try transaction.write(to: bucket, key) { rows, decision throws(ObjectError) in try decide(rows, &decision) }
    }
}

/// Source: API_CopyObject. Links the source's contents: no byte moves. A copy is one object, whatever its source was made of.
package struct CopyObject: Mutation {
    package let sourceBucket: BucketName
    package let sourceKey: ObjectKey
    package let sourceVersion: VersionID?
    package let sourceCondition: CopySourceCondition
    package let bucket: BucketName
    package let key: ObjectKey
    /// What the request says of the copy. Its metadata and its tags count only with the directive REPLACE; the rest is never the source's.
    package let attributes: ObjectAttributes
    package let replacesMetadata: Bool
    package let replacesTags: Bool
    package let condition: WriteCondition
    package let type: EventType
    package let stamp: RequestStamp
    /// Whether the request says how the copy is encrypted, if only as its source is.
    package var asksEncryption = false
    /// The client named a storage class, be it the source's own.
    package var asksStorageClass = false
    /// The checksum that the copy is asked to have: `CRC32` …; nil for the source's.
    package var checksumAlgorithm: String?
    /// What was taken of the source's bytes, where its own ETag and checksum will not do.
    package var digests: Digests?

    package struct Digests: Sendable, Hashable {
        /// Whose bytes they are of.
        package let content: ContentID
        package let etag: String
        package let checksum: StoredChecksum

        package init(content: ContentID, etag: String, checksum: StoredChecksum) {
            self.content = content
            self.etag = etag
            self.checksum = checksum
        }
    }

    package init(
        sourceBucket: BucketName, sourceKey: ObjectKey, sourceVersion: VersionID?, sourceCondition: CopySourceCondition,
        bucket: BucketName, key: ObjectKey, attributes: ObjectAttributes, replacesMetadata: Bool, replacesTags: Bool,
        condition: WriteCondition, type: EventType, stamp: RequestStamp
    ) {
        self.sourceBucket = sourceBucket
        self.sourceKey = sourceKey
        self.sourceVersion = sourceVersion
        self.sourceCondition = sourceCondition
        self.bucket = bucket
        self.key = key
        self.attributes = attributes
        self.replacesMetadata = replacesMetadata
        self.replacesTags = replacesTags
        self.condition = condition
        self.type = type
        self.stamp = stamp
    }

    /// - Parameter source: what is copied.
    /// - Throws: `.copyOntoItself`, `.preconditionFailed`, `.locked`, `.conflict`; `.copyNeedsDigests` if there are none of the source as it is.
    package func decide(_ rows: KeyState, source: ObjectVersion, _ decision: inout DecisionContext) throws(ObjectError) -> ObjectWrites {
        try requireChange(source)
        try condition.judge(rows.current, key)
        guard let content = source.content else { throw .refused(.noSuchCopySource(bucket: sourceBucket, key: sourceKey)) }
        try requireSameKey(source.attributes.encryption)
        let (etag, checksum) = try told(of: source, content)
        let draft = VersionDraft(
            key: key, bytes: .linked(content), size: source.size, etag: etag, checksum: checksum, attributes: attributes(from: source),
            partCount: 0, sourceVersion: Self.sourceText(sourceBucket, sourceKey, source.versionID))
        return try rows.replace(with: draft, as: type, by: stamp, &decision)
    }

    /// - Throws: `.noSuchBucket` for either, `.noSuchCopySource`, `.noSuchVersion`, `.copySourceIsDeleteMarker`, `.copyConditionFailed`,
    ///   `.archived`; as `decide`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> WrittenVersion {
        let source = try transaction.findCopySource(sourceBucket, sourceKey, sourceVersion, sourceCondition)
        return try transaction.write(to: bucket, key) { rows, decision throws(ObjectError) in
            try decide(rows, source: source, &decision)
        }
    }

    private func told(of source: ObjectVersion, _ content: ContentID) throws(ObjectError) -> (etag: String, checksum: StoredChecksum?) {
        guard source.partCount > 0 || changesChecksum(of: source) else { return (source.etag, source.checksum) }
        guard let digests, digests.content == content, checksumAlgorithm == nil || digests.checksum.algorithm == checksumAlgorithm else {
            throw .refused(.copyNeedsDigests)
        }
        return (digests.etag, digests.checksum)
    }

    private func changesChecksum(of source: ObjectVersion) -> Bool {
        guard let checksumAlgorithm else { return false }
        return source.checksum?.algorithm != checksumAlgorithm || source.checksum?.isComposite == true
    }

    /// What a version that is a copy keeps of where it came from.
    package static func sourceText(_ bucket: BucketName, _ key: ObjectKey, _ version: VersionID) -> String {
        "\(bucket)/\(key)?versionId=\(version)"
    }

    /// What the copy has: the request's, and the source's where its directives say so.
    package func attributes(from source: ObjectVersion) -> ObjectAttributes {
        var copied = attributes
        if !replacesMetadata { copied.takeMetadata(of: source.attributes) }
        if !replacesTags { copied.tags = source.attributes.tags }
        return copied
    }

    /// - Throws: `.copyOntoItself`.
    package func requireChange(_ source: ObjectVersion) throws(ObjectError) {
        if sourceBucket == bucket, sourceKey == key, sourceVersion == nil, !changes(source) { throw .refused(.copyOntoItself) }
    }

    /// Whether the copy would be other than its source.
    private func changes(_ source: ObjectVersion) -> Bool {
        replacesMetadata || replacesTags || asksStorageClass || attributes.websiteRedirectLocation != nil || asksEncryption
            || changesChecksum(of: source)
    }
}
