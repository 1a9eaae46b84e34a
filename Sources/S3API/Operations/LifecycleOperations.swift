/// What happens to objects by themselves as time passes.
extension Operation {
    static let lifecycle: [Operation] = [
        Operation(
            "GetBucketLifecycleConfiguration", "GET", .bucket, "lifecycle", S3Call.getBucketDefault, partly: "as for a bucket without one"),
        Operation("PutBucketLifecycleConfiguration", "PUT", .bucket, "lifecycle"),
        Operation("DeleteBucketLifecycle", "DELETE", .bucket, "lifecycle"),
    ]
}
