internal import Database
internal import Core

/// Reading rows of `versions`, on either side of the commit.
enum VersionRows {
    /// The newest version of a key, a delete marker included.
    static func latest(_ bucket: Int64, _ key: ObjectKey, _ connection: Connection) throws(DatabaseError) -> StoredVersion? {
        try connection.first(
            """
            SELECT id, key, version_id, is_marker, size, etag, checksum_algorithm, checksum_value, checksum_is_composite, content_id,
                part_count, modified_ms, sequence, storage_class, attributes, tags, is_damaged, owner
            FROM versions WHERE bucket_id = ? AND key = ? ORDER BY version_order DESC LIMIT 1
            """, .integer(bucket), .blob(key.utf8)
        ) { row throws(DatabaseError) in try version(bucket, row) }
    }

    /// A version by its id: straight to its place among the key's, however many there are.
    static func named(_ id: VersionID, _ bucket: Int64, _ key: ObjectKey, _ connection: Connection) throws(DatabaseError) -> StoredVersion?
    {
        guard let order = id.order else { return try null(bucket, key, connection) }
        return try connection.first(
            """
            SELECT id, key, version_id, is_marker, size, etag, checksum_algorithm, checksum_value, checksum_is_composite, content_id,
                part_count, modified_ms, sequence, storage_class, attributes, tags, is_damaged, owner
            FROM versions WHERE bucket_id = ? AND key = ? AND version_order = ? AND version_id = ?
            """, .integer(bucket), .blob(key.utf8), .integer(Int64(bitPattern: order)), .text(id.description)
        ) { row throws(DatabaseError) in try version(bucket, row) }
    }

    /// The `null` version: the newest one, or among the older ones that an index of their own lists.
    private static func null(_ bucket: Int64, _ key: ObjectKey, _ connection: Connection) throws(DatabaseError) -> StoredVersion? {
        if let latest = try latest(bucket, key, connection), latest.version.versionID == .null { return latest }
        return try connection.first(
            """
            SELECT id, key, version_id, is_marker, size, etag, checksum_algorithm, checksum_value, checksum_is_composite, content_id,
                part_count, modified_ms, sequence, storage_class, attributes, tags, is_damaged, owner
            FROM versions INDEXED BY versions_null WHERE bucket_id = ? AND key = ? AND is_latest = 0 AND version_id = 'null'
            """, .integer(bucket), .blob(key.utf8)
        ) { row throws(DatabaseError) in try version(bucket, row) }
    }

    private static func version(_ bucket: Int64, _ row: Row) throws(DatabaseError) -> StoredVersion {
        let checksum = row.optionalText(6).map { algorithm in
            StoredChecksum(algorithm: algorithm, value: row.text(7), isComposite: row.flag(8))
        }
        let (isMarker, content) = (try row.strictFlag(3), row.optionalInteger(9).map(ContentID.init))
        guard isMarker == (content == nil) else { throw .unreadable("whether version \(row.text(2)) is a delete marker") }
        return StoredVersion(
            row: row.integer(0),
            version: ObjectVersion(
                bucketID: bucket, key: ObjectKey(stored: row.blob(1)), versionID: VersionID(stored: row.text(2)),
                isDeleteMarker: isMarker,
                size: try row.bytes(4), etag: row.text(5), checksum: checksum,
                attributes: try AttributeCoding.decode(
                    row.text(14), tags: row.text(15), storageClass: row.optionalText(13), owner: row.optionalText(17)),
                modified: try row.time(11), sequence: UInt64(bitPattern: row.integer(12)),
                content: content, partCount: row.int(10)),
            isDamaged: row.flag(16))
    }
}

package struct StoredVersion: Sendable {
    package let row: Int64
    package let version: ObjectVersion
    package let isDamaged: Bool

    package init(row: Int64, version: ObjectVersion, isDamaged: Bool = false) {
        self.row = row
        self.version = version
        self.isDamaged = isDamaged
    }
}
