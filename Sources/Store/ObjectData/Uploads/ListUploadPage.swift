package import Store
internal import Database
package import Core

/// A page of open uploads, keys that share a prefix up to a delimiter rolled into one entry. Source: API_ListMultipartUploads.
package struct ListUploadPage: Query {
    package let bucket: BucketName
    package let prefix: [UInt8]
    /// Empty for none.
    package let delimiter: [UInt8]
    package let position: Position
    /// Uploads and common prefixes together.
    package let limit: Int

    package typealias Position = ListingPosition<String>

    package enum Entry: Sendable {
        case upload(Upload)
        case prefix([UInt8])

        /// nil for a common prefix.
        package var upload: Upload? { if case .upload(let upload) = self { upload } else { nil } }
    }

    package struct Page: Sendable {
        package let entries: [Entry]
        package let isTruncated: Bool
    }

    package init(bucket: BucketName, prefix: [UInt8], delimiter: [UInt8], position: Position, limit: Int) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.position = position
        self.limit = limit
    }

    /// - Throws: `.noSuchBucket`.
    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Page {
        let bucket = try snapshot.row(of: bucket)
        let rows = OpenUploads(bucket: bucket.id, connection: snapshot.connection)
        var walk = KeyWalk(rows: rows, prefix: prefix, delimiter: delimiter, limit: limit)
        let next = try translating { () throws(DatabaseError) in try walk.run(from: position) }
        return Page(entries: walk.entries, isTruncated: next != nil)
    }
}

extension ListUploadPage.Entry: ListedEntry {
    var position: ListUploadPage.Position {
        switch self {
        case .upload(let upload): .after(upload.key.utf8, upload.id.description)
        case .prefix(let prefix): .afterPrefix(prefix)
        }
    }
}

/// The uploads of a key by the time they were begun.
private struct OpenUploads: KeyRows {
    let bucket: Int64
    let connection: Connection

    func each(from lower: [UInt8], below end: [UInt8], _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError) {
        try connection.each(
            """
            SELECT upload_id, key, attributes, tags, storage_class, checksum_algorithm, checksum_is_composite, account_id, principal,
                created_ms, completed_ms, result_etag, result_version, part_list_hash
            FROM uploads WHERE bucket_id = ? AND completed_ms IS NULL AND key >= ? AND key < ?
            ORDER BY key, created_ms, upload_id
            """,
            .integer(bucket), .blob(lower), .blob(end), visit: visit)
    }

    /// Behind an upload that is gone come all of its key: better some twice than some not at all.
    func each(of key: [UInt8], after upload: String, _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError) {
        try connection.each(
            """
            SELECT upload_id, key, attributes, tags, storage_class, checksum_algorithm, checksum_is_composite, account_id, principal,
                created_ms, completed_ms, result_etag, result_version, part_list_hash
            FROM uploads WHERE bucket_id = ?1 AND completed_ms IS NULL AND key = ?2
                AND (created_ms, upload_id) > (COALESCE((SELECT created_ms FROM uploads WHERE upload_id = ?3), 0), ?3)
            ORDER BY created_ms, upload_id
            """, .integer(bucket), .blob(key), .text(upload), visit: visit)
    }

    func key(_ row: Row) -> [UInt8] { row.blob(1) }

    func entry(_ row: Row, _ key: [UInt8]) throws(DatabaseError) -> ListUploadPage.Entry { .upload(try Upload(row)) }
}
