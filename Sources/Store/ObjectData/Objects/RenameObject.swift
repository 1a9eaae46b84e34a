package import DeliveryData
package import Store
internal import Database
internal import Notifications
package import Core

/// Gives an object another key, as it is: its bytes, attributes and time stay. One commit, so that a reader sees it under one key or the
/// other. Source: API_RenameObject, which AWS has in directory buckets; those keep no versions, and neither may the bucket here.
package struct RenameObject: Mutation {
    package let bucket: BucketName
    package let sourceKey: ObjectKey
    package let key: ObjectKey
    package let stamp: RequestStamp
    /// What the caller was let to rename: its place in the bucket's sequence; nil if there was nothing.
    package var judged: UInt64?
    package var sourceCondition = CopySourceCondition()
    package var condition = WriteCondition()
    /// Of the object that has the key until now.
    package var ifModifiedSince, ifUnmodifiedSince: Timestamp?
    /// Names the request: what was done once under it is not done again.
    package var token: String?

    package init(bucket: BucketName, from sourceKey: ObjectKey, to key: ObjectKey, stamp: RequestStamp) {
        self.bucket = bucket
        self.sourceKey = sourceKey
        self.key = key
        self.stamp = stamp
    }

    /// - Throws: `.noSuchBucket`, `.noSuchKey`, `.preconditionFailed`, `.copyConditionFailed`, `.idempotencyMismatch`, `.conflict` where
    ///   the bucket keeps versions by now or the source is another one than was judged.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        guard entry.bucket.versioning == .never else { throw .refused(.conflict("The bucket keeps versions by now.")) }
        let (source, replaced) = try translating { () throws(DatabaseError) in
            (
                try VersionRows.latest(entry.bucket.id, sourceKey, transaction.connection),
                try VersionRows.latest(entry.bucket.id, key, transaction.connection)
            )
        }
        if try isDone(replaced, transaction.connection) { return }
        guard let source else { throw .refused(.noSuchKey(sourceKey)) }
        guard source.version.sequence == judged else { throw .refused(.conflict("The object is another one than was asked about.")) }
        try sourceCondition.judge(source.version, named: "x-amz-rename-source")
        try judge(replaced, transaction)
        try move(source, replacing: replaced, entry, transaction)
    }

    /// Whether what has the key came to it by this very request.
    private func isDone(_ replaced: StoredVersion?, _ connection: Connection) throws(ObjectError) -> Bool {
        guard let token, let replaced else { return false }
        let origin = try translating { () throws(DatabaseError) in
            try connection.first("SELECT source_version FROM versions WHERE id = ?", .integer(replaced.row)) { $0.optionalText(0) } ?? nil
        }
        guard let origin, origin.utf8.starts(with: "rename \(token) ".utf8) else { return false }
        guard origin == self.origin else { throw .refused(.idempotencyMismatch) }
        return true
    }

    /// Kept with the object. A token has no spaces.
    private var origin: String { "rename \(token ?? "-") \(sourceKey)" }

    private func judge(_ replaced: StoredVersion?, _ transaction: WriteTransaction) throws(ObjectError) {
        try condition.judge(replaced, key)
        if let ifModifiedSince {
            guard let replaced, replaced.version.modified.seconds > ifModifiedSince.seconds else {
                throw .refused(.preconditionFailed(condition: "If-Modified-Since"))
            }
        }
        if let ifUnmodifiedSince, let replaced, replaced.version.modified.seconds > ifUnmodifiedSince.seconds {
            throw .refused(.preconditionFailed(condition: "If-Unmodified-Since"))
        }
    }

    private func move(
        _ source: StoredVersion, replacing replaced: StoredVersion?, _ entry: BucketCache.Entry, _ transaction: WriteTransaction
    ) throws(ObjectError) {
        let (left, came) = (transaction.next(entry), transaction.next(entry))
        for changed in [sourceKey, key] { transaction.objects.change(entry.bucket.id, changed) }
        try translating { () throws(DatabaseError) in
            if let replaced { try transaction.remove(replaced) }
            try transaction.noteDeletion(ofRow: source.row, entry.bucket.id, sourceKey)
            try transaction.connection.run(
                """
                UPDATE versions SET key = ?, version_order = ?, sequence = ?, origin_event_id = ?, origin_function = ?, depth = ?,
                    source_version = ? WHERE id = ?
                """,
                .blob(key.utf8), .integer(Int64(bitPattern: came)), .integer(Int64(bitPattern: came)),
                .optional(stamp.provenance?.originEvent), .optional(stamp.provenance?.functionARN),
                .integer(stamp.provenance?.depth ?? 0), .text(origin), .integer(source.row))
        }
        _ = try transaction.record(
            EventDraft(
                type: .objectRemovedDelete, key: sourceKey, versionID: nil, size: nil, etag: nil, attributes: nil, sequence: left), entry,
            stamp)
        _ = try transaction.record(
            EventDraft(
                type: .objectCreatedCopy, key: key, versionID: nil, size: source.version.size, etag: source.version.etag,
                attributes: source.version.attributes, sequence: came), entry, stamp)
    }
}
