internal import ServiceKit

/// Whether a bucket keeps versions.
extension S3Service {
    static let versioning: [Operation<S3Service>] = [
        Operation(
            "GetBucketVersioning", "GET", .bucket, "versioning", S3Call.getBucketVersioning),
        Operation("PutBucketVersioning", "PUT", .bucket, "versioning", S3Call.putBucketVersioning, partly: "no MFA delete"),
    ]
}
