private import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// Whole reads and writes at a place in a file: what the kernel does in pieces is put together. Each blocks.
package enum FileBytes {
    /// Closes a file that is not written any more. That may wait as well: the last who closes one that was unlinked gives its bytes back.
    package static func close(_ descriptor: CInt) {
        Threads.assertMayWait()
        _ = Glibc.close(descriptor)
    }

    /// - Throws: `.missing` if the file ends before that.
    package static func read(_ descriptor: CInt, _ name: String, at start: Int64, _ count: Int) throws(BlobError) -> [UInt8] {
        var failure: BlobError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(BlobError) {
                try read(
                    descriptor, name, at: start,
                    into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
                filled = count
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fills all of `room`.
    package static func read(
        _ descriptor: CInt, _ name: String, at start: Int64, into room: UnsafeMutableRawBufferPointer
    ) throws(BlobError) {
        Threads.assertMayWait()
        var filled = 0
        while filled < room.count {
            let got = pread(descriptor, room.baseAddress?.advanced(by: filled), room.count - filled, off_t(start) + off_t(filled))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw got == 0 ? .missing(name) : BlobError("read", name) }
            filled += got
        }
    }

    package static func write(_ descriptor: CInt, _ name: String, _ bytes: [UInt8], at start: Int64) throws(BlobError) {
        Threads.assertMayWait()
        var failure: BlobError?
        bytes.withUnsafeBytes { raw in
            var done = 0
            while failure == nil, done < raw.count {
                let count = pwrite(descriptor, raw.baseAddress?.advanced(by: done), raw.count - done, off_t(start) + off_t(done))
                if count > 0 { done += count } else if count == 0 || errno != EINTR { failure = BlobError("write", name) }
            }
        }
        if let failure { throw failure }
    }

    /// Makes what a folder names durable, and its own name in its parent: without that, power loss can take it with everything in it.
    ///
    /// Also where nothing is new: a start before this one may have ended between making and syncing.
    static func syncNames(inFolder folder: CInt, _ name: String) throws(BlobError) {
        guard fsync(folder) == 0 else { throw .sync(name) }
        let parent = openat(folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw BlobError("open", name + "/..") }
        defer { _ = Glibc.close(parent) }
        guard fsync(parent) == 0 else { throw .sync(name + "/..") }
    }

    /// The names in an open folder.
    /// - Parameter folder: a descriptor of its own, closed by this.
    static func names(inFolder folder: CInt, _ name: String) throws(BlobError) -> [String] {
        guard let stream = fdopendir(folder) else {
            let error = BlobError("fdopendir", name)
            _ = Glibc.close(folder)
            throw error
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
