/// Tags of objects and buckets.
extension Operation {
    static let tagging: [Operation] = [
        Operation("GetBucketTagging", "GET", .bucket, "tagging", S3Call.getBucketDefault, partly: "as for a bucket without tags"),
        Operation("PutBucketTagging", "PUT", .bucket, "tagging"),
        Operation("DeleteBucketTagging", "DELETE", .bucket, "tagging"),
        Operation("GetObjectTagging", "GET", .object, "tagging", S3Call.getObjectTagging),
        Operation("PutObjectTagging", "PUT", .object, "tagging", S3Call.putObjectTagging),
        Operation("DeleteObjectTagging", "DELETE", .object, "tagging", S3Call.deleteObjectTagging),
    ]
}
