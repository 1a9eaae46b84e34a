package import DeliveryData
package import Store
internal import Database
internal import Notifications
internal import Lifecycle
package import Core

/// Makes an object of an archive's class readable for some days. Its bytes lie where they always did: it is restored with the commit, and
/// both of S3's events, that it is begun and that it is done, are owed with it. Source: API_RestoreObject.
package struct RestoreObject: Mutation {
    package let bucket: BucketName
    package let key: ObjectKey
    /// nil for the current one.
    package let version: VersionID?
    /// What the caller was let to restore; nil if any will do.
    package let judged: ObjectVersion?
    package let days: Int
    package let stamp: RequestStamp

    package init(bucket: BucketName, key: ObjectKey, version: VersionID?, judged: ObjectVersion? = nil, days: Int, stamp: RequestStamp) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.judged = judged
        self.days = days
        self.stamp = stamp
    }

    /// - Returns: whether it was restored before: then its time counts anew from now, and nobody is told.
    /// - Throws: `.noSuchBucket`, `.noSuchKey`, `.noSuchVersion`, `.isDeleteMarker`, `.notArchived`, `.conflict` if it is not the one that
    ///   was judged.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Bool {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let found = try transaction.existing(version, of: key, in: entry.bucket, judged: judged)
        var attributes = found.version.attributes
        guard attributes.isArchived else { throw .refused(.notArchived) }
        let wasRestored = attributes.restoredUntil.map { $0 > transaction.wallNow } ?? false
        // Source: S3 User Guide, "Restoring an archived object": the end is rounded up to the next midnight UTC.
        let until = transaction.limits.lifecycleDay.midnight(days, after: transaction.wallNow)
        try translating { () throws(DatabaseError) in try transaction.forgetRestore(of: found) }
        attributes.restoredUntil = until
        try transaction.change(found, to: attributes)
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "INSERT OR IGNORE INTO restores (until_ms, version_row) VALUES (?, ?)", .integer(until.milliseconds), .integer(found.row))
        }
        guard !wasRestored else { return true }
        let restored = found.version.with(attributes)
        _ = try transaction.record(.objectRestorePost, of: restored, entry, stamp)
        let completed = try transaction.record(
            .objectRestoreCompleted, of: restored, entry, .ofService(for: entry.bucket, stamp.requestID, stamp.provenance))
        try translating { () throws(DatabaseError) in
            try transaction.setRestore(until: until, ofEvent: completed)
        }
        return false
    }
}

/// How long versions are restored, of some that listings show.
package struct FindRestores: Query {
    package struct Name: Hashable, Sendable {
        package let key: ObjectKey
        /// nil for the current one.
        package let version: VersionID?

        package init(key: ObjectKey, version: VersionID? = nil) {
            self.key = key
            self.version = version
        }
    }

    package let bucketID: Int64
    /// Those of them whose class is no archive's are passed over unread.
    package let names: [(name: Name, storageClass: String?)]

    package init(bucketID: Int64, names: [(name: Name, storageClass: String?)]) {
        self.bucketID = bucketID
        self.names = names
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [Name: Timestamp] {
        try translating { () throws(DatabaseError) in
            var found: [Name: Timestamp] = [:]
            for (name, storageClass) in names where storageClass.flatMap(TransitionClass.init)?.isArchive ?? false {
                let version =
                    if let id = name.version { try VersionRows.named(id, bucketID, name.key, snapshot.connection) } else {
                        try VersionRows.latest(bucketID, name.key, snapshot.connection)
                    }
                found[name] = version?.version.attributes.restoredUntil
            }
            return found
        }
    }
}

/// Puts what was restored back into its archive, a few objects at a time, and tells of it.
package struct EndRestores: Mutation {
    package let limit: Int
    package init(limit: Int) { self.limit = limit }

    package struct Outcome: Sendable, Hashable {
        /// Objects that went back.
        package let ended: Int
        /// Whether all that was due is done, or there is no room to tell of it.
        package let isDone: Bool
    }

    package var weight: Int { limit }
    /// It finds room for what it adds.
    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Outcome {
        let due = try due(transaction)
        var ended = 0
        for restore in due {
            do throws(ObjectError) { ended += try end(restore, transaction) ? 1 : 0 } catch {
                guard case .failed(.diskFull) = error else { throw error }
                // It goes on within an hour.
                return Outcome(ended: ended, isDone: true)
            }
        }
        return Outcome(ended: ended, isDone: due.count < limit)
    }

    private typealias Restore = (until: Int64, row: Int64)

    private func due(_ transaction: WriteTransaction) throws(ObjectError) -> [Restore] {
        try translating { () throws(DatabaseError) in
            try transaction.connection.rows(
                "SELECT until_ms, version_row FROM restores WHERE until_ms <= ? ORDER BY until_ms, version_row LIMIT ?",
                .integer(transaction.wallNow.milliseconds), .integer(limit)
            ) { (until: $0.integer(0), row: $0.integer(1)) }
        }
    }

    /// - Returns: false for a row that says nothing any more.
    private func end(_ restore: Restore, _ transaction: WriteTransaction) throws(ObjectError) -> Bool {
        let ended = try endRestored(restore, transaction)
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM restores WHERE until_ms = ? AND version_row = ?", .integer(restore.until), .integer(restore.row))
        }
        return ended
    }

    private func endRestored(_ restore: Restore, _ transaction: WriteTransaction) throws(ObjectError) -> Bool {
        let place = try translating { () throws(DatabaseError) in
            try transaction.connection.first(
                "SELECT b.name, v.key, v.version_id FROM versions v JOIN buckets b ON b.id = v.bucket_id WHERE v.id = ? AND v.is_marker = 0",
                .integer(restore.row)
            ) { row throws(DatabaseError) in
                (
                    try required(BucketName(row.text(0)), "a bucket's name, \(row.text(0))"), ObjectKey(stored: row.blob(1)),
                    VersionID(stored: row.text(2))
                )
            }
        }
        guard let (name, key, version) = place else { return false }
        let entry = try transaction.buckets.entry(name, transaction.connection)
        let found = try transaction.existing(version, of: key, in: entry.bucket, judged: nil)
        var attributes = found.version.attributes
        guard let until = attributes.restoredUntil, until <= transaction.wallNow else { return false }
        try transaction.requireRoomForRow()
        attributes.restoredUntil = nil
        try transaction.change(found, to: attributes)
        _ = try transaction.record(
            .objectRestoreDelete, of: found.version.with(attributes), entry,
            .ofService(for: entry.bucket, RequestID(random: transaction.context.random), nil))
        return true
    }
}

extension WriteTransaction {
    /// A version has one row at most, and leaves none behind.
    func forgetRestore(of version: StoredVersion) throws(DatabaseError) {
        guard let until = version.version.attributes.restoredUntil else { return }
        try connection.run(
            "DELETE FROM restores WHERE until_ms = ? AND version_row = ?", .integer(until.milliseconds), .integer(version.row))
    }
}

extension RequestStamp {
    /// What S3 does by itself, it does in the name of the bucket's owner.
    fileprivate static func ofService(for bucket: Bucket, _ requestID: RequestID, _ provenance: Provenance?) -> RequestStamp {
        RequestStamp(
            principalID: "AmazonCustomer:" + bucket.ownerCanonicalID, sourceIP: "s3.amazonaws.com", requestID: requestID, traceHeader: nil,
            provenance: provenance)
    }
}
