package import Store
internal import Database
package import Core

/// Puts or removes one of a bucket's configurations. Who reads the bucket after the answer sees it.
package struct SetBucketDocument: Mutation {
    package let bucket: BucketName
    package let kind: DocumentKind
    /// nil removes it.
    package let document: [UInt8]?
    private let companions: [DocumentKind: [UInt8]?]
    private let judge: @Sendable (Bucket) -> ObjectRefusal?

    /// - Parameters:
    ///   - companions: documents that come and go with this one.
    ///   - judge: looks at the bucket as it is in the commit, and says why not.
    package init(
        bucket: BucketName, kind: DocumentKind, document: [UInt8]?, companions: [DocumentKind: [UInt8]?] = [:],
        judge: @escaping @Sendable (Bucket) -> ObjectRefusal? = { _ in nil }
    ) {
        self.bucket = bucket
        self.kind = kind
        self.document = document
        self.companions = companions
        self.judge = judge
    }

    package var rowBytes: Int { companions.values.reduce(document?.count ?? 0) { $0 + ($1?.count ?? 0) } }
    /// Removing always works.
    package var usesReserve: Bool { document == nil && companions.values.allSatisfy { $0 == nil } }

    /// - Throws: `.noSuchBucket`, or what `judge` says.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let bucket = try transaction.buckets.entry(bucket, transaction.connection).bucket
        if let refusal = judge(bucket) { throw .refused(refusal) }
        try transaction.set(kind, of: bucket, to: document)
        for (kind, document) in companions { try transaction.set(kind, of: bucket, to: document) }
    }
}

extension WriteTransaction {
    func set(_ kind: DocumentKind, of bucket: Bucket, to document: [UInt8]?) throws(ObjectError) {
        try translating { () throws(DatabaseError) in
            if let document {
                try connection.run(
                    "INSERT OR REPLACE INTO bucket_documents (bucket_id, kind, document) VALUES (?, ?, ?)", .integer(bucket.id),
                    .text(kind.rawValue), .blob(document))
            } else {
                try connection.run(
                    "DELETE FROM bucket_documents WHERE bucket_id = ? AND kind = ?", .integer(bucket.id), .text(kind.rawValue))
            }
            try changed(bucket)
        }
    }

    /// Everybody looks the bucket up anew.
    func changed(_ bucket: Bucket) throws(DatabaseError) {
        objects.change(bucket.name)
        buckets.forget(bucket.name)
    }
}

/// One configuration of many, such as a bucket's analytics by id; nil if there is none.
package struct FindBucketDocument: Query {
    package let bucket: BucketName
    package let kind: DocumentKind

    package init(bucket: BucketName, kind: DocumentKind) {
        self.bucket = bucket
        self.kind = kind
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [UInt8]? {
        let bucket = try snapshot.row(of: bucket)
        return try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                "SELECT document FROM bucket_documents WHERE bucket_id = ? AND kind = ?", .integer(bucket.id), .text(kind.rawValue)
            ) { $0.blob(0) }
        }
    }
}
