/// Objects.
extension Operation {
    static let objects: [Operation] = [
        Operation("DeleteObjects", "POST", .bucket, "delete", S3Call.deleteObjects, partly: "unversioned buckets"),
        Operation("PostObject", "POST", .bucket, "", S3Call.postObject, note: "browser form upload"),
        Operation("PutObject", "PUT", .object, "", S3Call.putObject, partly: "no encryption, object lock or ACL headers"),
        Operation("GetObject", "GET", .object, "", S3Call.getObject, partly: "unversioned buckets"),
        Operation("HeadObject", "HEAD", .object, "", S3Call.headObject, partly: "unversioned buckets"),
        Operation("DeleteObject", "DELETE", .object, "", S3Call.deleteObject, partly: "unversioned buckets"),
        Operation(
            "CopyObject", "PUT", .object, "x-amz-copy-source", S3Call.copyObject, partly: "no encryption, object lock or ACL headers"),
        Operation("GetObjectAttributes", "GET", .object, "attributes", S3Call.getObjectAttributes),
        Operation("RenameObject", "PUT", .object, "renameObject"),
    ]
}
