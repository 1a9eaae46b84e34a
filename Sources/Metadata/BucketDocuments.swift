internal import Database
package import PeltonCore

/// A bucket's configuration documents, one of each kind, kept as they were sent once they passed validation.
package struct SetBucketDocument: Mutation {
    package let bucket: BucketName
    /// `policy`, `cors`, `lifecycle` … as in the sub-resource's name.
    package let kind: String
    /// nil removes it.
    package let document: [UInt8]?

    package init(bucket: BucketName, kind: String, document: [UInt8]?) {
        self.bucket = bucket
        self.kind = kind
        self.document = document
    }

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        let id = try transaction.buckets.entry(bucket, transaction.connection).bucket.id
        try translating { () throws(DatabaseError) in
            if let document {
                try transaction.connection.run(
                    "INSERT OR REPLACE INTO bucket_documents (bucket_id, kind, document) VALUES (?, ?, ?)",
                    .integer(id), .text(kind), .blob(document))
            } else {
                try transaction.connection.run("DELETE FROM bucket_documents WHERE bucket_id = ? AND kind = ?", .integer(id), .text(kind))
            }
        }
    }
}

package struct GetBucketDocument: Query {
    package let bucket: BucketName
    package let kind: String

    package init(bucket: BucketName, kind: String) {
        self.bucket = bucket
        self.kind = kind
    }

    /// - Returns: nil if the bucket has none of that kind.
    /// - Throws: `.noSuchBucket`.
    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [UInt8]? {
        let bucket = try FindBucket(bucket).run(snapshot)
        return try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                "SELECT document FROM bucket_documents WHERE bucket_id = ? AND kind = ?", .integer(bucket.id), .text(kind)
            ) { $0.blob(0) }
        }
    }
}
