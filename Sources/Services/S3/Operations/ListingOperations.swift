internal import ServiceKit

/// Listings of objects.
extension S3Service {
    static let listings: [Operation<S3Service>] = [
        Operation("ListObjects", "GET", .bucket, "", S3Call.listObjects),
        Operation("ListObjectsV2", "GET", .bucket, "list-type", S3Call.listObjectsV2),
        Operation("ListObjectVersions", "GET", .bucket, "versions", S3Call.listObjectVersions),
    ]
}
