internal import ServiceKit

/// Objects.
extension S3Service {
    static let objects: [Operation<S3Service>] = [
        Operation("DeleteObjects", "POST", .bucket, "delete", S3Call.deleteObjects),
        Operation("PostObject", "POST", .bucket, "", S3Call.postObject, note: "browser form upload"),
        Operation("PutObject", "PUT", .object, "", S3Call.putObject, takesStream: true),
        Operation("GetObject", "GET", .object, "", S3Call.getObject),
        Operation("HeadObject", "HEAD", .object, "", S3Call.headObject),
        Operation("DeleteObject", "DELETE", .object, "", S3Call.deleteObject),
        Operation("CopyObject", "PUT", .object, "x-amz-copy-source", S3Call.copyObject),
        Operation("GetObjectAttributes", "GET", .object, "attributes", S3Call.getObjectAttributes),
        Operation(
            "RestoreObject", "POST", .object, "restore", S3Call.restoreObject, partly: "no SELECT, no archive tiers of INTELLIGENT_TIERING"),
        Operation(
            "RenameObject", "PUT", .object, "renameObject", S3Call.renameObject,
            note: "in every bucket that keeps no versions; AWS has it in directory buckets"),
    ]
}
