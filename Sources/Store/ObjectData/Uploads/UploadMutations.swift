package import Store
internal import Database
package import Core

/// Source: API_CreateMultipartUpload.
package struct CreateUpload: Mutation {
    package let id: UploadID
    package let bucket: BucketName
    package let key: ObjectKey
    package let attributes: ObjectAttributes
    /// `CRC32` … and whether the whole's is a composite of the parts'; nil if the client asked for none.
    package let checksumAlgorithm: String?
    package let checksumIsComposite: Bool
    package let owner: AccountID
    package let principal: String

    package init(
        id: UploadID, bucket: BucketName, key: ObjectKey, attributes: ObjectAttributes, checksumAlgorithm: String?,
        checksumIsComposite: Bool, owner: AccountID, principal: String
    ) {
        self.id = id
        self.bucket = bucket
        self.key = key
        self.attributes = attributes
        self.checksumAlgorithm = checksumAlgorithm
        self.checksumIsComposite = checksumIsComposite
        self.owner = owner
        self.principal = principal
    }

    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                INSERT INTO uploads (upload_id, bucket_id, key, attributes, tags, storage_class, checksum_algorithm,
                    checksum_is_composite, account_id, principal, created_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .text(id.description), .integer(entry.bucket.id), .blob(key.utf8), .text(AttributeCoding.encode(attributes)),
                .text(TextMap.encode(attributes.tags)), .optional(attributes.storageClass), .optional(checksumAlgorithm),
                .flag(checksumIsComposite), .text(owner.description), .text(principal), .integer(transaction.wallNow.milliseconds))
        }
    }
}

/// Source: API_UploadPart. A part put again replaces the one before it.
package struct PutPart: Mutation {
    package let bucket: BucketName
    package let key: ObjectKey
    package let upload: UploadID
    package let number: Int
    package let content: NewContent
    package let etag: String
    package let checksum: StoredChecksum?
    package let ownChecksum: [UInt8]?

    package init(
        bucket: BucketName, key: ObjectKey, upload: UploadID, number: Int, content: NewContent, etag: String, checksum: StoredChecksum?,
        ownChecksum: [UInt8]?
    ) {
        self.bucket = bucket
        self.key = key
        self.upload = upload
        self.number = number
        self.content = content
        self.etag = etag
        self.checksum = checksum
        self.ownChecksum = ownChecksum
    }

    package var smallBytes: Int { content.smallBytes }

    /// - Returns: when the part counts as last modified.
    /// - Throws: `.noSuchUpload`, also for one that was completed or aborted meanwhile.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Timestamp {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        _ = try transaction.requireOpen(upload, entry.bucket.id, key)
        try translating { () throws(DatabaseError) in
            let part = UploadedPart(
                number: number, size: content.size, etag: etag, checksum: checksum, ownChecksum: ownChecksum, modified: transaction.wallNow,
                content: try transaction.insert(content))
            try transaction.put(part, into: upload)
        }
        return transaction.wallNow
    }
}

/// Source: API_AbortMultipartUpload.
package struct AbortUpload: Mutation {
    package let bucket: BucketName
    package let key: ObjectKey
    package let upload: UploadID

    package init(bucket: BucketName, key: ObjectKey, upload: UploadID) {
        self.bucket = bucket
        self.key = key
        self.upload = upload
    }

    package var usesReserve: Bool { true }

    /// - Throws: `.noSuchUpload`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        _ = try transaction.requireOpen(upload, entry.bucket.id, key)
        try translating { () throws(DatabaseError) in
            try transaction.dropParts(of: upload.description)
            try transaction.connection.run("DELETE FROM uploads WHERE upload_id = ?", .text(upload.description))
            try transaction.forgetDeletion(entry.bucket.id, key.utf8)
        }
    }
}

extension WriteTransaction {
    /// - Throws: `.noSuchUpload`.
    func requireOpen(_ upload: UploadID, _ bucket: Int64, _ key: ObjectKey) throws(ObjectError) -> OpenUpload {
        let found = try translating { () throws(DatabaseError) in
            try connection.first(
                "SELECT created_ms, revision FROM uploads WHERE upload_id = ? AND bucket_id = ? AND key = ? AND completed_ms IS NULL",
                .text(upload.description), .integer(bucket), .blob(key.utf8)
            ) { OpenUpload(created: Timestamp(milliseconds: $0.integer(0)), revision: $0.integer(1)) }
        }
        guard let found else { throw .refused(.noSuchUpload(upload)) }
        return found
    }

    /// The part's reference to its content passes to the row.
    func put(_ part: UploadedPart, into upload: UploadID) throws(DatabaseError) {
        let replaced = try connection.first(
            "SELECT content_id FROM parts WHERE upload_id = ? AND number = ?", .text(upload.description), .integer(part.number)
        ) { ContentID($0.integer(0)) }
        try connection.run(
            """
            INSERT OR REPLACE INTO parts (upload_id, number, size, etag, checksum_algorithm, checksum_value, own_checksum, content_id,
                modified_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(upload.description), .integer(part.number), .integer(part.size), .text(part.etag), .optional(part.checksum?.algorithm),
            .optional(part.checksum?.value), .optional(part.ownChecksum), .integer(part.content.rawValue),
            .integer(part.modified.milliseconds))
        guard let replaced else { return }
        // Who is about to complete the upload has read the part that was.
        try connection.run("UPDATE uploads SET revision = revision + 1 WHERE upload_id = ?", .text(upload.description))
        try release(replaced)
    }
}

/// What the commit looks at of an upload that can still be added to.
struct OpenUpload {
    let created: Timestamp
    /// How often a part was replaced.
    let revision: Int64
}
