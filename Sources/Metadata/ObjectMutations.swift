internal import Database
package import Events
package import PeltonCore

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
    package let stamp: RequestStamp

    package init(
        bucket: BucketName, key: ObjectKey, content: NewContent, etag: String, checksum: StoredChecksum?, attributes: ObjectAttributes,
        condition: WriteCondition, type: EventType, stamp: RequestStamp
    ) {
        self.bucket = bucket
        self.key = key
        self.content = content
        self.etag = etag
        self.checksum = checksum
        self.attributes = attributes
        self.condition = condition
        self.type = type
        self.stamp = stamp
    }

    package var smallBytes: Int { content.smallBytes }

    /// - Throws: `.noSuchBucket`, `.preconditionFailed`, `.noSuchKey` for an If-Match without an object.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> WrittenVersion {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let old = try translating { () throws(DatabaseError) in try VersionRows.latest(entry.bucket.id, key, transaction.connection) }
        try transaction.judge(condition, key, old)
        let stored = try translating { () throws(DatabaseError) in try transaction.insert(content) }
        let draft = VersionDraft(
            key: key, content: stored, size: content.size, etag: etag, checksum: checksum, attributes: attributes, partCount: 0,
            sourceVersion: nil)
        return try transaction.write(draft, replacing: old, in: entry, as: type, by: stamp)
    }
}

/// The conditions on a copy's source. Source: API_CopyObject, `x-amz-copy-source-if-…`.
package struct CopySourceCondition: Sendable, Hashable {
    package var ifMatch: String?
    package var ifNoneMatch: String?
    package var ifModifiedSince: Timestamp?
    package var ifUnmodifiedSince: Timestamp?
    package init() {}

    /// If-Match that holds overrules If-Unmodified-Since, If-None-Match that fails overrules If-Modified-Since.
    package func judge(_ source: ObjectVersion) throws(MetadataError) {
        if let ifMatch {
            guard ifMatch == "*" || ifMatch == source.etag else { throw .copyConditionFailed(condition: "x-amz-copy-source-If-Match") }
        } else if let ifUnmodifiedSince, source.modified.seconds > ifUnmodifiedSince.seconds {
            throw .copyConditionFailed(condition: "x-amz-copy-source-If-Unmodified-Since")
        }
        if let ifNoneMatch {
            guard ifNoneMatch != "*", ifNoneMatch != source.etag else {
                throw .copyConditionFailed(condition: "x-amz-copy-source-If-None-Match")
            }
        } else if let ifModifiedSince, source.modified.seconds <= ifModifiedSince.seconds {
            throw .copyConditionFailed(condition: "x-amz-copy-source-If-Modified-Since")
        }
    }
}

/// Source: API_CopyObject. Links the source's contents: no byte moves.
package struct CopyObject: Mutation {
    package let sourceBucket: BucketName
    package let sourceKey: ObjectKey
    package let sourceVersion: VersionID?
    package let sourceCondition: CopySourceCondition
    package let bucket: BucketName
    package let key: ObjectKey
    /// nil keeps the source's (directive COPY); tags and storage class have their own.
    package let newAttributes: ObjectAttributes?
    package let newTags: [String: String]?
    package let storageClass: String?
    package let condition: WriteCondition
    package let type: EventType
    package let stamp: RequestStamp
    /// nil keeps what the source has.
    package var encryption: LinkedEncryption?

    package init(
        sourceBucket: BucketName, sourceKey: ObjectKey, sourceVersion: VersionID?, sourceCondition: CopySourceCondition,
        bucket: BucketName, key: ObjectKey, newAttributes: ObjectAttributes?, newTags: [String: String]?, storageClass: String?,
        condition: WriteCondition, type: EventType, stamp: RequestStamp
    ) {
        self.sourceBucket = sourceBucket
        self.sourceKey = sourceKey
        self.sourceVersion = sourceVersion
        self.sourceCondition = sourceCondition
        self.bucket = bucket
        self.key = key
        self.newAttributes = newAttributes
        self.newTags = newTags
        self.storageClass = storageClass
        self.condition = condition
        self.type = type
        self.stamp = stamp
    }

    /// - Throws: `.noSuchBucket` for either, `.noSuchCopySource`, `.copyConditionFailed`, `.copyOntoItself`, `.preconditionFailed`.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> WrittenVersion {
        let source = try findSource(transaction)
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let old = try translating { () throws(DatabaseError) in try VersionRows.latest(entry.bucket.id, key, transaction.connection) }
        try transaction.judge(condition, key, old)
        guard let content = source.content else { throw .noSuchCopySource(bucket: sourceBucket, key: sourceKey) }
        var attributes = newAttributes ?? source.attributes
        attributes.tags = newTags ?? source.attributes.tags
        attributes.storageClass = storageClass
        try encryption?.judge(source.attributes.encryption)
        // The bytes are the source's, sealed or not.
        attributes.encryption = encryption?.encryption ?? source.attributes.encryption
        // Linked before the old version is removed: it may be the same content.
        try translating { () throws(DatabaseError) in try transaction.addReference(content) }
        let draft = VersionDraft(
            key: key, content: content, size: source.size, etag: source.etag, checksum: source.checksum, attributes: attributes,
            partCount: source.partCount, sourceVersion: "\(sourceBucket)/\(sourceKey)?versionId=\(source.versionID)")
        return try transaction.write(draft, replacing: old, in: entry, as: type, by: stamp)
    }

    private func findSource(_ transaction: WriteTransaction) throws(MetadataError) -> ObjectVersion {
        let bucketID = try transaction.buckets.entry(sourceBucket, transaction.connection).bucket.id
        let found = try translating { () throws(DatabaseError) in
            if let sourceVersion { return try VersionRows.named(sourceVersion, bucketID, sourceKey, transaction.connection) }
            return try VersionRows.latest(bucketID, sourceKey, transaction.connection)
        }
        guard let source = found?.version, !source.isDeleteMarker else { throw .noSuchCopySource(bucket: sourceBucket, key: sourceKey) }
        try sourceCondition.judge(source)
        let changesNothing =
            newAttributes == nil && newTags == nil && storageClass == source.attributes.storageClass && encryption?.isAsked != true
        if sourceBucket == bucket, sourceKey == key, sourceVersion == nil, changesNothing { throw .copyOntoItself }
        return source
    }
}

/// Source: API_DeleteObject and API_DeleteObjects.
package struct DeleteObject: Mutation {
    package let bucket: BucketName
    package let key: ObjectKey
    package let version: VersionID?
    package let ifMatch: String?
    /// DeleteObjects tells of a key that was not there as if it had been; DeleteObject does not.
    package let recordsMissing: Bool
    package let type: EventType
    package let stamp: RequestStamp

    package init(
        bucket: BucketName, key: ObjectKey, version: VersionID?, ifMatch: String?, recordsMissing: Bool, type: EventType,
        stamp: RequestStamp
    ) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.ifMatch = ifMatch
        self.recordsMissing = recordsMissing
        self.type = type
        self.stamp = stamp
    }

    /// - Returns: true if there was something to delete.
    /// - Throws: `.noSuchBucket`, `.preconditionFailed`, `.noSuchKey` for an If-Match without an object.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> Bool {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let found = try translating { () throws(DatabaseError) in
            if let version { return try VersionRows.named(version, entry.bucket.id, key, transaction.connection) }
            return try VersionRows.latest(entry.bucket.id, key, transaction.connection)
        }
        if let ifMatch {
            guard let found else { throw .noSuchKey(key) }
            guard ifMatch == "*" || ifMatch == found.version.etag else { throw .preconditionFailed(condition: "If-Match") }
        }
        guard found != nil || recordsMissing else { return false }
        let sequence = transaction.next(entry)
        try translating { () throws(DatabaseError) in
            if let found { try transaction.remove(found) }
            transaction.effects.objects.append(ReadCache.ObjectName(bucket: entry.bucket.id, key: key))
            _ = try transaction.record(
                EventDraft(type: type, key: key, versionID: nil, size: nil, etag: nil, attributes: nil, sequence: sequence), entry, stamp)
        }
        return found != nil
    }
}
