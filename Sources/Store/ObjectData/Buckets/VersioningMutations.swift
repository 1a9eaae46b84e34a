package import Store
internal import Database
package import Core

/// Source: API_PutBucketVersioning.
package struct SetVersioning: Mutation {
    package let bucket: BucketName
    /// Enabled or suspended: there is no way back to a bucket that never had versions.
    package let isEnabled: Bool

    package init(bucket: BucketName, isEnabled: Bool) {
        self.bucket = bucket
        self.isEnabled = isEnabled
    }

    /// - Throws: `.noSuchBucket`; `.invalidBucketState` where object lock needs versions.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let bucket = try transaction.buckets.entry(bucket, transaction.connection).bucket
        guard isEnabled || !bucket.hasObjectLock else {
            throw .refused(
                .invalidBucketState(
                    "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."))
        }
        let state = isEnabled ? Bucket.Versioning.enabled : .suspended
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE buckets SET versioning = ? WHERE id = ?", .text(state.rawValue), .integer(bucket.id))
            try transaction.changed(bucket)
        }
    }
}

/// Source: API_PutObjectLockConfiguration. Once on, object lock stays on.
package struct SetObjectLock: Mutation {
    package let bucket: BucketName
    /// nil locks only what asks for it.
    package let retention: DefaultRetention?

    package init(bucket: BucketName, retention: DefaultRetention?) {
        self.bucket = bucket
        self.retention = retention
    }

    /// - Throws: `.noSuchBucket`; `.invalidBucketState` for a bucket without versions.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let bucket = try transaction.buckets.entry(bucket, transaction.connection).bucket
        guard bucket.versioning == .enabled else {
            throw .refused(.invalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"))
        }
        try translating { () throws(DatabaseError) in
            try transaction.connection.run("UPDATE buckets SET object_lock = 1 WHERE id = ?", .integer(bucket.id))
        }
        try transaction.set(.objectLock, of: bucket, to: retention?.document)
    }
}
