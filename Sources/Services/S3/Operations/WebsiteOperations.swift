/// Buckets that browsers read.
extension Operation {
    static let websites: [Operation] = [
        Operation("GetBucketCors", "GET", .bucket, "cors", BucketConfiguration.cors.get),
        Operation("PutBucketCors", "PUT", .bucket, "cors", BucketConfiguration.cors.put),
        Operation("DeleteBucketCors", "DELETE", .bucket, "cors", BucketConfiguration.cors.delete),
        Operation("GetBucketWebsite", "GET", .bucket, "website", BucketConfiguration.website.get),
        Operation("PutBucketWebsite", "PUT", .bucket, "website", BucketConfiguration.website.put),
        Operation("DeleteBucketWebsite", "DELETE", .bucket, "website", BucketConfiguration.website.delete),
    ]
}
