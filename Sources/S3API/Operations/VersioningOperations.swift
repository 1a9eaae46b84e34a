/// Whether a bucket keeps versions.
extension Operation {
    static let versioning: [Operation] = [
        Operation(
            "GetBucketVersioning", "GET", .bucket, "versioning", S3Call.getBucketDefault, partly: "as for a bucket that never had it"),
        Operation("PutBucketVersioning", "PUT", .bucket, "versioning"),
    ]
}
