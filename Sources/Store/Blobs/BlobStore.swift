package import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// One file for each large blob, under `blobs/xx/ID`. A file is written once, under its final name, and is reachable only through a
/// committed row; nothing is ever overwritten.
package final class BlobStore: Sendable {
    private let root: CInt
    private let path: String
    private let boot: UInt32
    private let lastNumber = Mutex<UInt64>(0)
    package let pins = BlobPins()

    /// Opens `path`, making it and its 256 folders where they are missing.
    /// - Parameter boot: the number of this start, committed already: no earlier blob has an id of it.
    package init(path: String, boot: UInt32) throws(BlobError) {
        self.path = path
        self.boot = boot
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw BlobError("mkdir", path) }
        root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw BlobError("open", path) }
        for i in 0..<256 {
            let folder = Hex.encodeUpper(CollectionOfOne(UInt8(i)))
            guard mkdirat(root, folder, 0o700) == 0 || errno == EEXIST else { throw BlobError("mkdir", folder) }
        }
        try FileBytes.syncNames(inFolder: root, path)
    }

    /// Opens what is there, for looking only: nothing is made and nothing is synced.
    package init(reading path: String) throws(BlobError) {
        self.path = path
        boot = .max
        root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw BlobError("open", path) }
    }

    deinit { close(root) }

    /// A new, empty file that no row names yet. Blocks: call it on a thread for disks.
    package func create() throws(BlobError) -> BlobWriter {
        Threads.assertMayWait()
        let number = lastNumber.withLock { last in
            last += 1
            return last
        }
        let id = BlobID(boot: boot, number: number)
        let file = openat(root, Self.name(id), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BlobError("create", id.description) }
        return BlobWriter(id: id, store: self, file: file)
    }

    /// The folder that names `id` is on disk when this returns.
    func syncFolder(of id: BlobID) throws(BlobError) {
        Threads.assertMayWait()
        let folder = openat(root, id.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw BlobError("open", id.folder) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .sync(id.folder) }
    }

    /// A descriptor for reading, the caller's to close. Blocks.
    package func open(_ id: BlobID) throws(BlobError) -> CInt {
        Threads.assertMayWait()
        let file = openat(root, Self.name(id), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw errno == ENOENT ? .missing(id.description) : BlobError("open", id.description) }
        return file
    }

    /// Unlinks a file; one that is gone already is as good. Who has it open keeps its bytes. Blocks.
    package func remove(_ id: BlobID) throws(BlobError) {
        Threads.assertMayWait()
        guard unlinkat(root, Self.name(id), 0) == 0 || errno == ENOENT else { throw BlobError("unlink", id.description) }
    }

    /// The files of one of the 256 folders that an earlier boot made. Blocks.
    package func earlierBlobs(inFolder index: UInt8) throws(BlobError) -> [BlobID] {
        try blobs(inFolder: index).filter { $0.boot < boot }
    }

    /// The files of one of the 256 folders. Blocks.
    package func blobs(inFolder index: UInt8) throws(BlobError) -> [BlobID] {
        Threads.assertMayWait()
        let folder = Hex.encodeUpper(CollectionOfOne(index))
        let descriptor = openat(root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return [] }
        guard descriptor >= 0 else { throw BlobError("open", folder) }
        return try FileBytes.names(inFolder: descriptor, folder).compactMap { BlobID($0) }
    }

    private static func name(_ id: BlobID) -> String { id.folder + "/" + id.description }
}
