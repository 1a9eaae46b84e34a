package import Checksums

/// Which digests of a body are wanted besides MD5, which every ETag needs.
package struct DigestRequest: Sendable {
    package var checksum: ChecksumAlgorithm?
    /// SHA-256 of the body, when the signature covers it.
    package var sha256: Bool
    /// S3's own checksum besides: of a part whose upload asked for none.
    package var ownChecksum: Bool

    package init(checksum: ChecksumAlgorithm? = nil, sha256: Bool = false, ownChecksum: Bool = false) {
        self.checksum = checksum
        self.sha256 = sha256
        self.ownChecksum = ownChecksum
    }
}

/// A body's digests as it passes.
struct Digests: Sendable {
    private var md5 = MD5Hasher()
    private var sha256: SHA256Hasher?
    private var checksum: ChecksumHasher?
    private var ownChecksum: ChecksumHasher?

    /// Big-endian; nil where it was not asked for.
    struct Values {
        let md5: [UInt8]
        let sha256, checksum, ownChecksum: [UInt8]?
    }

    init(_ request: DigestRequest) {
        sha256 = request.sha256 ? SHA256Hasher() : nil
        checksum = request.checksum.map { ChecksumHasher($0) }
        ownChecksum = request.ownChecksum ? ChecksumHasher(.ownChoice) : nil
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        md5.update(bytes)
        sha256?.update(bytes)
        checksum?.update(bytes)
        ownChecksum?.update(bytes)
    }

    func finalized() -> Values {
        Values(
            md5: md5.finalize(), sha256: sha256?.finalize(), checksum: checksum?.finalize(), ownChecksum: ownChecksum?.finalize())
    }
}
