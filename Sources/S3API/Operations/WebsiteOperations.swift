/// Buckets that browsers read.
extension Operation {
    static let websites: [Operation] = [
        Operation("GetBucketCors", "GET", .bucket, "cors", S3Call.getBucketDefault, partly: "as for a bucket without one"),
        Operation("GetBucketWebsite", "GET", .bucket, "website", S3Call.getBucketDefault, partly: "as for a bucket without one"),
        Operation("PutBucketCors", "PUT", .bucket, "cors"),
        Operation("DeleteBucketCors", "DELETE", .bucket, "cors"),
        Operation("PutBucketWebsite", "PUT", .bucket, "website"),
        Operation("DeleteBucketWebsite", "DELETE", .bucket, "website"),
    ]
}
