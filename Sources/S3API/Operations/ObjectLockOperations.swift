/// What keeps versions from being removed.
extension Operation {
    static let objectLock: [Operation] = [
        Operation(
            "GetObjectLockConfiguration", "GET", .bucket, "object-lock", S3Call.getBucketDefault, partly: "as for a bucket without one"),
        Operation("PutObjectLockConfiguration", "PUT", .bucket, "object-lock"),
        Operation("GetObjectLegalHold", "GET", .object, "legal-hold"),
        Operation("PutObjectLegalHold", "PUT", .object, "legal-hold"),
        Operation("GetObjectRetention", "GET", .object, "retention"),
        Operation("PutObjectRetention", "PUT", .object, "retention"),
    ]
}
