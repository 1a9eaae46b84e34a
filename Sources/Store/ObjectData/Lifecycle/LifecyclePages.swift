package import Store
internal import Database
package import Lifecycle
package import Core

/// A version that looks as if something were due; whether it is, is judged again inside the commit.
package struct LifecycleCandidate: Sendable, Hashable {
    package let key: ObjectKey
    /// `version_order`
    package let order: Int64
}

/// One page of a bucket's versions under a prefix: keys in byte order, the newest version of each first.
package struct FindDueVersions: Query {
    package let bucket: Bucket
    package let rules: LifecycleRules
    package let prefix: [UInt8]
    /// Versions behind this one; nil for the first page.
    package let after: (key: [UInt8], order: Int64)?
    package let now: Timestamp
    package let day: LifecycleDay
    /// Versions looked at.
    package let limit: Int

    package struct Page: Sendable {
        package let due: [LifecycleCandidate]
        /// The last version of the page; nil if nothing follows.
        package let last: LifecycleCandidate?
    }

    package init(
        bucket: Bucket, rules: LifecycleRules, prefix: [UInt8], after: (key: [UInt8], order: Int64)?, now: Timestamp, day: LifecycleDay,
        limit: Int
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
        try translating { () throws(DatabaseError) in
            let rows = try rows(snapshot.connection)
            let due = try judge(rows, snapshot.connection)
            return Page(due: due, last: rows.count < limit ? nil : rows.last.map { LifecycleCandidate(key: $0.key, order: $0.order) })
        }
    }

    private func rows(_ connection: Connection) throws(DatabaseError) -> [LifecycleRow] {
        var found: [LifecycleRow] = []
        if let after {
            found = try connection.rows(
                """
                SELECT key, version_order, version_id, is_latest, is_marker, size, modified_ms, storage_class, tags FROM versions
                WHERE bucket_id = ? AND key = ? AND version_order < ? ORDER BY version_order DESC LIMIT ?
                """, .integer(bucket.id), .blob(after.key), .integer(after.order), .integer(limit)
            ) { row throws(DatabaseError) in try LifecycleRow(row) }
            guard found.count < limit else { return found }
        }
        let lower = after.map { KeyRange.next(after: $0.key) } ?? prefix
        return try found
            + connection.rows(
                """
                SELECT key, version_order, version_id, is_latest, is_marker, size, modified_ms, storage_class, tags FROM versions
                WHERE bucket_id = ? AND key >= ? AND key < ? ORDER BY key, version_order DESC LIMIT ?
                """, .integer(bucket.id), .blob(lower), .blob(KeyRange.end(ofPrefix: prefix)), .integer(limit - found.count)
            ) { row throws(DatabaseError) in try LifecycleRow(row) }
    }

    private func judge(_ rows: [LifecycleRow], _ connection: Connection) throws(DatabaseError) -> [LifecycleCandidate] {
        var due: [LifecycleCandidate] = []
        var above = LifecycleRow.Above()
        if let after, let first = rows.first, first.key.utf8 == after.key { above = try first.above(bucket.id, rules, connection) }
        for (i, row) in rows.enumerated() {
            if i > 0 { above = rows[i - 1].key == row.key ? above.with(rows[i - 1]) : LifecycleRow.Above() }
            // The last row of a page may be taken for all that its key has: the commit looks.
            let isAlone = i + 1 == rows.count || rows[i + 1].key != row.key
            let subject = row.subject(above: above, isAlone: isAlone)
            if rules.action(for: subject, now: now, day: day, keepsVersions: bucket.versioning != .never) != nil {
                due.append(LifecycleCandidate(key: row.key, order: row.order))
            }
        }
        return due
    }
}

/// A version's row as far as a lifecycle looks at it.
struct LifecycleRow {
    let key: ObjectKey
    let order: Int64
    let versionID: VersionID
    let isLatest: Bool
    let isMarker: Bool
    let size: Int64
    let modified: Timestamp
    let storageClass: String?
    let tags: [String: String]

    /// - Parameter row: key, version_order, version_id, is_latest, is_marker, size, modified_ms, storage_class, tags.
    init(_ row: Row) throws(DatabaseError) {
        key = ObjectKey(stored: row.blob(0))
        order = row.integer(1)
        versionID = VersionID(stored: row.text(2))
        isLatest = row.flag(3)
        isMarker = try row.strictFlag(4)
        size = try row.bytes(5)
        modified = try row.time(6)
        storageClass = row.optionalText(7)
        tags = try TextMap.decode(row.text(8))
    }

    /// What lies above a version in its key.
    struct Above {
        var successor: Timestamp?
        /// Noncurrent ones, counted as far as any rule looks.
        var noncurrent = 0

        func with(_ row: LifecycleRow) -> Above {
            Above(successor: row.modified, noncurrent: row.isLatest ? noncurrent : noncurrent + 1)
        }
    }

    /// Looks the versions above up: as many as the rules count, however many there are.
    func above(_ bucket: Int64, _ rules: LifecycleRules, _ connection: Connection) throws(DatabaseError) -> Above {
        let newer = try connection.rows(
            """
            SELECT modified_ms, is_latest FROM versions WHERE bucket_id = ? AND key = ? AND version_order > ?
            ORDER BY version_order LIMIT ?
            """, .integer(bucket), .blob(key.utf8), .integer(order), .integer(rules.mostKept + 1)
        ) { (modified: Timestamp(milliseconds: $0.integer(0)), isLatest: $0.flag(1)) }
        return Above(successor: newer.first?.modified, noncurrent: newer.count { !$0.isLatest })
    }

    func isAlone(_ bucket: Int64, _ connection: Connection) throws(DatabaseError) -> Bool {
        try connection.first(
            "SELECT 1 FROM versions WHERE bucket_id = ? AND key = ? AND version_order < ? LIMIT 1", .integer(bucket), .blob(key.utf8),
            .integer(order)
        ) { _ in true } == nil
    }

    func subject(above: Above, isAlone: Bool) -> LifecycleSubject {
        LifecycleSubject(
            key: key.utf8, size: size, tags: tags, storageClass: storageClass, created: modified, isMarker: isMarker,
            standing: isLatest ? .current(isAlone: isAlone) : .noncurrent(since: above.successor ?? modified, newer: above.noncurrent))
    }
}

extension Bucket {
    /// Rules that cannot be read are not taken for none.
    func readableLifecycle() throws(ObjectError) -> LifecycleRules? {
        do { return try lifecycle() } catch { throw .failed(.storage("The lifecycle of \(name) cannot be read: \(error)")) }
    }
}
