/// Server-side encryption.
extension Operation {
    static let encryption: [Operation] = [
        Operation(
            "GetBucketEncryption", "GET", .bucket, "encryption", S3Call.getBucketDefault,
            partly: "AWS's default for a new bucket; Pelton does not encrypt yet"),
        Operation("PutBucketEncryption", "PUT", .bucket, "encryption"),
        Operation("DeleteBucketEncryption", "DELETE", .bucket, "encryption"),
        Operation("UpdateObjectEncryption", "PUT", .object, "encryption"),
    ]
}
