internal import ServiceKit

/// Buckets that browsers read.
extension S3Service {
    static let websites: [Operation<S3Service>] = [
        Operation("GetBucketCors", "GET", .bucket, "cors", BucketConfiguration.cors.get),
        Operation("PutBucketCors", "PUT", .bucket, "cors", BucketConfiguration.cors.put),
        Operation("DeleteBucketCors", "DELETE", .bucket, "cors", BucketConfiguration.cors.delete),
        Operation("GetBucketWebsite", "GET", .bucket, "website", BucketConfiguration.website.get),
        Operation("PutBucketWebsite", "PUT", .bucket, "website", BucketConfiguration.website.put),
        Operation("DeleteBucketWebsite", "DELETE", .bucket, "website", BucketConfiguration.website.delete),
    ]
}
