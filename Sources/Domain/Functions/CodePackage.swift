internal import Core

#if canImport(Glibc)
    internal import Glibc
#endif

/// Unpacks a function's zip file into a folder that workers see as `/var/task`. Blocks.
struct CodePackage {
    enum Failure: Error {
        case bad(String)
        case tooLarge
        /// The disk, not the package.
        case disk(String)
        case diskFull

        /// What `errno` says of a call.
        static func of(_ call: String, _ path: String) -> Self {
            if errno == ENOSPC || errno == EDQUOT { return .diskFull }
            return .disk("\(call) \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Bytes of all files together.
    let limit: Int64

    /// Reads the archive without writing: what this accepts, `unpack` can unpack.
    func check(_ zip: [UInt8]) throws(Failure) {
        do {
            let archive = try ZipArchive(zip)
            var left = limit
            for entry in try sized(archive).entries where !entry.isDirectory {
                if entry.isLink { _ = try archive.target(of: entry) }
                left -= try archive.read(entry, limit: min(left, Int64(clamping: entry.size))) { (_) throws(ZipArchive.Failure) in }
            }
        } catch let error as ZipArchive.Failure { throw .bad(error.reason) } catch let error as Failure { throw error } catch {
            throw .bad("\(error)")
        }
    }

    /// - Parameters:
    ///   - path: a folder that does not exist yet.
    ///   - book: is asked for what it all takes on the disk, about, before anything is written; what it gives is told what each file took.
    func unpack(
        _ zip: [UInt8], to path: String, book: (_ bytes: Int64) throws(Failure) -> (_ written: Int64) -> Void = { _ in { _ in } }
    ) throws(Failure) {
        do {
            let archive = try ZipArchive(zip)
            let (entries, bytes) = try sized(archive)
            let wrote = try book(bytes)
            guard mkdir(path, 0o755) == 0, chmod(path, 0o755) == 0 else { throw Failure.of("mkdir", path) }
            for entry in entries {
                try write(entry, of: archive, under: path)
                wrote(Int64(clamping: entry.size) + CodeFolder.overheadBytes)
            }
        } catch let error as ZipArchive.Failure { throw .bad(error.reason) } catch let error as Failure { throw error } catch {
            throw .bad("\(error)")
        }
    }

    private func sized(_ archive: ZipArchive) throws -> (entries: [ZipArchive.Entry], bytes: Int64) {
        let entries = try archive.entries()
        var tree = PackageTree()
        var total: UInt64 = 0
        for entry in entries {
            try tree.add(entry.name)
            let (sum, overflows) = total.addingReportingOverflow(entry.size)
            guard !overflows, sum <= UInt64(limit) else { throw Failure.tooLarge }
            total = sum
        }
        // The package's own folder besides.
        return (entries, Int64(clamping: total) + Int64(tree.count + 1) * CodeFolder.overheadBytes)
    }

    private func write(_ entry: ZipArchive.Entry, of archive: ZipArchive, under root: String) throws {
        try Self.makeFolders(for: entry.name, under: root)
        guard !entry.isDirectory else { return }
        let path = root + "/" + entry.name
        if entry.isLink {
            guard symlink(try archive.target(of: entry), path) == 0 else { throw Failure.of("symlink", path) }
            return
        }
        // Workers run as another user: what the owner may execute, all may.
        let isExecutable = (entry.mode ?? 0) & 0o111 != 0
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, isExecutable ? 0o755 : 0o644)
        guard file >= 0 else { throw Failure.of("open", path) }
        defer { close(file) }
        var failure: Failure?
        do {
            _ = try archive.read(entry, limit: Int64(clamping: entry.size)) { bytes throws(ZipArchive.Failure) in
                guard Self.writeAll(bytes, to: file) else {
                    failure = Failure.of("write", path)
                    throw ZipArchive.Failure("write")
                }
            }
        } catch { throw failure ?? .bad(error.reason) }
        guard fchmod(file, isExecutable ? 0o755 : 0o644) == 0 else { throw Failure.of("fchmod", path) }
    }

    private static func makeFolders(for name: String, under root: String) throws {
        var path = root
        for part in name.split(separator: "/").dropLast(name.hasSuffix("/") ? 0 : 1) {
            path += "/" + part
            if mkdir(path, 0o755) != 0 {
                guard errno == EEXIST else { throw Failure.of("mkdir", path) }
            } else if chmod(path, 0o755) != 0 {
                // Whatever the server's umask is: workers run as another user.
                throw Failure.of("chmod", path)
            }
        }
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to file: CInt) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(file, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
