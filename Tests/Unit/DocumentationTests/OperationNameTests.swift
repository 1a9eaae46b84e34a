import S3
import ServiceKit
import Testing

/// The table of S3's operations against the model that ships in botocore (S3, 2006-03-01).
struct OperationNameTests {
    private static let model = """
        AbortMultipartUpload CompleteMultipartUpload CopyObject CreateBucket CreateBucketMetadataConfiguration
        CreateBucketMetadataTableConfiguration CreateMultipartUpload CreateSession DeleteBucket
        DeleteBucketAnalyticsConfiguration DeleteBucketCors DeleteBucketEncryption
        DeleteBucketIntelligentTieringConfiguration DeleteBucketInventoryConfiguration DeleteBucketLifecycle
        DeleteBucketMetadataConfiguration DeleteBucketMetadataTableConfiguration DeleteBucketMetricsConfiguration
        DeleteBucketOwnershipControls DeleteBucketPolicy DeleteBucketReplication DeleteBucketTagging
        DeleteBucketWebsite DeleteObject DeleteObjectAnnotation DeleteObjectTagging DeleteObjects
        DeletePublicAccessBlock GetBucketAbac GetBucketAccelerateConfiguration GetBucketAcl
        GetBucketAnalyticsConfiguration GetBucketCors GetBucketEncryption GetBucketIntelligentTieringConfiguration
        GetBucketInventoryConfiguration GetBucketLifecycle GetBucketLifecycleConfiguration GetBucketLocation
        GetBucketLogging GetBucketMetadataConfiguration GetBucketMetadataTableConfiguration
        GetBucketMetricsConfiguration GetBucketNotification GetBucketNotificationConfiguration
        GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketReplication GetBucketRequestPayment
        GetBucketTagging GetBucketVersioning GetBucketWebsite GetObject GetObjectAcl GetObjectAnnotation
        GetObjectAttributes GetObjectLegalHold GetObjectLockConfiguration GetObjectRetention GetObjectTagging
        GetObjectTorrent GetPublicAccessBlock HeadBucket HeadObject ListBucketAnalyticsConfigurations
        ListBucketIntelligentTieringConfigurations ListBucketInventoryConfigurations ListBucketMetricsConfigurations
        ListBuckets ListDirectoryBuckets ListMultipartUploads ListObjectAnnotations ListObjectVersions ListObjects
        ListObjectsV2 ListParts PutBucketAbac PutBucketAccelerateConfiguration PutBucketAcl
        PutBucketAnalyticsConfiguration PutBucketCors PutBucketEncryption PutBucketIntelligentTieringConfiguration
        PutBucketInventoryConfiguration PutBucketLifecycle PutBucketLifecycleConfiguration PutBucketLogging
        PutBucketMetricsConfiguration PutBucketNotification PutBucketNotificationConfiguration
        PutBucketOwnershipControls PutBucketPolicy PutBucketReplication PutBucketRequestPayment PutBucketTagging
        PutBucketVersioning PutBucketWebsite PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold
        PutObjectLockConfiguration PutObjectRetention PutObjectTagging PutPublicAccessBlock RenameObject
        RestoreObject SelectObjectContent UpdateBucketMetadataAnnotationTableConfiguration
        UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
        UpdateObjectEncryption UploadPart UploadPartCopy WriteGetObjectResponse
        """

    /// The form upload has no name in the model; tags by ARN are S3 Control's.
    private static let others: Set<String> = ["PostObject", "ListTagsForResource", "TagResource", "UntagResource"]

    @Test func `the table has every operation of the model and no other`() {
        let model = Set(Self.model.split { $0 == " " || $0 == "\n" }.map { String($0) })
        let table = Set(S3Service.operations.all.map(\.name)).union(S3Service.olderNames.keys)
        #expect(model.subtracting(table).sorted() == [])
        #expect(table.subtracting(model).subtracting(Self.others).sorted() == [])
    }

    @Test func `no two operations look the same`() {
        let looks = S3Service.operations.all.map(\.handler).map { "\($0.method) \($0.level) \($0.selector)" }
        #expect(Set(looks).count == looks.count)
    }

    @Test func `an older name is that of a request that has a newer one`() {
        let names = Set(S3Service.operations.all.map(\.name))
        #expect(S3Service.olderNames.values.allSatisfy { names.contains($0) })
    }

    @Test func `what is kept without an effect is said to be`() {
        for operation in S3Service.operations.all where ["analytics", "logging"].contains(operation.handler.selector) {
            guard case .partly("kept and read back; has no effect") = operation.description.support else {
                Issue.record("\(operation.name)")
                continue
            }
        }
    }
}
