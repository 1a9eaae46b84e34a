internal import ServiceKit

/// Tags of objects and buckets.
extension S3Service {
    static let tagging: [Operation<S3Service>] = [
        Operation("GetBucketTagging", "GET", .bucket, "tagging", BucketConfiguration.tagging.get),
        Operation("PutBucketTagging", "PUT", .bucket, "tagging", BucketConfiguration.tagging.put),
        Operation("DeleteBucketTagging", "DELETE", .bucket, "tagging", BucketConfiguration.tagging.delete),
        Operation("GetObjectTagging", "GET", .object, "tagging", S3Call.getObjectTagging),
        Operation("PutObjectTagging", "PUT", .object, "tagging", S3Call.putObjectTagging),
        Operation("DeleteObjectTagging", "DELETE", .object, "tagging", S3Call.deleteObjectTagging),
    ]

    /// Tags of buckets by their ARN, as newer tools set them. Source: S3 Control API.
    static let control: [Operation<S3Service>] = [
        Operation("ListTagsForResource", "GET", .control, "", S3Call.listTagsForResource, note: "S3 Control; buckets"),
        Operation("TagResource", "POST", .control, "", S3Call.tagResource, note: "S3 Control; buckets"),
        Operation("UntagResource", "DELETE", .control, "", S3Call.untagResource, note: "S3 Control; buckets"),
    ]
}
