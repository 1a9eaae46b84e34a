private import CLinux

#if canImport(Glibc)
    private import Glibc
#endif

/// An open segment, closed with the last who uses it.
final class SegmentFile: Sendable {
    private let descriptor: CInt
    private let name: String

    /// - Parameter descriptor: becomes the file's.
    init(descriptor: CInt, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit { close(descriptor) }

    func size() throws(BlobError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw BlobError("fstat", name) }
        return Int64(status.st_size)
    }

    /// Blocks.
    func read(at start: Int64, _ count: Int) throws(BlobError) -> [UInt8] { try FileBytes.read(descriptor, name, at: start, count) }

    /// - Returns: nil unless all of it is in the page cache.
    func readCached(at start: Int64, _ count: Int) -> [UInt8]? {
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = clinux_read_cached(descriptor, buffer.baseAddress, count, start)
            isWhole = got == count
            filled = isWhole ? count : 0
        }
        return isWhole ? bytes : nil
    }

    func write(_ bytes: [UInt8], at start: Int64) throws(BlobError) { try FileBytes.write(descriptor, name, bytes, at: start) }

    /// Cuts off what lies behind `end`.
    func truncate(to end: Int64) throws(BlobError) {
        guard ftruncate(descriptor, off_t(end)) == 0 else { throw BlobError("ftruncate", name) }
    }

    func sync() throws(BlobError) {
        guard fdatasync(descriptor) == 0 else { throw .sync(name) }
    }

    /// A file system without holes keeps the room until the whole segment is dead.
    func punch(_ span: Range<Int64>) throws(BlobError) {
        let code = clinux_punch(descriptor, span.lowerBound, span.upperBound - span.lowerBound)
        guard code == 0 || code == EOPNOTSUPP else { throw .failed(call: "fallocate", errno: code, path: name) }
    }
}
