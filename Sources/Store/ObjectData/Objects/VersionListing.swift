package import Store
internal import Database
package import Core

/// All versions of a bucket's keys, delete markers too: keys in byte order, the newest version of each first.
/// Source: API_ListObjectVersions.
package struct ListVersions: Query {
    package let bucket: BucketName
    package let prefix: [UInt8]
    /// Empty for none.
    package let delimiter: [UInt8]
    package let position: Position
    /// Versions and common prefixes together.
    package let limit: Int

    package typealias Position = ListingPosition<VersionID>

    package struct Version: Sendable, Hashable {
        package let key: ObjectKey
        package let versionID: VersionID
        package let isLatest: Bool
        package let isMarker: Bool
        package let size: Int64
        package let etag: String
        package let modified: Timestamp
        package let storageClass: String?
        package let checksumAlgorithm: String?
        package let checksumIsComposite: Bool
        /// nil for the bucket's owner.
        package let owner: AccountID?
    }

    package enum Entry: Sendable, Hashable {
        case version(Version)
        case prefix([UInt8])
    }

    package struct Page: Sendable {
        /// Its row alone, without its documents.
        package let bucket: Bucket
        package let entries: [Entry]
        /// nil if nothing follows.
        package let next: Position?
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
        let rows = VersionsOfKeys(bucket: bucket.id, connection: snapshot.connection)
        var walk = KeyWalk(rows: rows, prefix: prefix, delimiter: delimiter, limit: limit)
        let next = try translating { () throws(DatabaseError) in try walk.run(from: position) }
        return Page(bucket: bucket, entries: walk.entries, next: next)
    }
}

extension ListVersions.Entry: ListedEntry {
    var position: ListVersions.Position {
        switch self {
        case .version(let version): .after(version.key.utf8, version.versionID)
        case .prefix(let prefix): .afterPrefix(prefix)
        }
    }
}

private struct VersionsOfKeys: KeyRows {
    let bucket: Int64
    let connection: Connection

    func each(from lower: [UInt8], below end: [UInt8], _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError) {
        try connection.each(
            """
            SELECT key, version_id, is_latest, is_marker, size, etag, modified_ms, storage_class, checksum_algorithm,
                checksum_is_composite, owner
            FROM versions
            WHERE bucket_id = ? AND key >= ? AND key < ? ORDER BY key, version_order DESC
            """,
            .integer(bucket), .blob(lower), .blob(end), visit: visit)
    }

    func each(of key: [UInt8], after version: VersionID, _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError) {
        // A `null` version that is gone may have been anywhere: better some versions twice than some not at all.
        let order = try order(of: version, key) ?? .max
        try connection.each(
            """
            SELECT key, version_id, is_latest, is_marker, size, etag, modified_ms, storage_class, checksum_algorithm,
                checksum_is_composite, owner
            FROM versions WHERE bucket_id = ? AND key = ? AND version_order < ? ORDER BY version_order DESC
            """, .integer(bucket), .blob(key), .integer(order), visit: visit)
    }

    private func order(of version: VersionID, _ key: [UInt8]) throws(DatabaseError) -> Int64? {
        if let order = version.order { return Int64(bitPattern: order) }
        return try VersionRows.named(version, bucket, ObjectKey(stored: key), connection).map { Int64(bitPattern: $0.version.sequence) }
    }

    func key(_ row: Row) -> [UInt8] { row.blob(0) }

    func entry(_ row: Row, _ key: [UInt8]) throws(DatabaseError) -> ListVersions.Entry {
        .version(
            ListVersions.Version(
                key: ObjectKey(stored: key), versionID: VersionID(stored: row.text(1)), isLatest: row.flag(2),
                isMarker: try row.strictFlag(3),
                size: try row.bytes(4), etag: row.text(5), modified: try row.time(6),
                storageClass: row.optionalText(7), checksumAlgorithm: row.optionalText(8), checksumIsComposite: row.flag(9),
                owner: try listedOwner(row, at: 10)))
    }
}
