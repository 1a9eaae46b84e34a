private import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// Who can read a data directory: only the server's user. One that exists already may have been made by somebody else, or with other
/// modes: what is ours is mended, what is not is refused. While it was open, others may have put into it what they liked: files and folders
/// of their own, links to what is elsewhere, and second names of what is this user's.
///
/// A folder that was open is closed first and then looked through. Its sticky bit says until when: a start that refused what it found, or
/// was killed, leaves that to the next one.
struct DataModes {
    /// Whatever lies in the folders is out of reach once they are.
    private static let closed = ["FORMAT", "FORMAT.new", "LOCK", "blobs", "endpoint", "functions", "secrets", "segments"]
    private static let databases = ["logs.sqlite3", "pelton.sqlite3"]
    private static let suffixes = ["", "-journal", "-shm", "-wal"]
    /// Folders that functions' processes read, which may be another user's.
    private static let readable = ["runtimes", "sandbox"]
    private static let secrets = ["master.key", "root-credentials"]

    private static let allOfOthers: mode_t = 0o077
    private static let writing: mode_t = 0o022

    private struct Place {
        let descriptor: CInt
        let path: String
        /// Others could write to it.
        let wasOpen: Bool
    }

    /// What others could read or change, as paths.
    private(set) var mended: [String] = []

    /// - Parameter path: the data directory, which may be a link to one.
    /// - Throws: where it, or something of Pelton's in it, belongs to somebody else, is somebody else's link or has another name.
    init(mending path: String) throws(StartError) {
        try Self.checkLinks(on: path)
        let root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw Self.failure(path) }
        defer { close(root) }
        let status = try Self.status(root, path)
        let place = Place(descriptor: root, path: path, wasOpen: Self.wasOpen(status))
        if status.st_uid != geteuid() {
            try Self.checkVolume(status, path)
            try mendNames(place)
        } else {
            try shut(root, status, path, barring: Self.allOfOthers) { modes throws(StartError) in try modes.mendNames(place) }
        }
    }

    /// Folders above the data directory, or another path, in which others may rename what is there, and so put one of theirs in its place.
    static func folders(ofOthersAbove path: String) -> [String] {
        var found: [String] = []
        var path = Folder.resolved(path)[...]
        while path.count > 1, let end = path.lastIndex(of: "/") {
            path = path[..<end]
            let folder = path.isEmpty ? "/" : String(path)
            var status = stat()
            guard stat(folder, &status) == 0 else { continue }
            let isShared = status.st_mode & S_IWOTH != 0 && status.st_mode & S_ISVTX == 0
            if isShared || !isTrusted(status.st_uid) { found.append(folder) }
        }
        return found
    }

    private mutating func mendNames(_ root: Place) throws(StartError) {
        for name in Self.closed + Self.databases.flatMap({ name in Self.suffixes.map { name + $0 } }) {
            try mend(name, in: root, barring: Self.allOfOthers)
        }
        for name in Self.readable { try mend(name, in: root, barring: Self.writing) }
        // Judged by now, if it is a link.
        let path = root.path + "/secrets"
        let secrets = openat(root.descriptor, "secrets", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard secrets >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw Self.failure(path)
        }
        defer { close(secrets) }
        let place = Place(descriptor: secrets, path: path, wasOpen: false)
        for name in try Self.names(place) { try mend(name, in: place, barring: Self.allOfOthers, follows: Self.secrets.contains(name)) }
    }

    /// - Parameters:
    ///   - barred: what others must not be allowed.
    ///   - follows: Pelton opens what a link leads to.
    private mutating func mend(
        _ name: String, in place: Place, barring barred: mode_t, follows: Bool = true, isInner: Bool = false
    ) throws(StartError) {
        let path = place.path + "/" + name
        var status = stat()
        guard fstatat(place.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return }
            throw Self.failure(path)
        }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFLNK {
            try Self.checkOwner(ofLink: status, path)
            return follows ? try mendTarget(name, in: place, barring: barred) : ()
        }
        try Self.checkOwner(status, path, barred)
        guard kind == S_IFREG || kind == S_IFDIR else {
            // Nothing of ours, and opening it may wait for ever. Functions may have packed what they like.
            guard !isInner else { return }
            throw StartError("\(path) is neither a file nor a folder. Remove it, or choose another directory with --data.")
        }
        let isReachable = status.st_mode & (isInner && kind == S_IFDIR ? Self.allOfOthers : barred) != 0
        guard kind == S_IFDIR || status.st_nlink == 1 || !isReachable && !place.wasOpen else {
            throw StartError(
                "\(path) has another name elsewhere, and others could read it or may have put it there. Make a copy for this user alone (chmod 600) and put it in its place."
            )
        }
        guard isReachable || kind == S_IFDIR && status.st_mode & S_ISVTX != 0 else { return }
        let entry = openat(place.descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard entry >= 0 else { throw Self.failure(path) }
        defer { close(entry) }
        let opened = try Self.status(entry, path)
        guard opened.st_ino == status.st_ino, opened.st_dev == status.st_dev else { throw Self.failure(path) }
        try mendOpened(entry, opened, path, barring: barred, isInner: isInner)
    }

    /// What this user's own link leads to, or root's.
    private mutating func mendTarget(_ name: String, in place: Place, barring barred: mode_t) throws(StartError) {
        let path = place.path + "/" + name
        let entry = openat(place.descriptor, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard entry >= 0 else {
            guard errno == ENOENT else { throw Self.failure(path) }
            throw StartError("\(path) is a link that leads to nothing. Put back what it leads to, or remove it.")
        }
        defer { close(entry) }
        let target = try Self.status(entry, path)
        try Self.checkOwner(target, path, barred)
        // Who may write there could put something else in its place, or beside it.
        let real = Folder.resolved("/proc/self/fd/\(entry)")
        let parent = String(real[..<(real.lastIndex(of: "/") ?? real.startIndex)])
        let beside = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard beside >= 0 else { throw Self.failure(parent) }
        defer { close(beside) }
        let status = try Self.status(beside, parent)
        guard Self.isTrusted(status.st_uid), status.st_mode & S_IWOTH == 0 else {
            throw StartError(
                "\(path) is a link to \(real), which others could replace. Make \(parent) a folder of this user that others cannot write to, or remove the link."
            )
        }
        let last = String(real.dropFirst(parent.utf8.count + 1))
        let besides = Place(descriptor: beside, path: parent, wasOpen: Self.wasOpen(status))
        // SQLite follows the link and keeps the rest of a database there.
        for suffix in name.hasSuffix(".sqlite3") ? Self.suffixes : [""] { try mend(last + suffix, in: besides, barring: barred) }
    }

    private mutating func mendOpened(
        _ descriptor: CInt, _ status: stat, _ path: String, barring barred: mode_t, isInner: Bool
    ) throws(StartError) {
        guard status.st_uid == geteuid() else {
            guard status.st_mode & S_IWOTH != 0 else { return }
            throw StartError("Everybody may write to \(path). Take that from others (chmod o-w), or remove it.")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            try Self.change(descriptor, status.st_mode & 0o7777 & ~barred, path)
            return isInner ? () : mended.append(path)
        }
        let place = Place(descriptor: descriptor, path: path, wasOpen: Self.wasOpen(status))
        try shut(descriptor, status, path, barring: barred, isInner: isInner) { modes throws(StartError) in
            for name in try Self.names(place) {
                try modes.mend(name, in: place, barring: Self.writing, follows: false, isInner: true)
            }
        }
    }

    /// Closes a folder before it is looked through, as nothing must be put into it meanwhile.
    private mutating func shut(
        _ descriptor: CInt, _ status: stat, _ path: String, barring barred: mode_t, isInner: Bool = false,
        _ judge: (inout DataModes) throws(StartError) -> Void
    ) throws(StartError) {
        let mode = status.st_mode & 0o7777 & ~(barred | S_ISVTX)
        let mustChange = status.st_mode & 0o7777 != mode
        if mustChange { try Self.change(descriptor, mode | S_ISVTX, path) }
        try judge(&self)
        guard mustChange else { return }
        try Self.change(descriptor, mode, path)
        if !isInner { mended.append(path) }
    }

    // MARK: Judging

    private static func wasOpen(_ status: stat) -> Bool { status.st_mode & (writing | S_ISVTX) != 0 }
    private static func isTrusted(_ user: uid_t) -> Bool { user == geteuid() || user == 0 }

    private static func checkOwner(_ status: stat, _ path: String, _ barred: mode_t) throws(StartError) {
        guard status.st_uid == geteuid() || barred == writing && isTrusted(status.st_uid) else { throw foreign(path, status.st_uid) }
    }

    private static func checkOwner(ofLink link: stat, _ path: String) throws(StartError) {
        guard !isTrusted(link.st_uid) else { return }
        throw StartError(
            "\(path) is a link that belongs to another user (uid \(link.st_uid)), who chose where it leads. Remove it, or choose another place."
        )
    }

    /// - Throws: where something on the way to `path` is somebody else's link.
    static func checkLinks(on path: String) throws(StartError) {
        var way = path.hasPrefix("/") ? "" : "."
        for name in path.split(separator: "/") {
            way += "/" + name
            var status = stat()
            // Whoever opens it says that it is not there.
            guard lstat(way, &status) == 0 else { return }
            if status.st_mode & S_IFMT == S_IFLNK { try checkOwner(ofLink: status, way) }
        }
    }

    /// As volumes are that a container is given: root's, with a group that may write. What lies in it is closed to others all the same.
    private static func checkVolume(_ status: stat, _ path: String) throws(StartError) {
        guard status.st_uid == 0 else { throw foreign(path, status.st_uid) }
        guard status.st_mode & S_IWOTH == 0 else {
            throw StartError(
                "Everybody may write to the data directory, \(path). Take that from others (chmod o-w), or choose another with --data.")
        }
    }

    // MARK: Calls

    private static func names(_ place: Place) throws(StartError) -> [String] {
        guard let names = Folder.names("/proc/self/fd/\(place.descriptor)") else { throw failure(place.path) }
        return names
    }

    private static func change(_ descriptor: CInt, _ mode: mode_t, _ path: String) throws(StartError) {
        guard fchmod(descriptor, mode) == 0 else { throw failure(path) }
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
