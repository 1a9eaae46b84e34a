internal import Store
package import ObjectData
package import Core

/// Multipart uploads and their parts, until they are completed.
extension ObjectEngine {
    /// - Throws: `.failed(.diskFull)`, as `copy`.
    package func createUpload(_ upload: CreateUpload, in judged: BucketIdentity? = nil) async throws(EngineError) {
        try await commit(upload, in: judged)
    }

    /// A new id for an upload: opaque, as long as AWS's are not, and never given twice.
    package func newUploadID() -> UploadID { UploadID(Hex.encode(random.bytes(UploadID.randomBytes))) }

    /// - Throws: `.refused(.noSuchUpload)`, also for one that was completed.
    package func openUpload(bucket: BucketName, key: ObjectKey, id: UploadID) async throws(EngineError) -> Upload {
        let upload = try await read(FindUpload(bucket: bucket, key: key, id: id))
        guard upload.completion == nil else { throw .refused(.noSuchUpload(id)) }
        return upload
    }

    /// An upload, also one that was completed.
    /// - Throws: `.refused(.noSuchUpload)`.
    package func upload(bucket: BucketName, key: ObjectKey, id: UploadID) async throws(EngineError) -> Upload {
        try await read(FindUpload(bucket: bucket, key: key, id: id))
    }

    /// - Returns: when the part counts as last modified.
    package func putPart(
        bucket: BucketName, key: ObjectKey, upload: UploadID, number: Int, checksum: StoredChecksum?, _ content: FreshContent
    ) async throws(EngineError) -> Timestamp {
        try await commit(
            PutPart(
                bucket: bucket, key: key, upload: upload, number: number, content: content.content, etag: content.etag, checksum: checksum,
                ownChecksum: content.ownChecksum),
            naming: content)
    }

    package func abortUpload(bucket: BucketName, key: ObjectKey, id: UploadID) async throws(EngineError) {
        try await commit(AbortUpload(bucket: bucket, key: key, upload: id))
    }

    package func parts(_ page: ListParts) async throws(EngineError) -> [UploadedPart] { try await read(page) }
    /// An open upload with a page of its parts, from one snapshot.
    /// - Throws: as `openUpload`.
    package func openUpload(_ parts: FindUploadParts) async throws(EngineError) -> FindUploadParts.Found {
        let found = try await read(parts)
        guard found.upload.completion == nil else { throw .refused(.noSuchUpload(parts.id)) }
        return found
    }
    package func uploads(_ page: ListUploadPage) async throws(EngineError) -> ListUploadPage.Page { try await read(page) }
}
