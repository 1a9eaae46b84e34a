internal import ServiceKit

/// Who may do what: policies, access control lists, ownership, the public access block.
extension S3Service {
    static let access: [Operation<S3Service>] = [
        Operation("GetBucketPolicy", "GET", .bucket, "policy", S3Call.getBucketPolicy),
        Operation("PutBucketPolicy", "PUT", .bucket, "policy", S3Call.putBucketPolicy),
        Operation("DeleteBucketPolicy", "DELETE", .bucket, "policy", S3Call.deleteBucketPolicy),
        Operation("GetBucketPolicyStatus", "GET", .bucket, "policyStatus", S3Call.getBucketPolicyStatus),
        Operation("GetBucketAcl", "GET", .bucket, "acl", S3Call.getBucketACL),
        Operation("PutBucketAcl", "PUT", .bucket, "acl", S3Call.putBucketACL),
        Operation("GetObjectAcl", "GET", .object, "acl", S3Call.getObjectACL),
        Operation("PutObjectAcl", "PUT", .object, "acl", S3Call.putObjectACL),
        Operation("GetBucketOwnershipControls", "GET", .bucket, "ownershipControls", S3Call.getBucketOwnershipControls),
        Operation("PutBucketOwnershipControls", "PUT", .bucket, "ownershipControls", S3Call.putBucketOwnershipControls),
        Operation("DeleteBucketOwnershipControls", "DELETE", .bucket, "ownershipControls", S3Call.deleteBucketOwnershipControls),
        Operation("GetPublicAccessBlock", "GET", .bucket, "publicAccessBlock", S3Call.getPublicAccessBlock),
        Operation("PutPublicAccessBlock", "PUT", .bucket, "publicAccessBlock", S3Call.putPublicAccessBlock),
        Operation("DeletePublicAccessBlock", "DELETE", .bucket, "publicAccessBlock", S3Call.deletePublicAccessBlock),
    ]
}
