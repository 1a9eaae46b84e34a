package import Store
internal import Database
package import Core

/// Current objects of a bucket in byte order, keys that share a prefix up to a delimiter rolled into one entry.
/// Source: API_ListObjectsV2.
package struct ListObjects: Query {
    package let bucket: BucketName
    package let prefix: [UInt8]
    /// Empty for none.
    package let delimiter: [UInt8]
    package let position: Position
    /// Objects and common prefixes together.
    package let limit: Int

    package typealias Position = ListingPosition<Never>

    package struct Object: Sendable, Hashable {
        package let key: ObjectKey
        package let size: Int64
        package let etag: String
        package let modified: Timestamp
        package let storageClass: String?
        /// `CRC32` …; nil if it has none.
        package let checksumAlgorithm: String?
        package let checksumIsComposite: Bool
        /// nil is the bucket's owner.
        package let owner: AccountID?
    }

    package struct Owner: Sendable, Hashable {
        package let canonicalID: String
        package let displayName: String
    }

    package enum Entry: Sendable, Hashable {
        case object(Object)
        case prefix([UInt8])
    }

    package struct Page: Sendable {
        /// Its row alone, without its documents.
        package let bucket: Bucket
        package let entries: [Entry]
        /// Who owns objects in it, besides the bucket's owner.
        package let owners: [AccountID: Owner]
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
        let rows = CurrentObjects(bucket: bucket.id, connection: snapshot.connection)
        var walk = KeyWalk(rows: rows, prefix: prefix, delimiter: delimiter, limit: limit)
        let next = try translating { () throws(DatabaseError) in try walk.run(from: position) }
        return Page(bucket: bucket, entries: walk.entries, owners: try owners(of: walk.entries, snapshot), next: next)
    }

    private func owners(of entries: [Entry], _ snapshot: ReadSnapshot) throws(ObjectError) -> [AccountID: Owner] {
        var owners: [AccountID: Owner] = [:]
        for case .object(let object) in entries {
            guard let account = object.owner, owners[account] == nil else { continue }
            owners[account] = try translating { () throws(DatabaseError) in
                try snapshot.connection.first(
                    "SELECT canonical_id, display_name FROM accounts WHERE account_id = ?", .text(account.description)
                ) { Owner(canonicalID: $0.text(0), displayName: $0.text(1)) }
            }
        }
        return owners
    }
}

extension ListObjects.Entry: ListedEntry {
    var position: ListObjects.Position {
        switch self {
        case .object(let object): .afterKey(object.key.utf8)
        case .prefix(let prefix): .afterPrefix(prefix)
        }
    }
}

private struct CurrentObjects: KeyRows {
    let bucket: Int64
    let connection: Connection

    func each(from lower: [UInt8], below end: [UInt8], _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError) {
        try connection.each(
            """
            SELECT key, size, etag, modified_ms, storage_class, checksum_algorithm, checksum_is_composite, owner FROM versions
            WHERE bucket_id = ? AND is_latest = 1 AND is_marker = 0 AND key >= ? AND key < ?
            ORDER BY key
            """,
            .integer(bucket), .blob(lower), .blob(end), visit: visit)
    }

    /// A key has one row, so no page ends among its rows.
    func each(of key: [UInt8], after place: Never, _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError) {}

    func key(_ row: Row) -> [UInt8] { row.blob(0) }

    func entry(_ row: Row, _ key: [UInt8]) throws(DatabaseError) -> ListObjects.Entry {
        .object(
            ListObjects.Object(
                key: ObjectKey(stored: key), size: try row.bytes(1), etag: row.text(2), modified: try row.time(3),
                storageClass: row.optionalText(4), checksumAlgorithm: row.optionalText(5), checksumIsComposite: row.flag(6),
                owner: try listedOwner(row, at: 7)))
    }
}
