package import ServiceKit

/// How a request for an operation of S3 looks, and what performs it: a handler that reads the request and writes the answer itself, as bodies
/// stream. It comes to the objects by an authorisation alone.
package struct S3Handler: Sendable {
    package enum Level: Sendable { case service, bucket, object, control }

    typealias Perform = @Sendable (S3Call) -> @Sendable () async throws(ServiceError) -> Void

    package let method: String
    package let level: Level
    /// The query parameter that tells it from others of its method and level; empty for the plain one.
    package let selector: String
    /// Whether a body may come as aws-chunked: that of an object or a part.
    package let takesStream: Bool
    /// nil answers 501.
    let perform: Perform?
}

extension Operation<S3Service> {
    /// - Parameters:
    ///   - perform: nil for one that is not built.
    ///   - partly: what of it is missing.
    init(
        _ name: String, _ method: String, _ level: S3Handler.Level, _ selector: String, _ perform: S3Handler.Perform? = nil,
        partly: String? = nil, note: String = "", takesStream: Bool = false
    ) {
        let support: Support = perform == nil ? .notYet : partly.map { .partly($0) } ?? .done
        self.init(
            OperationDescription(name, support, note: note),
            handler: S3Handler(method: method, level: level, selector: selector, takesStream: takesStream, perform: perform))
    }
}

/// Every operation of S3: the router's table and the documentation's.
/// Source: S3 API Reference, "Actions"; shapes of requests as in botocore's model.
extension S3Service {
    package static let operations = Operations<S3Service>(
        [
            buckets, listings, objects, multipart, notifications, access, tagging, control, versioning, objectLock, encryption, lifecycle,
            websites, configurations, unbuilt,
        ].flatMap { $0 })

    /// Older names of requests that look the same as those of a newer one.
    package static let olderNames = [
        "GetBucketLifecycle": "GetBucketLifecycleConfiguration", "PutBucketLifecycle": "PutBucketLifecycleConfiguration",
        "GetBucketNotification": "GetBucketNotificationConfiguration", "PutBucketNotification": "PutBucketNotificationConfiguration",
    ]
}
