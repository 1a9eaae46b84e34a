internal import Checksums
package import ObjectData
package import Core
package import ContentEncryption

/// An UploadPartCopy: which stretch of which object becomes which part.
package struct PartCopy: Sendable {
    package let sourceBucket: BucketName
    package let sourceKey: ObjectKey
    package let sourceVersion: VersionID?
    package let condition: CopySourceCondition
    package let range: Range<Int64>
    package let bucket: BucketName
    package let upload: Upload
    package let number: Int
    /// What opens the source, if it is encrypted.
    package var sourceWrap: KeyEncryptionKey?
    /// How the part is encrypted, if its upload is.
    package var seal: EnvelopeEncryption?

    package init(
        sourceBucket: BucketName, sourceKey: ObjectKey, sourceVersion: VersionID?, condition: CopySourceCondition, range: Range<Int64>,
        bucket: BucketName, upload: Upload, number: Int
    ) {
        self.sourceBucket = sourceBucket
        self.sourceKey = sourceKey
        self.sourceVersion = sourceVersion
        self.condition = condition
        self.range = range
        self.bucket = bucket
        self.upload = upload
        self.number = number
    }

    var algorithm: ChecksumAlgorithm? { upload.checksumAlgorithm.flatMap { ChecksumAlgorithm(rawValue: $0) } }
}

package struct CopiedPart: Sendable {
    /// Without quotes.
    package let etag: String
    package let checksum: StoredChecksum?
    package let modified: Timestamp
}

extension ObjectEngine {
    /// Source: API_UploadPartCopy. Links the source's bytes where that is worth it; reads them only where the upload keeps a checksum
    /// that does not follow from those that are there.
    /// - Parameter found: the source, from which `part.range` was made.
    /// - Returns: nil if the source has other bytes by now: then it is to be looked up anew.
    package func copyPart(_ part: PartCopy, of found: FoundObject) async throws(EngineError) -> CopiedPart? {
        guard let content = found.version.content, isWorthLinking(part, found) else { return try await rewritePart(part, of: found) }
        guard let checksum = try await checksum(of: part, found) else { return nil }
        let own = part.algorithm == nil ? Self.known(.ownChoice, of: part.range, found.version) : nil
        let etag = Self.etag(of: part.range, found.version)
        let modified = try await commit(
            CopyPart(
                sourceBucket: part.sourceBucket, sourceKey: part.sourceKey, sourceVersion: part.sourceVersion,
                sourceCondition: part.condition, sourceContent: content, range: part.range, bucket: part.bucket, key: part.upload.key,
                upload: part.upload.id, number: part.number, etag: etag, checksum: checksum.value,
                ownChecksum: own.flatMap { Base64.decode($0.value) }))
        return modified.map { CopiedPart(etag: etag, checksum: checksum.value, modified: $0) }
    }

    /// Small stretches are copied, so that they do not hold a large blob's room; so is what lies in so many pieces that lists made of
    /// lists would grow without end, and with them what a commit writes and a reader holds: two pieces for what a client copies range by
    /// range, and one more for each 64 MiB, leave the largest object about a hundred thousand. And what is kept under another key than the
    /// upload's, which two contents with S3's own never are.
    private func isWorthLinking(_ part: PartCopy, _ found: FoundObject) -> Bool {
        let length = Int64(part.range.count)
        let kinds = [found.version.attributes.encryption, part.upload.attributes.encryption].map { $0?.algorithm }
        guard length > limits.smallBytes, kinds == [nil, nil] || kinds == [.aes256, .aes256] else { return false }
        guard case .extents(let list) = found.place else { return true }
        let pieces = list.count { $0.start < part.range.upperBound && $0.start + $0.length > part.range.lowerBound }
        return pieces <= 2 + Int(length >> 26)
    }

    private func rewritePart(_ part: PartCopy, of found: FoundObject) async throws(EngineError) -> CopiedPart? {
        guard let reader = try await open(part, found) else { return nil }
        let digests = DigestRequest(checksum: part.algorithm, ownChecksum: part.algorithm == nil)
        let sink = try await sink(digests, announced: Int64(part.range.count), seal: part.seal)
        try await transfer(reader, to: sink)
        let content = try await sink.finish()
        let checksum = Self.stored(part.algorithm, content.checksum)
        let modified = try await putPart(
            bucket: part.bucket, key: part.upload.key, upload: part.upload.id, number: part.number, checksum: checksum, content)
        return CopiedPart(etag: content.etag, checksum: checksum, modified: modified)
    }

    /// - Returns: nil if the source has other bytes by now.
    private func open(_ part: PartCopy, _ found: FoundObject) async throws(EngineError) -> ObjectReader? {
        let reader = try await open(bucket: part.sourceBucket, key: part.sourceKey, version: part.sourceVersion)
        guard reader.object.version.content == found.version.content else { return nil }
        if let wrap = part.sourceWrap { try reader.unlock(wrap) }
        reader.seek(part.range)
        return reader
    }

    /// A part's ETag need not be its MD5; it must differ where the bytes do. What is one PUT whole keeps its own.
    private static func etag(of range: Range<Int64>, _ source: ObjectVersion) -> String {
        if range == 0..<source.size, source.partCount == 0, source.etag.utf8.count == 32 { return source.etag }
        return Hex.encode(MD5Hasher.hash(Array("\(source.etag) \(source.size) \(range.lowerBound)-\(range.upperBound)".utf8)))
    }

    private static func stored(_ algorithm: ChecksumAlgorithm?, _ value: [UInt8]?) -> StoredChecksum? {
        guard let algorithm, let value else { return nil }
        return StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode(value))
    }

    // MARK: The checksum of a stretch

    private struct PartChecksum { let value: StoredChecksum? }

    /// - Returns: nil if the source has other bytes by now.
    private func checksum(of part: PartCopy, _ found: FoundObject) async throws(EngineError) -> PartChecksum? {
        guard let algorithm = part.algorithm else { return PartChecksum(value: nil) }
        let source = found.version
        if let known = Self.known(algorithm, of: part.range, source) { return PartChecksum(value: known) }
        if algorithm.isCRC, let content = source.content, source.partCount > 0,
            let combined = Self.combined(try await read(FindParts(content: content)), algorithm, part.range)
        {
            return PartChecksum(value: Self.stored(algorithm, combined))
        }
        guard let reader = try await open(part, found) else { return nil }
        return PartChecksum(value: Self.stored(algorithm, try await hash(reader, with: ChecksumHasher(algorithm)).finalize()))
    }

    /// The source's own, where all of it is copied.
    private static func known(_ algorithm: ChecksumAlgorithm, of range: Range<Int64>, _ source: ObjectVersion) -> StoredChecksum? {
        guard range == 0..<source.size, let own = source.checksum, own.algorithm == algorithm.rawValue, !own.isComposite else { return nil }
        return own
    }

    /// The CRC of whole parts in a row.
    /// - Returns: nil if the range begins or ends within a part, or the parts have other checksums.
    private static func combined(_ table: PartTable?, _ algorithm: ChecksumAlgorithm, _ range: Range<Int64>) -> [UInt8]? {
        guard let table, table.algorithm == algorithm.rawValue else { return nil }
        var (position, whole): (Int64, [UInt8]?) = (0, nil)
        for part in table.parts {
            defer { position += part.size }
            guard position + part.size > range.lowerBound, position < range.upperBound else { continue }
            guard position >= range.lowerBound, position + part.size <= range.upperBound,
                let value = part.checksum.flatMap({ Base64.decode($0) }), value.count == algorithm.digestLength
            else { return nil }
            whole = whole.map { combineCRC(algorithm, $0, value, secondLength: part.size) } ?? value
        }
        return whole
    }
}
