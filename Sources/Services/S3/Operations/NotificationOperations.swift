/// Bucket notifications.
extension Operation {
    static let notifications: [Operation] = [
        Operation("GetBucketNotificationConfiguration", "GET", .bucket, "notification", S3Call.getNotificationConfiguration),
        Operation(
            "PutBucketNotificationConfiguration", "PUT", .bucket, "notification", S3Call.putNotificationConfiguration,
            partly: "functions; queues and topics do not exist here yet, EventBridge is refused"),
    ]
}
