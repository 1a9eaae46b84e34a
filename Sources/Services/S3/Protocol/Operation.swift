/// Every operation of S3, how a request for it looks, and what performs it: the router's table and the documentation's.
/// Source: S3 API Reference, "Actions"; shapes of requests as in botocore's model.
package struct Operation: Sendable {
    package enum Level: Sendable { case service, bucket, object, control }
    package enum Support: String, Sendable {
        case done = "done"
        case partly = "partly"
        case notYet = "not yet"
    }

    typealias Perform = @Sendable (S3Call) -> @Sendable () async throws(S3Error) -> Void

    package let name: String
    package let method: String
    package let level: Level
    /// The query parameter that tells it from others of its method and level; empty for the plain one.
    package let selector: String
    package let support: Support
    /// For readers of the documentation.
    package let note: String
    /// nil answers 501.
    let perform: Perform?

    /// - Parameter partly: what of it is missing.
    init(
        _ name: String, _ method: String, _ level: Level, _ selector: String, _ perform: Perform? = nil, partly: String? = nil,
        note: String = ""
    ) {
        self.name = name
        self.method = method
        self.level = level
        self.selector = selector
        self.perform = perform
        self.note = partly ?? note
        support = perform == nil ? .notYet : partly == nil ? .done : .partly
    }

    /// Whether a body may come as aws-chunked: that of an object or a part.
    var takesStream: Bool { name == "PutObject" || name == "UploadPart" }
}

extension Operation {
    package static let all: [Operation] =
        [
            buckets, listings, objects, multipart, notifications, access,
            tagging, control, versioning, objectLock, encryption, lifecycle, websites,
            configurations, unbuilt,
        ].flatMap { $0 }

    /// Older names of requests that look the same as those of a newer one.
    package static let olderNames = [
        "GetBucketLifecycle": "GetBucketLifecycleConfiguration", "PutBucketLifecycle": "PutBucketLifecycleConfiguration",
        "GetBucketNotification": "GetBucketNotificationConfiguration", "PutBucketNotification": "PutBucketNotificationConfiguration",
    ]
}
