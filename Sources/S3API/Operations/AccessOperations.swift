/// Who may do what: policies, access control lists, ownership, the public access block.
extension Operation {
    static let access: [Operation] = [
        Operation(
            "GetBucketAcl", "GET", .bucket, "acl", S3Call.getBucketDefault, partly: "the owner's full control, as for a bucket without ACLs"
        ),
        Operation("GetBucketPolicy", "GET", .bucket, "policy", S3Call.getBucketDefault, partly: "as for a bucket without one"),
        Operation(
            "GetBucketPolicyStatus", "GET", .bucket, "policyStatus", S3Call.getBucketDefault, partly: "as for a bucket without a policy"),
        Operation(
            "GetPublicAccessBlock", "GET", .bucket, "publicAccessBlock", S3Call.getBucketDefault, partly: "AWS's default for a new bucket"),
        Operation(
            "GetBucketOwnershipControls", "GET", .bucket, "ownershipControls", S3Call.getBucketDefault,
            partly: "AWS's default for a new bucket"),
        Operation("PutBucketAcl", "PUT", .bucket, "acl"),
        Operation("PutBucketPolicy", "PUT", .bucket, "policy"),
        Operation("DeleteBucketPolicy", "DELETE", .bucket, "policy"),
        Operation("PutPublicAccessBlock", "PUT", .bucket, "publicAccessBlock"),
        Operation("DeletePublicAccessBlock", "DELETE", .bucket, "publicAccessBlock"),
        Operation("PutBucketOwnershipControls", "PUT", .bucket, "ownershipControls"),
        Operation("DeleteBucketOwnershipControls", "DELETE", .bucket, "ownershipControls"),
        Operation("GetObjectAcl", "GET", .object, "acl", S3Call.getObjectACL, partly: "the owner's full control"),
        Operation("PutObjectAcl", "PUT", .object, "acl"),
    ]
}
