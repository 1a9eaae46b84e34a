package import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// The segment files, `segments/N.seg`: small blobs one behind the other, appended by the committer alone. What is dead is given back by
/// holes, and a segment without a living record by unlinking it.
package final class SegmentStore: Sendable {
    /// Descriptors kept open for readers.
    private static let openFiles = 256

    private let root: CInt
    private let path: String
    private let files = Mutex<[UInt32: SegmentFile]>([:])
    private let closing = FileClosing()

    /// Opens the folder, making it where it is missing.
    package init(path: String) throws(BlobError) {
        self.path = path
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw BlobError("mkdir", path) }
        root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw BlobError("open", path) }
        try FileBytes.syncNames(inFolder: root, path)
    }

    /// Opens what is there, for looking only: nothing is made and nothing is synced.
    package init(reading path: String) throws(BlobError) {
        self.path = path
        root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw BlobError("open", path) }
    }

    deinit { close(root) }

    /// - Parameter close: closes descriptors from now on; called on any thread.
    package func onClose(_ close: @escaping @Sendable (CInt) -> Void) { closing.set(close) }

    package static func name(_ segment: UInt32) -> String { "\(segment).seg" }

    /// A record's blob. It is the caller's part to compare its checksum.
    /// - Parameter mayWait: false to answer only from memory.
    /// - Returns: nil if that would take a wait for the disk, if only to open the file.
    /// - Throws: `.missing` if the file is not there or too short.
    package func read(_ range: SegmentRange, mayWait: Bool) throws(BlobError) -> [UInt8]? {
        let (start, count) = (range.start + Int64(SegmentRecord.headerBytes), Int(range.length) - SegmentRecord.headerBytes)
        guard mayWait else { return openFile(range.segment)?.readCached(at: start, count) }
        return try file(range.segment).read(at: start, count)
    }

    /// A record's header.
    /// - Returns: nil if it is none, or damaged.
    package func header(_ range: SegmentRange) throws(BlobError) -> SegmentRecord? {
        SegmentRecord(header: try file(range.segment).read(at: range.start, SegmentRecord.headerBytes))
    }

    /// Gives whole blocks inside `span` back to the file system. Blocks.
    package func punch(_ segment: UInt32, _ span: Range<Int64>) throws(BlobError) {
        let block: Int64 = 4096
        let (first, last) = ((span.lowerBound + block - 1) / block * block, span.upperBound / block * block)
        guard first < last else { return }
        try open(segment, O_WRONLY).punch(first..<last)
    }

    /// Unlinks a segment; one that is gone already is as good. Who has it open keeps its bytes. Blocks.
    package func remove(_ segment: UInt32) throws(BlobError) {
        Threads.assertMayWait()
        files.withLock { $0[segment] = nil }
        guard unlinkat(root, Self.name(segment), 0) == 0 || errno == ENOENT else { throw BlobError("unlink", Self.name(segment)) }
    }

    /// Opens a segment for appending behind `tail`, cutting off what lies there. Durable when it returns. Blocks.
    func openForAppending(_ segment: UInt32, tail: Int64) throws(BlobError) -> SegmentFile {
        Threads.assertMayWait()
        let name = Self.name(segment)
        var isNew = false
        var file = openat(root, name, O_RDWR | O_CLOEXEC)
        if file < 0, errno == ENOENT {
            isNew = true
            file = openat(root, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard file >= 0 else { throw BlobError("open", name) }
        let opened = SegmentFile(descriptor: file, name: name, closing: closing)
        guard try opened.size() >= tail else { throw .missing(name) }
        try opened.truncate(to: tail)
        if isNew, fsync(root) != 0 { throw .sync(path) }
        files.withLock { $0[segment] = opened }
        return opened
    }

    /// The numbers of all segments there are, in order. Blocks.
    package func segments() throws(BlobError) -> [UInt32] {
        Threads.assertMayWait()
        let descriptor = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BlobError("open", path) }
        return try FileBytes.names(inFolder: descriptor, path).compactMap { name in name.hasSuffix(".seg") ? UInt32(name.dropLast(4)) : nil
        }.sorted()
    }

    /// How long a segment's file is, in bytes. Blocks.
    package func size(of segment: UInt32) throws(BlobError) -> Int64 { try file(segment).size() }

    private func openFile(_ segment: UInt32) -> SegmentFile? { files.withLock { $0[segment] } }

    private func file(_ segment: UInt32) throws(BlobError) -> SegmentFile {
        if let found = openFile(segment) { return found }
        let file = try open(segment, O_RDONLY)
        // Closed outside the lock, for which readers wait.
        let dropped = files.withLock { files in
            var dropped: [UInt32: SegmentFile] = [:]
            if files.count >= Self.openFiles { swap(&dropped, &files) }
            files[segment] = file
            return dropped
        }
        withExtendedLifetime(dropped) {}
        return file
    }

    private func open(_ segment: UInt32, _ access: CInt) throws(BlobError) -> SegmentFile {
        Threads.assertMayWait()
        let name = Self.name(segment)
        let descriptor = openat(root, name, access | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing(name) : BlobError("open", name) }
        return SegmentFile(descriptor: descriptor, name: name, closing: closing)
    }
}
