internal import Database
package import Store
package import Core

/// Why a mutation or a query of objects and buckets does not do what it was asked.
package enum ObjectRefusal: Error, Sendable, Hashable {
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
    /// What was asked about is not what is there any more.
    case conflict(String)
}

package typealias ObjectError = StoreError<ObjectRefusal>

/// Runs a piece of SQL work and turns SQLite's error into the area's.
func translating<T>(_ work: () throws(DatabaseError) -> T) throws(ObjectError) -> T {
    do { return try work() } catch { throw ObjectError(error) }
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

/// A write's conditions, judged inside the commit. Source: S3 User Guide, "Conditional requests".
package struct WriteCondition: Sendable, Hashable {
    /// `If-None-Match: *`
    package var mustBeAbsent = false
    /// `If-Match`, without quotes
    package var etag: String?
    package init(mustBeAbsent: Bool = false, etag: String? = nil) {
        self.mustBeAbsent = mustBeAbsent
        self.etag = etag
    }
}
