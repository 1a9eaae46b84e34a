package import Core

/// Why a mutation or a read did not happen. A mutation that throws changed nothing.
package enum MetadataError: Error, Sendable, Hashable {
    case noSuchBucket(BucketName)
    case bucketExists(BucketName, owner: AccountID)
    case bucketNotEmpty(BucketName, isVersioned: Bool)
    case noSuchKey(ObjectKey)
    case noSuchVersion(ObjectKey, VersionID)
    /// What was to be read is a delete marker.
    case isDeleteMarker(DeleteMarker)
    /// Object lock keeps the version.
    case locked
    /// Its class is an archive's, from which it must be restored before it can be copied.
    case archived(storageClass: String)
    /// A restore is asked for of what is in no archive.
    case notArchived
    /// A lock was asked for in a bucket that has none.
    case missingObjectLock
    /// The bucket's other settings do not go with this one; the text says why.
    case invalidBucketState(String)
    case noSuchUpload(UploadID)
    case preconditionFailed(condition: String)
    /// A condition holds, but of what came after the upload was begun.
    case conditionOvertaken(condition: String, ObjectKey)
    /// A part that a completion names is missing or has another ETag or checksum.
    case invalidPart(number: Int)
    case partTooSmall(number: Int, size: Int64, etag: String)
    case tooLarge
    /// The copy's source is not there, or its conditions do not hold.
    case noSuchCopySource(bucket: BucketName, key: ObjectKey)
    case copyConditionFailed(condition: String)
    case copyOntoItself
    /// What the copy is to tell of the source's bytes must be read from them first.
    case copyNeedsDigests
    case copySourceIsDeleteMarker
    /// The client's token was used for another request.
    case idempotencyMismatch
    /// A resource of another service: a role, function, policy, statement …
    case notFound(String)
    case alreadyExists(String)
    case conflict(String)
    /// What would be added makes a resource's policy longer than it may be.
    case policyTooLong(bytes: Int)

    /// The queue is full and nothing was tried, or a read took too long and was ended. It may be tried again.
    case busy
    case diskFull
    /// Writes are off for the reason given, until a restart.
    case readOnly(String)
    /// Disk or database; the text is for the log, never for an answer.
    case storage(String)
    case stopped
}

/// A version that says that there is no object any more. Source: S3 User Guide, "Working with delete markers".
package struct DeleteMarker: Sendable, Hashable {
    package let key: ObjectKey
    package let versionID: VersionID
    package let modified: Timestamp
    /// Whether it was asked for by its id.
    package let isNamed: Bool

    /// The same, as if it had been asked for by its id.
    package var named: Self { Self(key: key, versionID: versionID, modified: modified, isNamed: true) }
}
