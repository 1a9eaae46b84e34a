internal import ServiceKit

/// Server-side encryption.
extension S3Service {
    static let encryption: [Operation<S3Service>] = [
        Operation(
            "GetBucketEncryption", "GET", .bucket, "encryption", S3Call.getBucketEncryption,
            note: "404 for a bucket that was never configured: such a bucket does not encrypt, where AWS would with S3's own keys"),
        Operation("PutBucketEncryption", "PUT", .bucket, "encryption", S3Call.putBucketEncryption, partly: "no aws:kms:dsse"),
        Operation("DeleteBucketEncryption", "DELETE", .bucket, "encryption", S3Call.deleteBucketEncryption),
        Operation("UpdateObjectEncryption", "PUT", .object, "encryption"),
    ]
}
