#if canImport(Glibc)
    private import Glibc
#endif

/// Files from elsewhere that a start depends on: who could have written them, and who can read them.
enum TrustedFile {
    /// Who can write to the accounts' list makes himself the root of any account.
    /// - Parameters:
    ///   - danger: what others could do with it.
    ///   - path: as it was given.
    static func requireOwn(_ file: SmallTextFile, _ what: String, _ path: String, danger: String) throws(StartError) {
        guard file.owner == geteuid() || file.owner == 0 else {
            throw StartError(
                "\(what) \(path) belongs to another user (uid \(file.owner)), who could \(danger) of his own. Give it to this one (chown \(geteuid()) \(path))."
            )
        }
        guard file.mode & 0o022 == 0 else {
            throw StartError(
                "\(what) \(path) has mode \(octal(file.mode)): others can write to it, and \(danger) of their own. Take that from them (chmod \(file.owner == geteuid() ? "600" : "go-w") \(path)); what they wrote before stays."
            )
        }
    }

    /// A file that nobody else may read either. There need be none yet.
    static func requireSecret(_ path: String, _ what: String, danger: String) throws(StartError) {
        var kind = stat()
        // To open a pipe would wait for its other end.
        if stat(path, &kind) == 0, kind.st_mode & S_IFMT != S_IFREG { throw StartError("\(what) \(path) is no file.") }
        guard let file = try SmallTextFile(path) else { return }
        try requireOwn(file, what, path, danger: danger)
        guard !isShown(file) else {
            throw StartError(
                "\(what) \(path) has mode \(octal(file.mode)): others can read it. Take that from them (chmod 600 \(path)); who read it before can decrypt what it seals."
            )
        }
    }

    /// A secret that is mounted for a service which is not root's can be root's, and its group's to read.
    static func isShown(_ file: SmallTextFile) -> Bool { file.mode & (file.owner == 0 && geteuid() != 0 ? 0o004 : 0o044) != 0 }

    static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
