/// Listings of objects.
extension Operation {
    static let listings: [Operation] = [
        Operation("ListObjects", "GET", .bucket, "", S3Call.listObjects),
        Operation("ListObjectsV2", "GET", .bucket, "list-type", S3Call.listObjectsV2),
        Operation("ListObjectVersions", "GET", .bucket, "versions", S3Call.listObjectVersions),
    ]
}
