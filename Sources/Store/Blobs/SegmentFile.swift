private import CLinux
internal import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// An open segment, closed with the last who uses it.
final class SegmentFile: Sendable {
    private let descriptor: CInt
    private let name: String
    private let closing: FileClosing

    /// - Parameters:
    ///   - descriptor: becomes the file's.
    ///   - closing: who closes it. The last who uses it may be a reader that must not wait.
    init(descriptor: CInt, name: String, closing: FileClosing) {
        self.descriptor = descriptor
        self.name = name
        self.closing = closing
    }

    deinit { closing.close(descriptor) }

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
        Threads.assertMayWait()
        guard ftruncate(descriptor, off_t(end)) == 0 else { throw BlobError("ftruncate", name) }
    }

    func sync() throws(BlobError) {
        Threads.assertMayWait()
        guard fdatasync(descriptor) == 0 else { throw .sync(name) }
    }

    /// A file system without holes keeps the room until the whole segment is dead.
    func punch(_ span: Range<Int64>) throws(BlobError) {
        Threads.assertMayWait()
        let code = clinux_punch(descriptor, span.lowerBound, span.upperBound - span.lowerBound)
        guard code == 0 || code == EOPNOTSUPP else { throw .failed(call: "fallocate", errno: code, path: name) }
    }
}

/// Closes files on a thread that may wait: one of the engine's, as long as there is an engine.
final class FileClosing: Sendable {
    private struct Closer: Sendable {
        let body: @Sendable (CInt) -> Void
    }

    private let closer = Mutex<Closer?>(nil)

    func set(_ body: @escaping @Sendable (CInt) -> Void) { closer.withLock { $0 = Closer(body: body) } }

    func close(_ descriptor: CInt) {
        guard let closer = closer.withLock({ $0 }) else { return Threads.allowingWaits { FileBytes.close(descriptor) } }
        closer.body(descriptor)
    }
}
