package import Store
internal import Database
package import Notifications
package import Core

package struct FindBucket: Query {
    package let name: BucketName
    package init(_ name: BucketName) { self.name = name }

    /// - Throws: `.noSuchBucket`.
    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Bucket {
        let found = try translating { () throws(DatabaseError) in try BucketRows.find(name, snapshot.connection) }
        guard let found else { throw .refused(.noSuchBucket(name)) }
        return found
    }
}

extension ReadSnapshot {
    /// A bucket without its documents, for who needs to know only which one it is: the documents can be many and large.
    /// - Throws: `.noSuchBucket`.
    func row(of name: BucketName) throws(ObjectError) -> Bucket {
        let found = try translating { () throws(DatabaseError) in try BucketRows.row(name, connection) }
        guard let found else { throw .refused(.noSuchBucket(name)) }
        return found
    }
}

/// A page of an account's buckets in the order of their names. Source: API_ListBuckets.
package struct ListBuckets: Query {
    package let owner: AccountID
    package let prefix: String
    /// Names after this one; empty for the first page.
    package let after: String
    package let limit: Int

    package init(owner: AccountID, prefix: String, after: String, limit: Int) {
        self.owner = owner
        self.prefix = prefix
        self.after = after
        self.limit = limit
    }

    package struct Page: Sendable {
        package let buckets: [Bucket]
        package let isTruncated: Bool
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Page {
        let names = TextRange(prefix: prefix).after(after)
        var found = try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT b.id, b.name, b.account_id, a.canonical_id, a.display_name, b.location, b.created_ms, b.versioning, b.object_lock
                FROM buckets b LEFT JOIN accounts a ON a.account_id = b.account_id
                WHERE b.account_id = ? AND b.name >= ? AND b.name < ? ORDER BY b.name LIMIT ?
                """, .text(owner.description), names.lower, names.upper, .integer(limit + 1)
            ) { row throws(DatabaseError) in try BucketRows.bucket(row) }
        }
        let isTruncated = found.count > limit
        if isTruncated { found.removeLast(found.count - limit) }
        return Page(buckets: found, isTruncated: isTruncated)
    }
}

/// The notification configuration in force; an empty one where none was ever put.
package struct GetNotificationConfiguration: Query {
    package let bucket: BucketName
    package init(bucket: BucketName) { self.bucket = bucket }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> NotificationConfiguration {
        let bucket = try snapshot.row(of: bucket)
        let document = try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                "SELECT document FROM notification_revisions WHERE bucket_id = ? ORDER BY revision DESC LIMIT 1", .integer(bucket.id)
            ) { $0.blob(0) }
        }
        guard let document else { return NotificationConfiguration() }
        do { return try NotificationConfiguration(document: document) } catch {
            throw .failed(.storage("The stored notification configuration of \(bucket.name) cannot be read: \(error)"))
        }
    }
}
