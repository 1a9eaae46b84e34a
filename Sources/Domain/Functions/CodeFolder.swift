internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// A folder with all that is in it. Each call blocks.
enum CodeFolder {
    /// What a file takes besides its bytes.
    static let overheadBytes: Int64 = 4096

    /// Brings everything to the disk, the files before the folders that name them.
    /// - Returns: what it takes there, about.
    static func sync(_ path: String) throws(CodePackage.Failure) -> Int64 {
        try visit(path) { (path, type) throws(CodePackage.Failure) in
            // A link comes to the disk with the folder that names it.
            guard type != S_IFLNK else { return }
            let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard file >= 0 else { throw failure("open", path) }
            defer { close(file) }
            guard fsync(file) == 0 else { throw failure("fsync", path) }
        }
    }

    /// - Returns: what it takes on the disk, about.
    static func bytes(_ path: String) throws(CodePackage.Failure) -> Int64 { try visit(path) { _, _ in } }

    /// Removes it; what is gone already is as good.
    static func remove(_ path: String) throws(CodePackage.Failure) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure("lstat", path) }
            return
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try names(path) { try remove(path + "/" + name) }
            guard rmdir(path) == 0 else { throw failure("rmdir", path) }
        } else {
            guard unlink(path) == 0 else { throw failure("unlink", path) }
        }
    }

    /// The new name is on the disk when this returns, and the old one is not.
    static func rename(_ path: String, to new: String, in folder: String) throws(CodePackage.Failure) {
        guard Glibc.rename(path, new) == 0 else { throw failure("rename", path) }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("fsync", folder) }
    }

    static func names(_ path: String) throws(CodePackage.Failure) -> [String] {
        guard let names = Folder.names(path) else { throw failure("opendir", path) }
        return names
    }

    /// - Parameter body: gets each file and folder, a folder after what is in it.
    private static func visit(
        _ path: String, _ body: (String, _ type: mode_t) throws(CodePackage.Failure) -> Void
    ) throws(CodePackage.Failure) -> Int64 {
        Threads.assertMayWait()
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure("lstat", path) }
        var bytes = overheadBytes
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try names(path) { bytes += try visit(path + "/" + name, body) }
        } else {
            bytes += Int64(status.st_size)
        }
        try body(path, status.st_mode & S_IFMT)
        return bytes
    }

    private static func failure(_ call: String, _ path: String) -> CodePackage.Failure { .of(call, path) }
}
