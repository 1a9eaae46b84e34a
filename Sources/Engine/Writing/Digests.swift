package import Checksums

/// Which digests of a body are wanted besides MD5, which every ETag needs.
package struct DigestRequest: Sendable {
    package var checksum: ChecksumAlgorithm?
    /// SHA-256 of the body, when the signature covers it.
    package var sha256: Bool

    package init(checksum: ChecksumAlgorithm? = nil, sha256: Bool = false) {
        self.checksum = checksum
        self.sha256 = sha256
    }
}

/// A body's digests as it passes.
struct Digests: Sendable {
    private var md5 = MD5Hasher()
    private var sha256: SHA256Hasher?
    private var checksum: ChecksumHasher?

    init(_ request: DigestRequest) {
        sha256 = request.sha256 ? SHA256Hasher() : nil
        checksum = request.checksum.map { ChecksumHasher($0) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        md5.update(bytes)
        sha256?.update(bytes)
        checksum?.update(bytes)
    }

    func finalized() -> (md5: [UInt8], sha256: [UInt8]?, checksum: [UInt8]?) { (md5.finalize(), sha256?.finalize(), checksum?.finalize()) }
}
