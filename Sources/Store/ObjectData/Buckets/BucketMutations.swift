package import Store
internal import Database
package import Notifications
package import Core

/// Source: API_CreateBucket.
package struct CreateBucket: Mutation {
    package let name: BucketName
    package let owner: AccountID
    /// LocationConstraint; nil for us-east-1.
    package let location: String?
    /// Object lock needs versions: they are enabled with it.
    package let hasObjectLock: Bool
    /// Configurations that it has from the start.
    package let documents: [DocumentKind: [UInt8]]

    package init(
        name: BucketName, owner: AccountID, location: String?, hasObjectLock: Bool = false, documents: [DocumentKind: [UInt8]] = [:]
    ) {
        self.name = name
        self.owner = owner
        self.location = location
        self.hasObjectLock = hasObjectLock
        self.documents = documents
    }

    package var rowBytes: Int { documents.values.reduce(0) { $0 + $1.count } }

    /// - Throws: `.bucketExists` with its owner, who may be the caller.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let found = try translating { () throws(DatabaseError) in try BucketRows.find(name, transaction.connection) }
        if let found { throw .refused(.bucketExists(name, owner: found.owner)) }
        // From the time of creation on, by a clock that never goes back: deleting and making a bucket again never lets its sequence fall.
        let firstSequence = transaction.storeNow.milliseconds << 16
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                INSERT INTO buckets (name, account_id, location, created_ms, versioning, object_lock, next_sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, .text(name.description), .text(owner.description), .optional(location), .integer(transaction.wallNow.milliseconds),
                .text((hasObjectLock ? Bucket.Versioning.enabled : .never).rawValue), .flag(hasObjectLock), .integer(firstSequence))
            let id = transaction.connection.lastInsertedRowID
            for (kind, document) in documents {
                try transaction.connection.run(
                    "INSERT INTO bucket_documents (bucket_id, kind, document) VALUES (?, ?, ?)", .integer(id), .text(kind.rawValue),
                    .blob(document))
            }
        }
    }
}

/// Source: API_DeleteBucket. Open multipart uploads do not keep a bucket; they are aborted with it.
package struct DeleteBucket: Mutation {
    package let name: BucketName
    package init(name: BucketName) { self.name = name }

    package var usesReserve: Bool { true }

    /// - Throws: `.noSuchBucket`, `.bucketNotEmpty`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let bucket = try transaction.buckets.entry(name, transaction.connection).bucket
        let isUsed = try translating { () throws(DatabaseError) in
            try transaction.connection.first("SELECT 1 FROM versions WHERE bucket_id = ? LIMIT 1", .integer(bucket.id)) { _ in true }
                ?? false
        }
        guard !isUsed else { throw .refused(.bucketNotEmpty(name, isVersioned: bucket.versioning != .never)) }
        try translating { () throws(DatabaseError) in
            try transaction.dropUploadsAndDocuments(ofBucket: bucket.id)
            try transaction.connection.run("DELETE FROM lifecycle_runs WHERE bucket_id = ?", .integer(bucket.id))
            try transaction.connection.run("DELETE FROM notification_revisions WHERE bucket_id = ?", .integer(bucket.id))
            try transaction.connection.run("DELETE FROM buckets WHERE id = ?", .integer(bucket.id))
            transaction.objects.change(name)
            transaction.buckets.forget(name)
        }
    }
}

/// Replaces a bucket's notification configuration by a new revision. Writes committed later are matched by it.
package struct SetNotificationConfiguration: Mutation {
    /// Only the newest is read; those before it tell what an event was matched by.
    private static let keptRevisions: Int64 = 10

    package let bucket: BucketName
    package let configuration: NotificationConfiguration

    package init(bucket: BucketName, configuration: NotificationConfiguration) {
        self.bucket = bucket
        self.configuration = configuration
    }

    package var rowBytes: Int { configuration.document.count }

    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "INSERT INTO notification_revisions (bucket_id, revision, document, created_ms) VALUES (?, ?, ?, ?)",
                .integer(entry.bucket.id), .integer(entry.revision + 1), .blob(configuration.document),
                .integer(transaction.wallNow.milliseconds))
            try transaction.connection.run(
                "DELETE FROM notification_revisions WHERE bucket_id = ? AND revision <= ?", .integer(entry.bucket.id),
                .integer(entry.revision + 1 - Self.keptRevisions))
            transaction.buckets.forget(bucket)
        }
    }
}
