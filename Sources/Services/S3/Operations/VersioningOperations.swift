/// Whether a bucket keeps versions.
extension Operation {
    static let versioning: [Operation] = [
        Operation(
            "GetBucketVersioning", "GET", .bucket, "versioning", S3Call.getBucketVersioning),
        Operation("PutBucketVersioning", "PUT", .bucket, "versioning", S3Call.putBucketVersioning, partly: "no MFA delete"),
    ]
}
