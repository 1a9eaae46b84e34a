private import CLinux
package import PeltonCore

#if canImport(Glibc)
    private import Glibc
#endif

/// The file of a blob that no committed row names yet. Removed unless kept. Each call blocks; one thread at a time has it.
package final class BlobWriter {
    package let id: BlobID
    private let folder, file: CInt
    private var offset: Int64 = 0
    private var isKept = false

    init(id: BlobID, folder: CInt, file: CInt) {
        self.id = id
        self.folder = folder
        self.file = file
    }

    package func append(_ bytes: [UInt8]) throws(BlobError) {
        try FileBytes.write(file, id.description, bytes, at: offset)
        // The disk works while the next bytes come, so that the sync at the end has little left to wait for.
        clinux_begin_writing(file, offset, Int64(bytes.count))
        offset += Int64(bytes.count)
    }

    /// Both syncs come before any row may name this blob: a row without its bytes would be a lost object.
    package func sync() throws(BlobError) {
        guard fdatasync(file) == 0 else { throw .sync(id.description) }
        guard fsync(folder) == 0 else { throw .sync(id.folder) }
    }

    /// A row names it now, or may: it is no longer ours to remove.
    package func keep() { isKept = true }

    deinit {
        if !isKept { unlinkat(folder, id.description, 0) }
        close(file)
        close(folder)
    }
}
