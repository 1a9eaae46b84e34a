internal import ServiceKit

/// Multipart uploads.
extension S3Service {
    static let multipart: [Operation<S3Service>] = [
        Operation("ListMultipartUploads", "GET", .bucket, "uploads", S3Call.listMultipartUploads),
        Operation("CreateMultipartUpload", "POST", .object, "uploads", S3Call.createMultipartUpload),
        Operation("UploadPart", "PUT", .object, "uploadId", S3Call.uploadPart, takesStream: true),
        Operation(
            "UploadPartCopy", "PUT", .object, "uploadId+x-amz-copy-source", S3Call.uploadPartCopy,
            note: "bytes are linked, not moved: the ETag of a range is not its MD5"),
        Operation("CompleteMultipartUpload", "POST", .object, "uploadId", S3Call.completeMultipartUpload),
        Operation("AbortMultipartUpload", "DELETE", .object, "uploadId", S3Call.abortMultipartUpload),
        Operation("ListParts", "GET", .object, "uploadId", S3Call.listParts),
    ]
}
