internal import ServiceKit

/// What Pelton does not have: 501, whatever the bucket.
extension S3Service {
    static let lambdaResponse = "WriteGetObjectResponse"

    static let unbuilt: [Operation<S3Service>] = [
        Operation(lambdaResponse, "POST", .service, "", note: "of an endpoint of its own"),
        Operation("GetBucketAbac", "GET", .bucket, "abac"),
        Operation("PutBucketAbac", "PUT", .bucket, "abac"),
        Operation("CreateBucketMetadataConfiguration", "POST", .bucket, "metadataConfiguration"),
        Operation("GetBucketMetadataConfiguration", "GET", .bucket, "metadataConfiguration"),
        Operation("DeleteBucketMetadataConfiguration", "DELETE", .bucket, "metadataConfiguration"),
        Operation("CreateBucketMetadataTableConfiguration", "POST", .bucket, "metadataTable"),
        Operation("GetBucketMetadataTableConfiguration", "GET", .bucket, "metadataTable"),
        Operation("DeleteBucketMetadataTableConfiguration", "DELETE", .bucket, "metadataTable"),
        Operation("UpdateBucketMetadataJournalTableConfiguration", "PUT", .bucket, "metadataJournalTable"),
        Operation("UpdateBucketMetadataInventoryTableConfiguration", "PUT", .bucket, "metadataInventoryTable"),
        Operation("UpdateBucketMetadataAnnotationTableConfiguration", "PUT", .bucket, "metadataAnnotationTable"),
        Operation("CreateSession", "GET", .bucket, "session"),
        Operation("ListObjectAnnotations", "GET", .object, "annotation"),
        Operation("GetObjectAnnotation", "GET", .object, "annotation+annotationName"),
        Operation("PutObjectAnnotation", "PUT", .object, "annotation"),
        Operation("DeleteObjectAnnotation", "DELETE", .object, "annotation"),
        Operation("ListDirectoryBuckets", "GET", .service, "directory-buckets", note: "of an endpoint of its own"),
        Operation("GetObjectTorrent", "GET", .object, "torrent"),
        Operation("SelectObjectContent", "POST", .object, "select"),
    ]
}
