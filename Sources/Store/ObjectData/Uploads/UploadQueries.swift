package import Store
internal import Database
package import Core

package struct UploadedPart: Sendable, Hashable {
    package let number: Int
    package let size: Int64
    package let etag: String
    package let checksum: StoredChecksum?
    /// S3's own of an upload that asked for none, big-endian; nil if it would have had to be read for.
    package let ownChecksum: [UInt8]?
    package let modified: Timestamp
    package let content: ContentID
}

package struct Upload: Sendable {
    package let id: UploadID
    package let key: ObjectKey
    package let attributes: ObjectAttributes
    package let checksumAlgorithm: String?
    package let checksumIsComposite: Bool
    package let owner: AccountID
    package let principal: String
    package let created: Timestamp
    /// Set once it was completed: what a repeated Complete answers.
    package let completion: Completion?

    package struct Completion: Sendable {
        package let etag: String
        package let versionID: VersionID
        package let partListHash: [UInt8]
    }
}

/// An upload of one key, open or completed.
package struct FindUpload: Query {
    package let bucket: BucketName
    package let key: ObjectKey
    package let id: UploadID

    package init(bucket: BucketName, key: ObjectKey, id: UploadID) {
        self.bucket = bucket
        self.key = key
        self.id = id
    }

    /// - Throws: `.noSuchBucket`, `.noSuchUpload`.
    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Upload {
        let bucket = try snapshot.row(of: bucket)
        let found = try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                """
                SELECT upload_id, key, attributes, tags, storage_class, checksum_algorithm, checksum_is_composite, account_id, principal,
                    created_ms, completed_ms, result_etag, result_version, part_list_hash
                FROM uploads WHERE upload_id = ? AND bucket_id = ? AND key = ?
                """, .text(id.description), .integer(bucket.id), .blob(key.utf8)
            ) { row throws(DatabaseError) in try Upload(row) }
        }
        guard let upload = found else { throw .refused(.noSuchUpload(id)) }
        return upload
    }
}

extension Upload {
    init(_ row: Row) throws(DatabaseError) {
        let owner = try required(AccountID(row.text(7)), "the owner of upload \(row.text(0))")
        self.init(
            id: UploadID(row.text(0)), key: ObjectKey(stored: row.blob(1)),
            attributes: try AttributeCoding.decode(row.text(2), tags: row.text(3), storageClass: row.optionalText(4)),
            checksumAlgorithm: row.optionalText(5), checksumIsComposite: row.flag(6), owner: owner, principal: row.text(8),
            created: try row.time(9), completion: row.isNull(10) ? nil : Completion(row))
    }
}

extension Upload.Completion {
    fileprivate init(_ row: Row) {
        self.init(etag: row.text(11), versionID: VersionID(stored: row.text(12)), partListHash: row.blob(13))
    }
}

/// An upload of one key with its parts, both as they were at one moment.
package struct FindUploadParts: Query {
    package let bucket: BucketName
    package let key: ObjectKey
    package let id: UploadID
    /// Numbers after this one.
    package let after: Int
    package let limit: Int

    package struct Found: Sendable {
        package let upload: Upload
        /// How often a part was replaced.
        package let revision: Int64
        /// None of one that was completed.
        package let parts: [UploadedPart]
        /// Blobs, and stretches of some, that the upload's parts are made of.
        package let pieces: Int
    }

    package init(bucket: BucketName, key: ObjectKey, id: UploadID, after: Int = 0, limit: Int) {
        self.bucket = bucket
        self.key = key
        self.id = id
        self.after = after
        self.limit = limit
    }

    /// - Throws: as `FindUpload`.
    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Found {
        let upload = try FindUpload(bucket: bucket, key: key, id: id).run(snapshot)
        guard upload.completion == nil else { return Found(upload: upload, revision: 0, parts: [], pieces: 0) }
        let parts = try ListParts(upload: id, after: after, limit: limit).run(snapshot)
        let (revision, linked) = try translating { () throws(DatabaseError) in
            (
                try snapshot.connection.first("SELECT revision FROM uploads WHERE upload_id = ?", .text(id.description)) {
                    $0.integer(0)
                },
                try snapshot.connection.first(
                    "SELECT COUNT(*) FROM parts p JOIN extents e ON e.content_id = p.content_id WHERE p.upload_id = ?",
                    .text(id.description)
                ) { $0.int(0) }
            )
        }
        return Found(upload: upload, revision: revision ?? 0, parts: parts, pieces: parts.count + (linked ?? 0))
    }
}

/// Parts of an upload in the order of their numbers. Source: API_ListParts.
package struct ListParts: Query {
    package let upload: UploadID
    /// Numbers after this one.
    package let after: Int
    package let limit: Int

    package init(upload: UploadID, after: Int, limit: Int) {
        self.upload = upload
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [UploadedPart] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT number, size, etag, checksum_algorithm, checksum_value, modified_ms, content_id, own_checksum
                FROM parts WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?
                """, .text(upload.description), .integer(after), .integer(limit)
            ) { row throws(DatabaseError) in
                UploadedPart(
                    number: row.int(0), size: try row.bytes(1), etag: row.text(2),
                    checksum: row.optionalText(3).map { StoredChecksum(algorithm: $0, value: row.text(4)) },
                    ownChecksum: row.isNull(7) ? nil : row.blob(7), modified: try row.time(5),
                    content: ContentID(row.integer(6)))
            }
        }
    }
}
