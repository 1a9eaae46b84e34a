internal import ServiceKit

/// Bucket notifications.
extension S3Service {
    static let notifications: [Operation<S3Service>] = [
        Operation("GetBucketNotificationConfiguration", "GET", .bucket, "notification", S3Call.getNotificationConfiguration),
        Operation(
            "PutBucketNotificationConfiguration", "PUT", .bucket, "notification", S3Call.putNotificationConfiguration,
            partly: "functions; queues and topics do not exist here yet, EventBridge is refused"),
    ]
}
