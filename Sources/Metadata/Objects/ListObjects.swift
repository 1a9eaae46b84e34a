internal import Database
package import PeltonCore

/// Ranges of keys in byte order.
package enum KeyRange {
    /// The first byte string after every key that begins with `prefix`; nil if there is none.
    package static func end(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        var end = prefix
        while let last = end.popLast() {
            if last < 0xFF { return end + [last + 1] }
        }
        return nil
    }

    /// The key up to and with the first delimiter behind the prefix; nil if there is none.
    static func commonPrefix(of key: [UInt8], prefix: [UInt8], delimiter: [UInt8]) -> [UInt8]? {
        guard !delimiter.isEmpty, key.count >= prefix.count + delimiter.count else { return nil }
        for start in prefix.count...(key.count - delimiter.count) where key[start] == delimiter[0] {
            if key[start..<(start + delimiter.count)].elementsEqual(delimiter) { return Array(key[..<(start + delimiter.count)]) }
        }
        return nil
    }
}

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

    /// Where a page begins.
    package enum Position: Sendable, Hashable {
        case start
        /// After this key.
        case afterKey([UInt8])
        /// After everything that begins with this common prefix.
        case afterPrefix([UInt8])
    }

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
    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> Page {
        let bucket = try snapshot.row(of: bucket)
        var scan = Scan(list: self, bucket: bucket.id, connection: snapshot.connection)
        let next = try translating { () throws(DatabaseError) in try scan.run() }
        return Page(bucket: bucket, entries: scan.entries, owners: try owners(of: scan.entries, snapshot), next: next)
    }

    private func owners(of entries: [Entry], _ snapshot: ReadSnapshot) throws(MetadataError) -> [AccountID: Owner] {
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

/// One page's walk: rows in order until a common prefix is met, then a seek past its end. A page costs as many seeks as it has
/// common prefixes, whatever lies under them.
private struct Scan {
    let list: ListObjects
    let bucket: Int64
    let connection: Connection
    var entries: [ListObjects.Entry] = []

    init(list: ListObjects, bucket: Int64, connection: Connection) {
        self.list = list
        self.bucket = bucket
        self.connection = connection
    }

    mutating func run() throws(DatabaseError) -> ListObjects.Position? {
        guard list.limit > 0, var from = firstKey else { return nil }
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

    private struct Lower { let key: [UInt8], isIncluded: Bool }
    private enum End { case exhausted, full, rolledUp([UInt8]) }

    private var firstKey: Lower? {
        let lower: Lower
        switch list.position {
        case .start: lower = Lower(key: list.prefix, isIncluded: true)
        case .afterKey(let key): lower = Lower(key: key, isIncluded: false)
        case .afterPrefix(let prefix):
            guard let end = KeyRange.end(ofPrefix: prefix) else { return nil }
            lower = Lower(key: end, isIncluded: true)
        }
        return lower.key.lexicographicallyPrecedes(list.prefix) ? Lower(key: list.prefix, isIncluded: true) : lower
    }

    private var resumption: ListObjects.Position? {
        switch entries.last {
        case .object(let object): .afterKey(object.key.utf8)
        case .prefix(let prefix): .afterPrefix(prefix)
        case nil: nil
        }
    }

    private mutating func run(from lower: Lower) throws(DatabaseError) -> End {
        var end = End.exhausted
        // Taken out, so that appending copies nothing however many seeks a page takes.
        var found: [ListObjects.Entry] = []
        swap(&found, &entries)
        let (list, limit) = (list, list.limit)
        try connection.each(
            """
            SELECT key, size, etag, modified_ms, storage_class, checksum_algorithm, checksum_is_composite, owner FROM versions
            WHERE bucket_id = ?1 AND is_latest = 1 AND is_marker = 0 AND key >= ?2 AND (?3 OR key > ?2) AND (?4 IS NULL OR key < ?4)
            ORDER BY key
            """,
            .integer(bucket), .blob(lower.key), .flag(lower.isIncluded), .optional(KeyRange.end(ofPrefix: list.prefix))
        ) { row in
            guard found.count < limit else {
                end = .full
                return false
            }
            let key = row.blob(0)
            if let prefix = KeyRange.commonPrefix(of: key, prefix: list.prefix, delimiter: list.delimiter) {
                found.append(.prefix(prefix))
                end = .rolledUp(prefix)
                return false
            }
            found.append(
                .object(
                    ListObjects.Object(
                        key: ObjectKey(stored: key), size: row.integer(1), etag: row.text(2),
                        modified: Timestamp(milliseconds: row.integer(3)), storageClass: row.optionalText(4),
                        checksumAlgorithm: row.optionalText(5), checksumIsComposite: row.flag(6),
                        owner: row.optionalText(7).flatMap { AccountID($0) })))
            return true
        }
        entries = found
        return end
    }

}
