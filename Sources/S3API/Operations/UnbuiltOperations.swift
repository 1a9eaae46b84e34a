/// What Pelton does not have: 501, whatever the bucket.
extension Operation {
    static let lambdaResponse = "WriteGetObjectResponse"

    static let unbuilt: [Operation] = [
        Operation(lambdaResponse, "POST", .service, ""),
        Operation("GetBucketAbac", "GET", .bucket, "abac"),
        Operation("PutBucketAbac", "PUT", .bucket, "abac"),
        Operation("CreateBucketMetadataConfiguration", "POST", .bucket, "metadataConfiguration"),
        Operation("GetBucketMetadataConfiguration", "GET", .bucket, "metadataConfiguration"),
        Operation("DeleteBucketMetadataConfiguration", "DELETE", .bucket, "metadataConfiguration"),
        Operation("CreateBucketMetadataTableConfiguration", "POST", .bucket, "metadataTable"),
        Operation("GetBucketMetadataTableConfiguration", "GET", .bucket, "metadataTable"),
        Operation("DeleteBucketMetadataTableConfiguration", "DELETE", .bucket, "metadataTable"),
        Operation("UpdateBucketMetadataJournalTableConfiguration", "PUT", .bucket, "metadataJournalTable"),
        Operation("CreateSession", "GET", .bucket, "session"),
        Operation("GetObjectTorrent", "GET", .object, "torrent"),
        Operation("RestoreObject", "POST", .object, "restore"),
        Operation("SelectObjectContent", "POST", .object, "select"),
    ]
}
