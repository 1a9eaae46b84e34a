private import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// The folder that holds a store: locked for one server, with the number of its layout.
final class DataDirectory: Sendable {
    /// The layout that this version writes. Older ones are migrated, newer ones refused.
    static let format = 3

    let path: String
    /// What others could read until now.
    let mended: [String]
    /// Folders above it in which others may put another in its place.
    let exposed: [String]
    private let lock: CInt

    /// Makes the folder where it is missing, takes its lock, and checks its layout.
    init(path: String) throws(StartError) {
        let path = Folder.absolute(path)
        self.path = path
        try Self.make(path, what: "the data directory")
        mended = try DataModes(mending: path).mended
        exposed = DataModes.folders(ofOthersAbove: path)
        lock = try Self.takeLock(path + "/LOCK")
        do throws(StartError) {
            try Self.checkFormat(path + "/FORMAT")
            for folder in ["secrets", "functions"] { try Self.make(path + "/" + folder, what: "a folder of the data directory") }
            try Self.sync(path)
        } catch {
            close(lock)
            throw error
        }
    }

    /// Takes the lock of a folder that is a store already; makes and migrates nothing.
    init(existing path: String) throws(StartError) {
        let path = Folder.absolute(path)
        self.path = path
        mended = []
        exposed = []
        guard try !Self.read(path + "/FORMAT").isEmpty else {
            throw StartError("\(path) is no data directory of Pelton: it has no FORMAT. Choose another with --data.")
        }
        lock = try Self.takeLock(path + "/LOCK")
    }

    deinit { close(lock) }

    var logs: String { path + "/logs.sqlite3" }
    var blobs: String { path + "/blobs" }
    var functions: String { path + "/functions" }
    var secrets: String { path + "/secrets" }
    var sandbox: String { path + "/sandbox" }
    var runtimes: String { path + "/runtimes" }

    /// Writes down where the server answers, for commands that are given only the data directory.
    func publish(endpoint: String) { try? Self.write(endpoint + "\n", path + "/endpoint", truncating: true) }
    func withdrawEndpoint() { unlink(path + "/endpoint") }

    private static func make(_ path: String, what: String) throws(StartError) {
        if mkdir(path, 0o700) == 0 { return }
        let code = errno
        var status = stat()
        if code == EEXIST, stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw StartError("\(path) is a file, but \(what) must be a folder. Choose another with --data.")
            }
            guard access(path, W_OK | X_OK) == 0 else { throw failure(what, path) }
            return
        }
        errno = code
        throw failure(what, path)
    }

    private static func takeLock(_ path: String) throws(StartError) -> CInt {
        let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("the data directory's lock", path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw StartError("Another pelton serves this data directory: \(path) is locked. Stop it first, or choose another with --data.")
        }
        return file
    }

    private static func checkFormat(_ path: String) throws(StartError) {
        let found = try read(path)
        guard !found.isEmpty else { return try write("\(format)\n", path) }
        guard let number = Int(found.prefix { $0.isNumber }), number > 0 else {
            throw StartError("\(path) does not hold a format's number. Is this a data directory of Pelton?")
        }
        guard number <= format else {
            throw StartError(
                "This data directory has format \(number), made by a newer Pelton; this one knows formats up to \(format). Install the newer version."
            )
        }
        // Before anything is migrated: an older Pelton must not open what it does not know.
        if number < format { try replace("\(format)\n", path) }
    }

    private static func read(_ path: String) throws(StartError) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return "" }
            throw failure("the format's number", path)
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw failure("the format's number", path) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func write(_ text: String, _ path: String, truncating: Bool = false) throws(StartError) {
        let file = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (truncating ? O_TRUNC : 0), 0o600)
        guard file >= 0 else { throw failure("the format's number", path) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else { throw failure("the format's number", path) }
    }

    /// The old text or the new one, whatever happens meanwhile; durable with the folder's sync.
    private static func replace(_ text: String, _ path: String) throws(StartError) {
        try write(text, path + ".new", truncating: true)
        guard rename(path + ".new", path) == 0 else { throw failure("the format's number", path) }
    }

    private static func sync(_ path: String) throws(StartError) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("the data directory", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("the data directory", path) }
    }

    private static func failure(_ what: String, _ path: String) -> StartError {
        StartError(
            "Cannot write \(what), \(path): \(String(cString: strerror(errno))). Make it writable for this user, or choose another with --data."
        )
    }
}
