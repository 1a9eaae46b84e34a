internal import ServiceKit

/// Buckets themselves.
extension S3Service {
    static let buckets: [Operation<S3Service>] = [
        Operation("ListBuckets", "GET", .service, "", S3Call.listBuckets),
        Operation("CreateBucket", "PUT", .bucket, "", S3Call.createBucket),
        Operation("HeadBucket", "HEAD", .bucket, "", S3Call.headBucket),
        Operation("DeleteBucket", "DELETE", .bucket, "", S3Call.deleteBucket),
        Operation("GetBucketLocation", "GET", .bucket, "location", S3Call.getBucketDefault),
    ]
}
