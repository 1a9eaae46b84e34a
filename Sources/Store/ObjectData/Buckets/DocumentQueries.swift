package import Store
internal import Database
package import Core

/// Configurations whose kind begins with `prefix`, in the order of their names.
package struct ListBucketDocuments: Query {
    package let bucket: BucketName
    /// Such as `analytics/`.
    package let prefix: String
    /// Kinds after this one; empty for the first page.
    package let after: String
    package let limit: Int
    /// What a page may take; one document it has at least.
    package let bytes: Int

    package struct Page: Sendable {
        package let documents: [(kind: DocumentKind, document: [UInt8])]
        /// Whether it ends for its bytes.
        package let isCut: Bool
    }

    package init(bucket: BucketName, prefix: String, after: String, limit: Int, bytes: Int) {
        self.bucket = bucket
        self.prefix = prefix
        self.after = after
        self.limit = limit
        self.bytes = bytes
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Page {
        let bucket = try snapshot.row(of: bucket)
        let kinds = TextRange(prefix: prefix).after(after)
        var (found, room, isCut): ([(kind: DocumentKind, document: [UInt8])], Int, Bool) = ([], bytes, false)
        try translating { () throws(DatabaseError) in
            try snapshot.connection.each(
                """
                SELECT kind, document FROM bucket_documents WHERE bucket_id = ? AND kind >= ? AND kind < ? ORDER BY kind LIMIT ?
                """, .integer(bucket.id), kinds.lower, kinds.upper, .integer(limit)
            ) { row in
                let document = row.blob(1)
                isCut = !found.isEmpty && document.count > room
                guard !isCut else { return false }
                found.append((DocumentKind(row.text(0)), document))
                room -= document.count
                return true
            }
        }
        return Page(documents: found, isCut: isCut)
    }
}

/// How many configurations there are whose kind begins with `prefix`; none of them is read.
package struct CountBucketDocuments: Query {
    package let bucket: BucketName
    package let prefix: String

    package init(bucket: BucketName, prefix: String) {
        self.bucket = bucket
        self.prefix = prefix
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Int {
        let bucket = try snapshot.row(of: bucket)
        let kinds = TextRange(prefix: prefix)
        return try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                "SELECT COUNT(*) FROM bucket_documents WHERE bucket_id = ? AND kind >= ? AND kind < ?", .integer(bucket.id),
                kinds.lower, kinds.upper
            ) { $0.int(0) } ?? 0
        }
    }
}
