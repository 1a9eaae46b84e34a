/// Settings of buckets that are data here.
extension Operation {
    static let configurations: [Operation] = [
        Operation("GetBucketLogging", "GET", .bucket, "logging", S3Call.getBucketDefault, partly: "as for a bucket without it"),
        Operation(
            "GetBucketAccelerateConfiguration", "GET", .bucket, "accelerate", S3Call.getBucketDefault,
            partly: "as for a bucket that never had it"),
        Operation("GetBucketRequestPayment", "GET", .bucket, "requestPayment", S3Call.getBucketDefault, partly: "the owner pays"),
        Operation("GetBucketReplication", "GET", .bucket, "replication", S3Call.getBucketDefault, partly: "as for a bucket without one"),
        Operation("PutBucketLogging", "PUT", .bucket, "logging"),
        Operation("PutBucketAccelerateConfiguration", "PUT", .bucket, "accelerate"),
        Operation("PutBucketRequestPayment", "PUT", .bucket, "requestPayment"),
        Operation("PutBucketReplication", "PUT", .bucket, "replication"),
        Operation("DeleteBucketReplication", "DELETE", .bucket, "replication"),
        Operation("GetBucketAnalyticsConfiguration", "GET", .bucket, "analytics"),
        Operation("PutBucketAnalyticsConfiguration", "PUT", .bucket, "analytics"),
        Operation("DeleteBucketAnalyticsConfiguration", "DELETE", .bucket, "analytics"),
        Operation("GetBucketIntelligentTieringConfiguration", "GET", .bucket, "intelligent-tiering"),
        Operation("PutBucketIntelligentTieringConfiguration", "PUT", .bucket, "intelligent-tiering"),
        Operation("DeleteBucketIntelligentTieringConfiguration", "DELETE", .bucket, "intelligent-tiering"),
        Operation("GetBucketInventoryConfiguration", "GET", .bucket, "inventory"),
        Operation("PutBucketInventoryConfiguration", "PUT", .bucket, "inventory"),
        Operation("DeleteBucketInventoryConfiguration", "DELETE", .bucket, "inventory"),
        Operation("GetBucketMetricsConfiguration", "GET", .bucket, "metrics"),
        Operation("PutBucketMetricsConfiguration", "PUT", .bucket, "metrics"),
        Operation("DeleteBucketMetricsConfiguration", "DELETE", .bucket, "metrics"),
        Operation("UpdateBucketMetadataInventoryTableConfiguration", "PUT", .bucket, "metadataInventoryTable"),
    ]
}
