internal import Database
package import PeltonCore

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

    /// Where a page begins.
    package enum Position: Sendable, Hashable {
        case start
        case afterKey([UInt8])
        /// After everything that begins with this common prefix.
        case afterPrefix([UInt8])
        /// After this version of this key.
        case afterVersion([UInt8], VersionID)
    }

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
    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> Page {
        let bucket = try snapshot.row(of: bucket)
        var scan = VersionScan(list: self, bucket: bucket.id, connection: snapshot.connection)
        let next = try translating { () throws(DatabaseError) in try scan.run() }
        return Page(bucket: bucket, entries: scan.entries, next: next)
    }
}

/// One page's walk, as that of the current objects: rows in order until a common prefix is met, then a seek past its end.
private struct VersionScan {
    let list: ListVersions
    let bucket: Int64
    let connection: Connection
    var entries: [ListVersions.Entry] = []

    init(list: ListVersions, bucket: Int64, connection: Connection) {
        self.list = list
        self.bucket = bucket
        self.connection = connection
    }

    private struct Lower { let key: [UInt8], isIncluded: Bool }
    private enum End { case exhausted, full, rolledUp([UInt8]) }

    mutating func run() throws(DatabaseError) -> ListVersions.Position? {
        guard list.limit > 0, var from = firstKey else { return nil }
        if case .afterVersion(let key, let version) = list.position, key.starts(with: list.prefix) {
            // A `null` version that is gone may have been anywhere: better some versions twice than some not at all.
            switch try runRest(of: key, after: try order(of: version, key) ?? .max) {
            case .exhausted: break
            case .full: return resumption
            case .rolledUp(let prefix):
                guard let after = KeyRange.end(ofPrefix: prefix) else { return nil }
                from = Lower(key: after, isIncluded: true)
            }
        }
        while true {
            switch try run(from: from) {
            case .exhausted: return nil
            case .full: return resumption
            case .rolledUp(let prefix):
                guard let after = KeyRange.end(ofPrefix: prefix) else { return nil }
                from = Lower(key: after, isIncluded: true)
            }
        }
    }

    private var firstKey: Lower? {
        let lower: Lower
        switch list.position {
        case .start: lower = Lower(key: list.prefix, isIncluded: true)
        case .afterKey(let key), .afterVersion(let key, _): lower = Lower(key: key, isIncluded: false)
        case .afterPrefix(let prefix):
            guard let end = KeyRange.end(ofPrefix: prefix) else { return nil }
            lower = Lower(key: end, isIncluded: true)
        }
        return lower.key.lexicographicallyPrecedes(list.prefix) ? Lower(key: list.prefix, isIncluded: true) : lower
    }

    private var resumption: ListVersions.Position? {
        switch entries.last {
        case .version(let version): .afterVersion(version.key.utf8, version.versionID)
        case .prefix(let prefix): .afterPrefix(prefix)
        case nil: nil
        }
    }

    /// The versions of the marker's own key that are older than the marker.
    private mutating func runRest(of key: [UInt8], after order: Int64) throws(DatabaseError) -> End {
        var (found, end) = (entries, End.exhausted)
        let limit = list.limit
        // No page ends inside of a common prefix, but a client may begin there.
        let prefix = KeyRange.commonPrefix(of: key, prefix: list.prefix, delimiter: list.delimiter)
        try connection.each(
            """
            SELECT key, version_id, is_latest, is_marker, size, etag, modified_ms, storage_class, checksum_algorithm,
                checksum_is_composite, owner
            FROM versions WHERE bucket_id = ? AND key = ? AND version_order < ? ORDER BY version_order DESC
            """, .integer(bucket), .blob(key), .integer(order)
        ) { row in
            guard found.count < limit else {
                end = .full
                return false
            }
            if let prefix {
                found.append(.prefix(prefix))
                end = .rolledUp(prefix)
                return false
            }
            found.append(.version(ListVersions.Version(row)))
            return true
        }
        entries = found
        return end
    }

    private func order(of version: VersionID, _ key: [UInt8]) throws(DatabaseError) -> Int64? {
        if let order = version.order { return Int64(bitPattern: order) }
        return try VersionRows.named(version, bucket, ObjectKey(stored: key), connection).map { Int64(bitPattern: $0.version.sequence) }
    }

    private mutating func run(from lower: Lower) throws(DatabaseError) -> End {
        var end = End.exhausted
        // Taken out, so that appending copies nothing however many seeks a page takes.
        var found: [ListVersions.Entry] = []
        swap(&found, &entries)
        let (list, limit) = (list, list.limit)
        try connection.each(
            """
            SELECT key, version_id, is_latest, is_marker, size, etag, modified_ms, storage_class, checksum_algorithm,
                checksum_is_composite, owner
            FROM versions
            WHERE bucket_id = ?1 AND key >= ?2 AND (?3 OR key > ?2) AND (?4 IS NULL OR key < ?4) ORDER BY key, version_order DESC
            """,
            .integer(bucket), .blob(lower.key), .flag(lower.isIncluded), .optional(KeyRange.end(ofPrefix: list.prefix))
        ) { row in
            guard found.count < limit else {
                end = .full
                return false
            }
            if let prefix = KeyRange.commonPrefix(of: row.blob(0), prefix: list.prefix, delimiter: list.delimiter) {
                found.append(.prefix(prefix))
                end = .rolledUp(prefix)
                return false
            }
            found.append(.version(ListVersions.Version(row)))
            return true
        }
        entries = found
        return end
    }
}

extension ListVersions.Version {
    fileprivate init(_ row: Row) {
        self.init(
            key: ObjectKey(stored: row.blob(0)), versionID: VersionID(stored: row.text(1)), isLatest: row.flag(2), isMarker: row.flag(3),
            size: row.integer(4), etag: row.text(5), modified: Timestamp(milliseconds: row.integer(6)),
            storageClass: row.optionalText(7), checksumAlgorithm: row.optionalText(8), checksumIsComposite: row.flag(9),
            owner: row.optionalText(10).flatMap { AccountID($0) })
    }
}
