internal import Blobs
internal import ObjectData
private import Core

/// A body that arrived whole. A file of it is synced already; it is removed with this value unless a row came to name it.
package final class FreshContent: Sendable {
    /// What is given back when the bytes are committed, or not wanted any more.
    struct Holdings: Sendable {
        let file: UnnamedFile?
        let booking: DiskReservation
        let memory: GatheredBytes?
        let turn: Turn?
    }

    package let size: Int64
    /// 16 bytes.
    package let md5: [UInt8]
    package let sha256: [UInt8]?
    /// Big-endian; of the algorithm that was asked for.
    package let checksum: [UInt8]?
    /// Big-endian; S3's own, if it was asked for.
    let ownChecksum: [UInt8]?
    /// The bytes' MD5 in hexadecimal, or an opaque text of the same shape: the ETag of a single PUT.
    package let etag: String
    let content: NewContent
    private let holdings: Holdings

    /// - Parameter etag: nil for the MD5.
    init(
        size: Int64, digests: Digests.Values, content: NewContent, holding holdings: Holdings, etag: String? = nil
    ) {
        self.size = size
        self.etag = etag ?? Hex.encode(digests.md5)
        md5 = digests.md5
        sha256 = digests.sha256
        checksum = digests.checksum
        ownChecksum = digests.ownChecksum
        self.content = content
        self.holdings = holdings
    }

    /// A commit names it now, or may have: not ours to remove any more.
    func keep() { holdings.file?.keep() }
}

/// A blob's writer between threads, one at a time, ended on a thread for disks.
final class UnnamedFile: @unchecked Sendable {
    // The sink hands it from job to job, each after the one before ended; afterwards only `keep` and `deinit` touch it.
    private var writer: BlobWriter?
    private let threads: DiskThreads

    init(_ writer: BlobWriter, _ threads: DiskThreads) {
        self.writer = writer
        self.threads = threads
    }

    func with<T>(_ body: (BlobWriter) throws(BlobError) -> T) throws(BlobError) -> T {
        guard let writer else { throw .failed(call: "write", errno: 0, path: "a blob that was closed") }
        return try body(writer)
    }

    func keep() { writer?.keep() }

    deinit {
        // Unlinking and closing may wait for the disk.
        nonisolated(unsafe) let last = writer
        writer = nil
        threads.finish { last?.end() }
    }
}
