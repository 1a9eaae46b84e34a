private import CLinux
package import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// The file of a blob that no committed row names yet. Removed unless kept. Each call blocks; one thread at a time has it.
///
/// It holds one descriptor: there can be as many of them as there are clients.
package final class BlobWriter {
    package let id: BlobID
    private let store: BlobStore
    private let file: CInt
    private var offset: Int64 = 0
    private var begun: Int64 = 0
    private var isKept = false
    private var hasEnded = false

    init(id: BlobID, store: BlobStore, file: CInt) {
        self.id = id
        self.store = store
        self.file = file
    }

    package func append(_ bytes: [UInt8]) throws(BlobError) {
        try FileBytes.write(file, id.description, bytes, at: offset)
        offset += Int64(bytes.count)
    }

    /// The disk works on what came since the last time while the next bytes come, so that the sync at the end has little to wait for.
    package func beginWriting() {
        clinux_begin_writing(file, begun, offset - begun)
        begun = offset
    }

    /// Both syncs come before any row may name this blob: a row without its bytes would be a lost object.
    package func sync() throws(BlobError) {
        Threads.assertMayWait()
        guard fdatasync(file) == 0 else { throw .sync(id.description) }
        try store.syncFolder(of: id)
    }

    /// A row names it now, or may: it is no longer ours to remove.
    package func keep() { isKept = true }

    /// Ends it, by whoever may wait for that; else its `deinit` does.
    package func end() {
        guard !hasEnded else { return }
        hasEnded = true
        // What could not be removed is collected after the next start.
        if !isKept { try? store.remove(id) }
        FileBytes.close(file)
    }

    deinit { end() }
}
