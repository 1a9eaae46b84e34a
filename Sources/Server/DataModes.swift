private import PeltonCore

#if canImport(Glibc)
    private import Glibc
#endif

/// Who can read a data directory: only the server's user. One that exists already may have been made by somebody else, or with other
/// modes: what is ours is mended, what is not is refused.
struct DataModes {
    /// All that lies in these is out of reach once they are.
    private static let folders: Set<String> = ["blobs", "functions", "secrets", "segments"]
    private static let files: Set<String> = [
        "FORMAT", "LOCK", "endpoint", "logs.sqlite3", "logs.sqlite3-shm", "logs.sqlite3-wal", "pelton.sqlite3", "pelton.sqlite3-shm",
        "pelton.sqlite3-wal",
    ]

    /// What others could read or change, as paths.
    private(set) var mended: [String] = []

    /// - Parameter path: the data directory, which may be a link to one.
    /// - Throws: where it, or one of Pelton's own files in it, belongs to somebody else.
    init(mending path: String) throws(StartError) {
        let root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw Self.failure(path) }
        defer { close(root) }
        try mendRoot(root, path)
        for name in Folder.names("/proc/self/fd/\(root)") where Self.folders.contains(name) || Self.files.contains(name) {
            try mend(name, in: root, path + "/" + name)
        }
        let secrets = openat(root, "secrets", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard secrets >= 0 else {
            // None yet, or a link, which leads to what is not this directory's.
            if errno == ENOENT || errno == ELOOP || errno == ENOTDIR { return }
            throw Self.failure(path + "/secrets")
        }
        defer { close(secrets) }
        for name in Folder.names("/proc/self/fd/\(secrets)") { try mend(name, in: secrets, path + "/secrets/" + name) }
    }

    private mutating func mendRoot(_ folder: CInt, _ path: String) throws(StartError) {
        let status = try Self.status(folder, path)
        let user = geteuid()
        if status.st_uid == user || user == 0 && status.st_uid == 0 { return try shut(folder, status, path) }
        // As volumes are that a container is given: root's, with a group that may write. What lies in it is closed to others all the same.
        guard status.st_uid == 0 else { throw Self.foreign(path, status.st_uid) }
        guard status.st_mode & S_IWOTH == 0 else {
            throw StartError(
                "Everybody may write to the data directory, \(path). Take that from others (chmod o-w), or choose another with --data.")
        }
    }

    /// Neither follows links nor touches what has another name elsewhere.
    private mutating func mend(_ name: String, in folder: CInt, _ path: String) throws(StartError) {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return }
            throw Self.failure(path)
        }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFDIR else { return }
        guard status.st_uid == geteuid() else { throw Self.foreign(path, status.st_uid) }
        guard status.st_mode & 0o077 != 0 else { return }
        guard kind == S_IFDIR || status.st_nlink == 1 else {
            throw StartError(
                "\(path) can be read by others and has another name elsewhere. Make it readable for this user alone (chmod 600).")
        }
        let entry = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard entry >= 0 else { throw Self.failure(path) }
        defer { close(entry) }
        let opened = try Self.status(entry, path)
        guard opened.st_ino == status.st_ino, opened.st_dev == status.st_dev else { throw Self.failure(path) }
        try shut(entry, opened, path)
    }

    private mutating func shut(_ descriptor: CInt, _ status: stat, _ path: String) throws(StartError) {
        guard status.st_mode & 0o077 != 0 else { return }
        guard fchmod(descriptor, status.st_mode & 0o7700) == 0 else { throw Self.failure(path) }
        mended.append(path)
    }

    private static func status(_ descriptor: CInt, _ path: String) throws(StartError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        return status
    }

    private static func foreign(_ path: String, _ owner: uid_t) -> StartError {
        StartError(
            "\(path) belongs to another user (uid \(owner)), who could read and change what is in it. Give it to this one (chown \(geteuid())), or choose another with --data."
        )
    }

    private static func failure(_ path: String) -> StartError {
        StartError(
            "\(path) cannot be closed to others: \(String(cString: strerror(errno))). Make it this user's alone (chmod go-rwx), or choose another with --data."
        )
    }
}
