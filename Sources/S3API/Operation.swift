/// Every operation of S3, how a request for it looks, and whether Pelton has it: the router's table and the documentation's.
/// Source: S3 API Reference, "Actions"; shapes of requests as in botocore's model.
package struct Operation: Sendable {
    package enum Level: Sendable { case service, bucket, object }
    package enum Support: String, Sendable {
        case done = "done"
        case partly = "partly"
        case notYet = "not yet"
    }

    package let name: String
    package let method: String
    package let level: Level
    /// The query parameter that tells it from others of its method and level; empty for the plain one.
    package let selector: String
    package let support: Support
    /// For readers of the documentation.
    package let note: String

    private init(_ name: String, _ method: String, _ level: Level, _ selector: String, _ support: Support, _ note: String = "") {
        self.name = name
        self.method = method
        self.level = level
        self.selector = selector
        self.support = support
        self.note = note
    }
}

extension Operation {
    package static let all: [Operation] = [
        Operation("ListBuckets", "GET", .service, "", .done),

        Operation(
            "CreateBucket", "PUT", .bucket, "", .partly, "no object lock, tags; ownership BucketOwnerEnforced only; no ACL but private"),
        Operation("HeadBucket", "HEAD", .bucket, "", .done),
        Operation("DeleteBucket", "DELETE", .bucket, "", .done),
        Operation("ListObjects", "GET", .bucket, "", .done),
        Operation("ListObjectsV2", "GET", .bucket, "list-type", .done),
        Operation("DeleteObjects", "POST", .bucket, "delete", .partly, "unversioned buckets"),
        Operation("PostObject", "POST", .bucket, "", .done, "browser form upload"),
        Operation("GetBucketNotificationConfiguration", "GET", .bucket, "notification", .done),
        Operation(
            "PutBucketNotificationConfiguration", "PUT", .bucket, "notification", .partly,
            "functions; queues and topics do not exist here yet, EventBridge is refused"),
        Operation("ListMultipartUploads", "GET", .bucket, "uploads", .partly, "no delimiter"),
        Operation("ListObjectVersions", "GET", .bucket, "versions", .notYet),

        Operation("GetBucketLocation", "GET", .bucket, "location", .done),
        Operation("GetBucketAcl", "GET", .bucket, "acl", .partly, "the owner's full control, as for a bucket without ACLs"),
        Operation("GetBucketPolicy", "GET", .bucket, "policy", .partly, "as for a bucket without one"),
        Operation("GetBucketPolicyStatus", "GET", .bucket, "policyStatus", .partly, "as for a bucket without a policy"),
        Operation("GetBucketTagging", "GET", .bucket, "tagging", .partly, "as for a bucket without tags"),
        Operation("GetBucketVersioning", "GET", .bucket, "versioning", .partly, "as for a bucket that never had it"),
        Operation("GetBucketCors", "GET", .bucket, "cors", .partly, "as for a bucket without one"),
        Operation(
            "GetBucketEncryption", "GET", .bucket, "encryption", .partly, "AWS's default for a new bucket; Pelton does not encrypt yet"),
        Operation("GetBucketLifecycleConfiguration", "GET", .bucket, "lifecycle", .partly, "as for a bucket without one"),
        Operation("GetPublicAccessBlock", "GET", .bucket, "publicAccessBlock", .partly, "AWS's default for a new bucket"),
        Operation("GetBucketOwnershipControls", "GET", .bucket, "ownershipControls", .partly, "AWS's default for a new bucket"),
        Operation("GetObjectLockConfiguration", "GET", .bucket, "object-lock", .partly, "as for a bucket without one"),
        Operation("GetBucketWebsite", "GET", .bucket, "website", .partly, "as for a bucket without one"),
        Operation("GetBucketLogging", "GET", .bucket, "logging", .partly, "as for a bucket without it"),
        Operation("GetBucketAccelerateConfiguration", "GET", .bucket, "accelerate", .partly, "as for a bucket that never had it"),
        Operation("GetBucketRequestPayment", "GET", .bucket, "requestPayment", .partly, "the owner pays"),
        Operation("GetBucketReplication", "GET", .bucket, "replication", .partly, "as for a bucket without one"),

        Operation("PutBucketAcl", "PUT", .bucket, "acl", .notYet),
        Operation("PutBucketPolicy", "PUT", .bucket, "policy", .notYet),
        Operation("DeleteBucketPolicy", "DELETE", .bucket, "policy", .notYet),
        Operation("PutBucketTagging", "PUT", .bucket, "tagging", .notYet),
        Operation("DeleteBucketTagging", "DELETE", .bucket, "tagging", .notYet),
        Operation("PutBucketVersioning", "PUT", .bucket, "versioning", .notYet),
        Operation("PutBucketCors", "PUT", .bucket, "cors", .notYet),
        Operation("DeleteBucketCors", "DELETE", .bucket, "cors", .notYet),
        Operation("PutBucketEncryption", "PUT", .bucket, "encryption", .notYet),
        Operation("DeleteBucketEncryption", "DELETE", .bucket, "encryption", .notYet),
        Operation("PutBucketLifecycleConfiguration", "PUT", .bucket, "lifecycle", .notYet),
        Operation("DeleteBucketLifecycle", "DELETE", .bucket, "lifecycle", .notYet),
        Operation("PutPublicAccessBlock", "PUT", .bucket, "publicAccessBlock", .notYet),
        Operation("DeletePublicAccessBlock", "DELETE", .bucket, "publicAccessBlock", .notYet),
        Operation("PutBucketOwnershipControls", "PUT", .bucket, "ownershipControls", .notYet),
        Operation("DeleteBucketOwnershipControls", "DELETE", .bucket, "ownershipControls", .notYet),
        Operation("PutObjectLockConfiguration", "PUT", .bucket, "object-lock", .notYet),
        Operation("PutBucketWebsite", "PUT", .bucket, "website", .notYet),
        Operation("DeleteBucketWebsite", "DELETE", .bucket, "website", .notYet),
        Operation("PutBucketLogging", "PUT", .bucket, "logging", .notYet),
        Operation("PutBucketAccelerateConfiguration", "PUT", .bucket, "accelerate", .notYet),
        Operation("PutBucketRequestPayment", "PUT", .bucket, "requestPayment", .notYet),
        Operation("PutBucketReplication", "PUT", .bucket, "replication", .notYet),
        Operation("DeleteBucketReplication", "DELETE", .bucket, "replication", .notYet),
        Operation("GetBucketAnalyticsConfiguration", "GET", .bucket, "analytics", .notYet),
        Operation("PutBucketAnalyticsConfiguration", "PUT", .bucket, "analytics", .notYet),
        Operation("DeleteBucketAnalyticsConfiguration", "DELETE", .bucket, "analytics", .notYet),
        Operation("GetBucketIntelligentTieringConfiguration", "GET", .bucket, "intelligent-tiering", .notYet),
        Operation("PutBucketIntelligentTieringConfiguration", "PUT", .bucket, "intelligent-tiering", .notYet),
        Operation("DeleteBucketIntelligentTieringConfiguration", "DELETE", .bucket, "intelligent-tiering", .notYet),
        Operation("GetBucketInventoryConfiguration", "GET", .bucket, "inventory", .notYet),
        Operation("PutBucketInventoryConfiguration", "PUT", .bucket, "inventory", .notYet),
        Operation("DeleteBucketInventoryConfiguration", "DELETE", .bucket, "inventory", .notYet),
        Operation("GetBucketMetricsConfiguration", "GET", .bucket, "metrics", .notYet),
        Operation("PutBucketMetricsConfiguration", "PUT", .bucket, "metrics", .notYet),
        Operation("DeleteBucketMetricsConfiguration", "DELETE", .bucket, "metrics", .notYet),
        Operation("GetBucketAbac", "GET", .bucket, "abac", .notYet),
        Operation("PutBucketAbac", "PUT", .bucket, "abac", .notYet),
        Operation("CreateBucketMetadataConfiguration", "POST", .bucket, "metadataConfiguration", .notYet),
        Operation("GetBucketMetadataConfiguration", "GET", .bucket, "metadataConfiguration", .notYet),
        Operation("DeleteBucketMetadataConfiguration", "DELETE", .bucket, "metadataConfiguration", .notYet),
        Operation("CreateBucketMetadataTableConfiguration", "POST", .bucket, "metadataTable", .notYet),
        Operation("GetBucketMetadataTableConfiguration", "GET", .bucket, "metadataTable", .notYet),
        Operation("DeleteBucketMetadataTableConfiguration", "DELETE", .bucket, "metadataTable", .notYet),
        Operation("UpdateBucketMetadataInventoryTableConfiguration", "PUT", .bucket, "metadataInventoryTable", .notYet),
        Operation("UpdateBucketMetadataJournalTableConfiguration", "PUT", .bucket, "metadataJournalTable", .notYet),
        Operation("CreateSession", "GET", .bucket, "session", .notYet),

        Operation("PutObject", "PUT", .object, "", .partly, "no encryption, object lock or ACL headers"),
        Operation("GetObject", "GET", .object, "", .partly, "unversioned buckets"),
        Operation("HeadObject", "HEAD", .object, "", .partly, "unversioned buckets"),
        Operation("DeleteObject", "DELETE", .object, "", .partly, "unversioned buckets"),
        Operation("CopyObject", "PUT", .object, "x-amz-copy-source", .partly, "no encryption, object lock or ACL headers"),
        Operation("GetObjectAcl", "GET", .object, "acl", .partly, "the owner's full control"),
        Operation("GetObjectTagging", "GET", .object, "tagging", .partly, "tags given at upload"),
        Operation("CreateMultipartUpload", "POST", .object, "uploads", .partly, "as PutObject"),
        Operation("UploadPart", "PUT", .object, "uploadId", .done),
        Operation("UploadPartCopy", "PUT", .object, "uploadId+x-amz-copy-source", .partly, "the bytes are read and written again"),
        Operation("CompleteMultipartUpload", "POST", .object, "uploadId", .done),
        Operation("AbortMultipartUpload", "DELETE", .object, "uploadId", .done),
        Operation("ListParts", "GET", .object, "uploadId", .done),
        Operation("PutObjectAcl", "PUT", .object, "acl", .notYet),
        Operation("PutObjectTagging", "PUT", .object, "tagging", .notYet),
        Operation("DeleteObjectTagging", "DELETE", .object, "tagging", .notYet),
        Operation("GetObjectAttributes", "GET", .object, "attributes", .notYet),
        Operation("GetObjectLegalHold", "GET", .object, "legal-hold", .notYet),
        Operation("PutObjectLegalHold", "PUT", .object, "legal-hold", .notYet),
        Operation("GetObjectRetention", "GET", .object, "retention", .notYet),
        Operation("PutObjectRetention", "PUT", .object, "retention", .notYet),
        Operation("GetObjectTorrent", "GET", .object, "torrent", .notYet),
        Operation("RenameObject", "PUT", .object, "renameObject", .notYet),
        Operation("RestoreObject", "POST", .object, "restore", .notYet),
        Operation("SelectObjectContent", "POST", .object, "select", .notYet),
        Operation("UpdateObjectEncryption", "PUT", .object, "encryption", .notYet),
    ]
}
