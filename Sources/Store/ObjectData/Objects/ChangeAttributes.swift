package import DeliveryData
package import Store
internal import Database
package import Notifications
package import Core

/// Changes what lies beside an object's bytes: tags, access control, lock, storage class. The version stays the same one.
package struct ChangeAttributes: Mutation {
    /// What a change may look at besides the attributes.
    package struct Moment: Sendable {
        package let bucket: Bucket
        package let version: ObjectVersion
        package let now: Timestamp
    }

    /// Changes the attributes, or throws why not.
    /// - Returns: the event that this is; nil if it is none.
    package typealias Change = @Sendable (inout ObjectAttributes, Moment) throws(ObjectRefusal) -> EventType?

    package let bucket: BucketName
    package let key: ObjectKey
    /// nil for the current one.
    package let version: VersionID?
    package let stamp: RequestStamp
    /// What the caller was let to change; nil if any will do.
    private let judged: ObjectVersion?
    private let change: Change

    package init(
        bucket: BucketName, key: ObjectKey, version: VersionID?, judged: ObjectVersion? = nil, stamp: RequestStamp,
        change: @escaping Change
    ) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.judged = judged
        self.stamp = stamp
        self.change = change
    }

    /// - Returns: the version as it is now.
    /// - Throws: `.noSuchBucket`, `.noSuchKey`, `.noSuchVersion`, `.isDeleteMarker`, `.conflict` if it is not the one that was judged, and
    ///   what the change throws.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> ObjectVersion {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let found = try transaction.existing(version, of: key, in: entry.bucket, judged: judged)
        var attributes = found.version.attributes
        let event: EventType?
        do throws(ObjectRefusal) {
            event = try change(&attributes, Moment(bucket: entry.bucket, version: found.version, now: transaction.wallNow))
        } catch { throw .refused(error) }
        try transaction.change(found, to: attributes)
        if let event { _ = try transaction.record(event, of: found.version.with(attributes), entry, stamp) }
        return found.version.with(attributes)
    }
}

extension WriteTransaction {
    /// - Parameters:
    ///   - version: nil for the current one.
    ///   - judged: what the caller was let to change; nil if any will do.
    /// - Throws: `.noSuchKey`, `.noSuchVersion`, `.isDeleteMarker`, `.conflict` if it is not the one that was judged.
    func existing(
        _ version: VersionID?, of key: ObjectKey, in bucket: Bucket, judged: ObjectVersion?
    ) throws(ObjectError) -> StoredVersion {
        let found = try translating { () throws(DatabaseError) in
            if let version { return try VersionRows.named(version, bucket.id, key, connection) }
            return try VersionRows.latest(bucket.id, key, connection)
        }
        guard let found else {
            if let version { throw .refused(.noSuchVersion(key, version)) }
            throw .refused(.noSuchKey(key))
        }
        guard !found.version.isDeleteMarker else {
            throw .refused(
                .isDeleteMarker(
                    DeleteMarker(key: key, versionID: found.version.versionID, modified: found.version.modified, isNamed: version != nil)))
        }
        guard judged == nil || judged?.bucketID == bucket.id && judged?.sequence == found.version.sequence else {
            throw .refused(.conflict("The object is another one than was asked about."))
        }
        return found
    }

    func change(_ found: StoredVersion, to attributes: ObjectAttributes) throws(ObjectError) {
        guard attributes != found.version.attributes else { return }
        try translating { () throws(DatabaseError) in
            try connection.run(
                "UPDATE versions SET attributes = ?, tags = ?, storage_class = ?, owner = ? WHERE id = ?",
                .text(AttributeCoding.encode(attributes)), .text(TextMap.encode(attributes.tags)),
                .optional(attributes.storageClass), .optional(attributes.owner?.description), .integer(found.row))
        }
        objects.change(found.version.bucketID, found.version.key)
    }

    /// Writes the event of something that happened to a version which stays.
    /// - Returns: the event row's id.
    func record(
        _ event: EventType, of version: ObjectVersion, _ entry: BucketCache.Entry, _ stamp: RequestStamp
    ) throws(ObjectError) -> Int64 {
        let sequence = next(entry)
        return try record(
            EventDraft(
                type: event, key: version.key, versionID: version.versionID.inEvents, size: version.size, etag: version.etag,
                attributes: version.attributes, sequence: sequence), entry, stamp)
    }
}

extension ObjectVersion {
    func with(_ attributes: ObjectAttributes) -> ObjectVersion {
        ObjectVersion(
            bucketID: bucketID, key: key, versionID: versionID, isDeleteMarker: isDeleteMarker, size: size, etag: etag,
            checksum: checksum, attributes: attributes, modified: modified, sequence: sequence, content: content, partCount: partCount)
    }
}
