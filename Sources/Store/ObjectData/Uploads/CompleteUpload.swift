package import DeliveryData
package import Store
internal import Database
package import Notifications
package import Core

/// Source: API_CompleteMultipartUpload. Strings the parts' contents together: no byte moves.
///
/// The ETag and the checksum of the whole are computed before the commit, from parts that were read then; the commit sees to it that
/// they are still the same ones. What has many pieces comes with a list that earlier commits made ready: then it costs the same
/// however many there are.
package struct CompleteUpload: Mutation {
    package let bucket: BucketName
    package let key: ObjectKey
    package let upload: UploadID
    /// Of the upload, when its parts were read.
    package let revision: Int64
    package let parts: [UploadedPart]
    /// The pieces of all parts.
    package let prepared: ContentID?
    package let etag: String
    package let checksum: StoredChecksum?
    /// SHA-256 of what the client sent as its part list: a repeated Complete is known by it.
    package let partListHash: [UInt8]
    package let condition: WriteCondition
    package let type: EventType
    package let stamp: RequestStamp

    package init(
        bucket: BucketName, key: ObjectKey, upload: UploadID, revision: Int64, parts: [UploadedPart], prepared: ContentID?, etag: String,
        checksum: StoredChecksum?,
        partListHash: [UInt8], condition: WriteCondition, type: EventType, stamp: RequestStamp
    ) {
        self.bucket = bucket
        self.key = key
        self.upload = upload
        self.revision = revision
        self.parts = parts
        self.prepared = prepared
        self.etag = etag
        self.checksum = checksum
        self.partListHash = partListHash
        self.condition = condition
        self.type = type
        self.stamp = stamp
    }

    package var weight: Int { prepared == nil ? max(1, parts.count) : 1 }

    /// What a completion judges besides its key.
    package struct UploadRows: Sendable {
        package let created: Timestamp
        package let attributes: ObjectAttributes
        /// The key's object was deleted since the upload was begun.
        package let wasDeleted: Bool

        package init(created: Timestamp, attributes: ObjectAttributes, wasDeleted: Bool) {
            self.created = created
            self.attributes = attributes
            self.wasDeleted = wasDeleted
        }
    }

    /// - Parameter content: the parts, strung together.
    /// - Throws: `.preconditionFailed`, `.conditionOvertaken`, `.locked`.
    package func decide(
        _ rows: KeyState, _ upload: UploadRows, content: ContentID, _ decision: inout DecisionContext
    ) throws(ObjectError) -> ObjectWrites {
        try judge(rows, upload)
        let draft = VersionDraft(
            key: key, bytes: .owned(content), size: parts.reduce(0) { $0 + $1.size }, etag: etag, checksum: checksum,
            attributes: upload.attributes, partCount: parts.count, sourceVersion: nil)
        return try rows.replace(with: draft, as: type, by: stamp, &decision)
    }

    /// - Returns: nil if a part was replaced meanwhile: then it is to be judged anew.
    /// - Throws: `.noSuchUpload`; as `decide`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> WrittenVersion? {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let open = try transaction.requireOpen(upload, entry.bucket.id, key)
        guard open.revision == revision else { return nil }
        let (rows, wasDeleted) = try translating { () throws(DatabaseError) in
            (
                try transaction.rows(of: key, in: entry),
                condition.mustBeAbsent ? try transaction.wasDeleted(entry.bucket.id, key, since: open) : false
            )
        }
        let found = UploadRows(created: open.created, attributes: try attributes(transaction.connection), wasDeleted: wasDeleted)
        // Before anything is strung together.
        try judge(rows, found)
        guard let content = try translating({ () throws(DatabaseError) in try join(transaction) }) else { return nil }
        var decision = transaction.decision(entry)
        let writes = try decide(rows, found, content: content, &decision)
        let after = decision
        try translating { () throws(DatabaseError) in
            try transaction.write(writes, in: entry, after)
            if let version = writes.version { try close(transaction, version.id) }
            try transaction.forgetDeletion(entry.bucket.id, key.utf8)
        }
        return WrittenVersion(writes)
    }

    /// What a condition was found to hold of must be older than the upload: an object or a marker, and that there is nothing.
    /// Source: S3 User Guide, "Conditional requests".
    private func judge(_ rows: KeyState, _ upload: UploadRows) throws(ObjectError) {
        try condition.judge(rows.current, key)
        guard condition.etag != nil || condition.mustBeAbsent else { return }
        let isOvertaken = rows.current.map { $0.version.modified > upload.created } ?? false || condition.mustBeAbsent && upload.wasDeleted
        guard isOvertaken else { return }
        throw .refused(.conditionOvertaken(condition: condition.mustBeAbsent ? "If-None-Match" : "If-Match", key))
    }

    private func attributes(_ connection: Connection) throws(ObjectError) -> ObjectAttributes {
        let found = try translating { () throws(DatabaseError) in
            try connection.first(
                "SELECT attributes, tags, storage_class FROM uploads WHERE upload_id = ?", .text(upload.description)
            ) { row throws(DatabaseError) in
                try AttributeCoding.decode(row.text(0), tags: row.text(1), storageClass: row.optionalText(2))
            }
        }
        guard let found else { throw .refused(.noSuchUpload(upload)) }
        return found
    }

    /// The named parts pass to the object; the others are released with the upload. A prepared list has references of its own: there all
    /// are released, in steps.
    private func join(_ transaction: WriteTransaction) throws(DatabaseError) -> ContentID? {
        if let prepared {
            guard try transaction.adopt(prepared) else { return nil }
            try transaction.postpone(ReleaseKind.upload, .text(upload.description))
            return prepared
        }
        for part in parts {
            try transaction.connection.run(
                "DELETE FROM parts WHERE upload_id = ? AND number = ?", .text(upload.description), .integer(part.number))
        }
        try transaction.dropParts(of: upload.description)
        let links = try transaction.flatten(parts.map { ($0.content, $0.size) })
        return try transaction.insert(list: links, parts: PartTable(of: parts))
    }

    private func close(_ transaction: WriteTransaction, _ version: VersionID) throws(DatabaseError) {
        try transaction.connection.run(
            "UPDATE uploads SET completed_ms = ?, result_etag = ?, result_version = ?, part_list_hash = ? WHERE upload_id = ?",
            .integer(transaction.wallNow.milliseconds), .text(etag), .text(version.description), .blob(partListHash),
            .text(upload.description))
    }
}

/// Completed uploads are remembered for a while, so that a repeated Complete answers the same. This forgets the oldest of them.
package struct ForgetCompletedUploads: TrimStep {
    package static let keptSeconds: Int64 = 86_400
    package static let rows = 500

    package let before: Timestamp
    package let limit: Int

    /// - Parameter after: means nothing: what was looked at is gone.
    package init(before: Timestamp, after: Int64, limit: Int) {
        self.before = before
        self.limit = limit
    }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int64? {
        try StoreError<Never>.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                DELETE FROM uploads WHERE upload_id IN (
                    SELECT upload_id FROM uploads WHERE completed_ms IS NOT NULL AND completed_ms < ? ORDER BY completed_ms LIMIT ?)
                """, .integer(before.milliseconds), .integer(limit))
            return transaction.connection.changes < limit ? nil : 0
        }
    }
}
