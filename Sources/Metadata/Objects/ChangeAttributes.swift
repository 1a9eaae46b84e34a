internal import Database
package import Events
package import PeltonCore

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
    package typealias Change = @Sendable (inout ObjectAttributes, Moment) throws(MetadataError) -> EventType?

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
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> ObjectVersion {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let found = try find(entry.bucket, transaction.connection)
        guard judged == nil || judged?.bucketID == entry.bucket.id && judged?.sequence == found.version.sequence else {
            throw .conflict("The object is another one than was asked about.")
        }
        var attributes = found.version.attributes
        let event = try change(&attributes, Moment(bucket: entry.bucket, version: found.version, now: transaction.now))
        if attributes != found.version.attributes {
            try translating { () throws(DatabaseError) in try update(found, to: attributes, transaction) }
            transaction.effects.objects.append(ReadCache.ObjectName(bucket: entry.bucket.id, key: key))
        }
        if let event { try record(event, found.version, attributes, entry, transaction) }
        return found.version.with(attributes)
    }

    private func find(_ bucket: Bucket, _ connection: Connection) throws(MetadataError) -> StoredVersion {
        let found = try translating { () throws(DatabaseError) in
            if let version { return try VersionRows.named(version, bucket.id, key, connection) }
            return try VersionRows.latest(bucket.id, key, connection)
        }
        guard let found else {
            if let version { throw .noSuchVersion(key, version) }
            throw .noSuchKey(key)
        }
        guard !found.version.isDeleteMarker else {
            throw .isDeleteMarker(
                DeleteMarker(key: key, versionID: found.version.versionID, modified: found.version.modified, isNamed: version != nil))
        }
        return found
    }

    private func update(
        _ found: StoredVersion, to attributes: ObjectAttributes, _ transaction: WriteTransaction
    ) throws(DatabaseError) {
        try transaction.connection.run(
            "UPDATE versions SET attributes = ?, tags = ?, storage_class = ?, owner = ? WHERE id = ?",
            .text(AttributeCoding.encode(attributes)), .text(AttributeCoding.encode(map: attributes.tags)),
            .optional(attributes.storageClass), .optional(attributes.owner?.description), .integer(found.row))
    }

    private func record(
        _ event: EventType, _ version: ObjectVersion, _ attributes: ObjectAttributes, _ entry: BucketCache.Entry,
        _ transaction: WriteTransaction
    ) throws(MetadataError) {
        let sequence = transaction.next(entry)
        try translating { () throws(DatabaseError) in
            _ = try transaction.record(
                EventDraft(
                    type: event, key: key, versionID: version.versionID.inEvents, size: version.size, etag: version.etag,
                    attributes: attributes, sequence: sequence), entry, stamp)
        }
    }
}

extension ObjectVersion {
    func with(_ attributes: ObjectAttributes) -> ObjectVersion {
        ObjectVersion(
            bucketID: bucketID, key: key, versionID: versionID, isDeleteMarker: isDeleteMarker, size: size, etag: etag,
            checksum: checksum, attributes: attributes, modified: modified, sequence: sequence, content: content, partCount: partCount)
    }
}
