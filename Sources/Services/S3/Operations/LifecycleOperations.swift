internal import ServiceKit

/// What happens to objects by themselves as time passes. PutBucketLifecycle and GetBucketLifecycle are older names of the same requests.
extension S3Service {
    static let lifecycle: [Operation<S3Service>] = [
        Operation("GetBucketLifecycleConfiguration", "GET", .bucket, "lifecycle", S3Call.getLifecycle),
        Operation(
            "PutBucketLifecycleConfiguration", "PUT", .bucket, "lifecycle", S3Call.putLifecycle,
            note:
                "a transition changes the storage class, and with it whether an object must be restored to be read; its bytes stay where they are"
        ),
        Operation("DeleteBucketLifecycle", "DELETE", .bucket, "lifecycle", S3Call.deleteLifecycle),
    ]
}
