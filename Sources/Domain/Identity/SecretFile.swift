#if canImport(Glibc)
    private import Glibc
#endif

/// Files that only the server's user may read.
package enum SecretFile {
    /// Writes the whole file under another name first: a crash leaves none or all of it.
    package static func write(_ bytes: [UInt8], to path: String) throws(IdentityError) {
        let draft = path + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(draft) }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, rename(draft, path) == 0 else { throw failure(path) }
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let folder = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> IdentityError { .unusable("Cannot write \(path): \(String(cString: strerror(errno)))") }
}
