internal import Checksums
package import ObjectData
internal import Store
internal import Core
package import ContentEncryption

extension ObjectEngine {
    /// Source: API_CopyObject. Links the source's bytes: costs the same whatever their size. Where the copy's ETag or checksum are not the
    /// source's they are read once, in steps, and hashed.
    /// - Parameter wrap: what opens the source, if it is encrypted.
    /// - Throws: `.failed(.diskFull)`: rows take room too, and the reserve is for what gives back; `.damaged` and `.wrongKey` of a source
    ///   that must be read; `.busy` if it is replaced by other such ones again and again.
    package func copy(
        _ copy: CopyObject, unlocking wrap: KeyEncryptionKey? = nil, in judged: BucketIdentity? = nil
    ) async throws(EngineError) -> WrittenVersion {
        var copy = copy
        for _ in 0..<8 {
            do throws(EngineError) { return try await commit(copy, in: judged) } catch {
                guard case .refused(.copyNeedsDigests) = error else { throw error }
            }
            copy.digests = try await digests(for: copy, wrap)
        }
        throw .busy
    }

    /// - Returns: nil if the source is a delete marker by now.
    private func digests(for copy: CopyObject, _ wrap: KeyEncryptionKey?) async throws(EngineError) -> CopyObject.Digests? {
        let reader = try await open(bucket: copy.sourceBucket, key: copy.sourceKey, version: copy.sourceVersion)
        let source = reader.object.version
        guard let content = source.content else { return nil }
        do { try copy.requireSameKey(source.attributes.encryption) } catch { throw EngineError(error) }
        if let wrap { try reader.unlock(wrap) }
        let asked = (copy.checksumAlgorithm ?? source.checksum?.algorithm).flatMap { ChecksumAlgorithm(rawValue: $0) } ?? .ownChoice
        let known = source.checksum.flatMap { $0.algorithm == asked.rawValue && !$0.isComposite ? $0 : nil }
        let hidesMD5 = source.attributes.encryption.map { $0.algorithm != .aes256 } ?? false
        let etag = source.partCount == 0 ? source.etag : hidesMD5 ? opaqueETag(random) : nil
        var hashers = CopyHashers(md5: etag == nil ? MD5Hasher() : nil, checksum: known == nil ? ChecksumHasher(asked) : nil)
        if !hashers.isEmpty { hashers = try await hash(reader, with: hashers) }
        let taken = hashers.checksum.map { StoredChecksum(algorithm: asked.rawValue, value: Base64.encode($0.finalize())) }
        let md5 = hashers.md5.map { Hex.encode($0.finalize()) }
        guard let checksum = known ?? taken, let etag = etag ?? md5 else { return nil }
        return CopyObject.Digests(content: content, etag: etag, checksum: checksum)
    }
}

/// What a copy needs to know of its source's bytes.
private struct CopyHashers: ByteHasher {
    var md5: MD5Hasher?
    var checksum: ChecksumHasher?

    var isEmpty: Bool { md5 == nil && checksum == nil }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        md5?.update(bytes)
        checksum?.update(bytes)
    }
}
