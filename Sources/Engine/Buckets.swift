package import Events
package import Metadata
package import PeltonCore

extension ObjectEngine {
    package func createBucket(_ bucket: CreateBucket) async throws(EngineError) { try await commit(bucket) }
    package func deleteBucket(_ name: BucketName) async throws(EngineError) { try await commit(DeleteBucket(name: name)) }
    package func bucket(_ name: BucketName) async throws(EngineError) -> Bucket {
        do { return try await metadata.bucket(name) } catch { throw .metadata(error) }
    }
    package func buckets(_ page: ListBuckets) async throws(EngineError) -> ListBuckets.Page { try await read(page) }

    package func notificationConfiguration(of bucket: BucketName) async throws(EngineError) -> NotificationConfiguration {
        try await read(GetNotificationConfiguration(bucket: bucket))
    }

    package func setNotificationConfiguration(of bucket: BucketName, to configuration: NotificationConfiguration) async throws(EngineError)
    {
        try await commit(SetNotificationConfiguration(bucket: bucket, configuration: configuration))
    }
}
