internal import Database
package import PeltonCore

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

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> Page {
        let bucket = try snapshot.row(of: bucket)
        var (found, room, isCut): ([(kind: DocumentKind, document: [UInt8])], Int, Bool) = ([], bytes, false)
        try translating { () throws(DatabaseError) in
            try snapshot.connection.each(
                """
                SELECT kind, document FROM bucket_documents
                WHERE bucket_id = ?1 AND kind > ?2 AND kind >= ?3 AND substr(kind, 1, length(?3)) = ?3 ORDER BY kind LIMIT ?4
                """, .integer(bucket.id), .text(after), .text(prefix), .integer(limit)
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

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> Int {
        let bucket = try snapshot.row(of: bucket)
        return try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                "SELECT COUNT(*) FROM bucket_documents WHERE bucket_id = ?1 AND kind >= ?2 AND substr(kind, 1, length(?2)) = ?2",
                .integer(bucket.id), .text(prefix)
            ) { $0.int(0) } ?? 0
        }
    }
}
