internal import ServiceKit

/// What keeps versions from being removed.
extension S3Service {
    static let objectLock: [Operation<S3Service>] = [
        Operation(
            "GetObjectLockConfiguration", "GET", .bucket, "object-lock", S3Call.getObjectLockConfiguration),
        Operation("PutObjectLockConfiguration", "PUT", .bucket, "object-lock", S3Call.putObjectLockConfiguration),
        Operation("GetObjectLegalHold", "GET", .object, "legal-hold", S3Call.getObjectLegalHold),
        Operation("PutObjectLegalHold", "PUT", .object, "legal-hold", S3Call.putObjectLegalHold),
        Operation("GetObjectRetention", "GET", .object, "retention", S3Call.getObjectRetention),
        Operation("PutObjectRetention", "PUT", .object, "retention", S3Call.putObjectRetention),
    ]
}
