package import Store
internal import Database
package import Core

/// Source: API_UploadPartCopy. Links a stretch of the source's contents: no byte moves.
package struct CopyPart: Mutation {
    package let sourceBucket: BucketName
    package let sourceKey: ObjectKey
    package let sourceVersion: VersionID?
    package let sourceCondition: CopySourceCondition
    /// What the ETag and the checksum were taken of: the source must still be it.
    package let sourceContent: ContentID
    package let range: Range<Int64>
    package let bucket: BucketName
    package let key: ObjectKey
    package let upload: UploadID
    package let number: Int
    package let etag: String
    package let checksum: StoredChecksum?
    package let ownChecksum: [UInt8]?

    package init(
        sourceBucket: BucketName, sourceKey: ObjectKey, sourceVersion: VersionID?, sourceCondition: CopySourceCondition,
        sourceContent: ContentID, range: Range<Int64>, bucket: BucketName, key: ObjectKey, upload: UploadID, number: Int, etag: String,
        checksum: StoredChecksum?, ownChecksum: [UInt8]?
    ) {
        self.sourceBucket = sourceBucket
        self.sourceKey = sourceKey
        self.sourceVersion = sourceVersion
        self.sourceCondition = sourceCondition
        self.sourceContent = sourceContent
        self.range = range
        self.bucket = bucket
        self.key = key
        self.upload = upload
        self.number = number
        self.etag = etag
        self.checksum = checksum
        self.ownChecksum = ownChecksum
    }

    /// - Returns: when the part counts as last modified; nil if the source has other contents by now.
    /// - Throws: `.noSuchUpload`; as `findCopySource`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Timestamp? {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        _ = try transaction.requireOpen(upload, entry.bucket.id, key)
        let source = try transaction.findCopySource(sourceBucket, sourceKey, sourceVersion, sourceCondition)
        guard source.content == sourceContent else { return nil }
        try translating { () throws(DatabaseError) in
            let part = UploadedPart(
                number: number, size: Int64(range.count), etag: etag, checksum: checksum, ownChecksum: ownChecksum,
                modified: transaction.wallNow,
                content: try transaction.link(sourceContent, range, size: source.size))
            try transaction.put(part, into: upload)
        }
        return transaction.wallNow
    }
}
