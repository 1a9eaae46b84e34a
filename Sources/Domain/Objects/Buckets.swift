package import Notifications
package import ObjectData
internal import Store
package import Core

extension ObjectEngine {
    package func createBucket(_ bucket: CreateBucket) async throws(EngineError) { try await commit(bucket) }

    /// - Parameter judged: the bucket that was asked about, here as in what follows.
    package func deleteBucket(_ name: BucketName, in judged: BucketIdentity? = nil) async throws(EngineError) {
        try await commit(DeleteBucket(name: name), in: judged)
    }

    package func bucket(_ name: BucketName) async throws(EngineError) -> Bucket {
        do { return try await metadata.bucket(name) } catch { throw EngineError(error) }
    }
    package func buckets(_ page: ListBuckets) async throws(EngineError) -> ListBuckets.Page { try await read(page) }

    package func notificationConfiguration(of bucket: BucketName) async throws(EngineError) -> NotificationConfiguration {
        try await read(GetNotificationConfiguration(bucket: bucket))
    }

    package func setNotificationConfiguration(
        of bucket: BucketName, to configuration: NotificationConfiguration, in judged: BucketIdentity? = nil
    ) async throws(EngineError) {
        try await commit(SetNotificationConfiguration(bucket: bucket, configuration: configuration), in: judged)
    }

    package func set(_ versioning: SetVersioning, in judged: BucketIdentity? = nil) async throws(EngineError) {
        try await commit(versioning, in: judged)
    }

    package func set(_ lock: SetObjectLock, in judged: BucketIdentity? = nil) async throws(EngineError) {
        try await commit(lock, in: judged)
    }

    /// Puts or removes one of a bucket's configurations.
    /// - Throws: `.failed(.diskFull)`, as `copy`; removing one always works.
    package func set(_ document: SetBucketDocument) async throws(EngineError) {
        try await commit(document)
    }
    package func document(_ find: FindBucketDocument) async throws(EngineError) -> [UInt8]? { try await read(find) }
    package func documents(_ page: ListBucketDocuments) async throws(EngineError) -> ListBucketDocuments.Page { try await read(page) }
    package func count(_ documents: CountBucketDocuments) async throws(EngineError) -> Int { try await read(documents) }
}
