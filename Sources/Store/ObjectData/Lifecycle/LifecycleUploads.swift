package import Store
internal import Database
package import Lifecycle
package import Core

/// An upload that a lifecycle looks at.
package struct StaleUpload: Sendable, Hashable {
    package let key: ObjectKey
    package let created: Timestamp
    package let id: UploadID
}

/// One page of a bucket's open uploads under a prefix, by key, then by age.
package struct FindStaleUploads: Query {
    package let bucket: Bucket
    package let rules: LifecycleRules
    package let prefix: [UInt8]
    /// Uploads behind this one.
    package let after: (key: [UInt8], created: Timestamp, id: String)
    package let now: Timestamp
    package let day: LifecycleDay
    /// Uploads looked at.
    package let limit: Int

    package struct Page: Sendable {
        package let due: [StaleUpload]
        /// The last upload of the page; nil if nothing follows.
        package let last: StaleUpload?
    }

    package init(
        bucket: Bucket, rules: LifecycleRules, prefix: [UInt8], after: (key: [UInt8], created: Timestamp, id: String), now: Timestamp,
        day: LifecycleDay, limit: Int
    ) {
        self.bucket = bucket
        self.rules = rules
        self.prefix = prefix
        self.after = after
        self.now = now
        self.day = day
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Page {
        let isBefore = after.key.lexicographicallyPrecedes(prefix)
        let found = try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT key, created_ms, upload_id FROM uploads
                WHERE bucket_id = ? AND completed_ms IS NULL AND (key, created_ms, upload_id) > (?, ?, ?) AND key < ?
                ORDER BY key, created_ms, upload_id LIMIT ?
                """, .integer(bucket.id), .blob(isBefore ? prefix : after.key),
                .integer(isBefore ? Int64.min : after.created.milliseconds), .text(isBefore ? "" : after.id),
                .blob(KeyRange.end(ofPrefix: prefix)), .integer(limit)
            ) { row in
                StaleUpload(
                    key: ObjectKey(stored: row.blob(0)), created: Timestamp(milliseconds: row.integer(1)), id: UploadID(row.text(2)))
            }
        }
        let due = found.filter { upload in
            rules.abort(of: upload.key.utf8, created: upload.created, day: day).map { $0.date <= now } ?? false
        }
        return Page(due: due, last: found.count < limit ? nil : found.last)
    }
}

/// Aborts uploads that nobody has completed in time. No event tells of it.
package struct AbortStaleUploads: Mutation {
    package let bucket: BucketName
    package let uploads: [StaleUpload]

    package init(bucket: BucketName, uploads: [StaleUpload]) {
        self.bucket = bucket
        self.uploads = uploads
    }

    package var usesReserve: Bool { true }

    /// - Returns: how many went.
    /// - Throws: `.noSuchBucket`; `.storage` if the rules cannot be read.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Int {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        guard let rules = try entry.bucket.readableLifecycle() else { return 0 }
        var done = 0
        for upload in uploads {
            let notice = rules.abort(of: upload.key.utf8, created: upload.created, day: transaction.limits.lifecycleDay)
            guard let notice, notice.date <= transaction.wallNow else { continue }
            do {
                try AbortUpload(bucket: bucket, key: upload.key, upload: upload.id).apply(transaction)
                done += 1
            } catch ObjectError.refused(.noSuchUpload) { continue }
        }
        return done
    }
}
