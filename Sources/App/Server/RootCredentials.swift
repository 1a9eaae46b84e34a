internal import Policies
internal import Identity
internal import Logging
internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// The root account's keys: given, or generated at the first start and kept.
struct RootCredentials {
    let accessKeyID, secretAccessKey: String
    /// They were made just now: whoever starts the server wants to know them.
    let isNew: Bool

    /// - Parameter path: the file that keeps them: JSON with `accessKeyId` and `secretAccessKey`.
    static func load(
        _ settings: ServerSettings, path: String, random: any RandomSource, _ logger: Logger
    ) throws(StartError) -> RootCredentials {
        if let id = settings.rootAccessKeyID, let secret = settings.rootSecretAccessKey {
            guard id.utf8.count >= 3 else { throw StartError("The root's access key id must have 3 characters or more.") }
            try SecretLength.check(secret, of: "the root", settings, logger)
            return RootCredentials(accessKeyID: id, secretAccessKey: secret, isNew: false)
        }
        if let file = try SmallTextFile(path) {
            // Without the parser's words: what they tell of stands among secrets.
            guard let json = try? JSON(parsing: file.bytes), let id = json["accessKeyId"]?.string,
                let secret = json["secretAccessKey"]?.string
            else {
                throw StartError(
                    "\(path) is damaged. Remove it, and the next start makes new root keys; or set PELTON_ACCESS_KEY_ID and PELTON_SECRET_ACCESS_KEY."
                )
            }
            return RootCredentials(accessKeyID: id, secretAccessKey: secret, isNew: false)
        }
        let made = RootCredentials(
            accessKeyID: UniqueID.accessKey.make(SystemRandom()), secretAccessKey: UniqueID.secretAccessKey(SystemRandom()), isNew: true)
        let json = JSON.members(["accessKeyId": .string(made.accessKeyID), "secretAccessKey": .string(made.secretAccessKey)])
        do { try SecretFile.write(json.utf8, to: path) } catch { throw StartError(error) }
        return made
    }
}

/// A file that is read whole at the start.
struct SmallTextFile {
    private static let mostBytes = 1 << 20

    let bytes: [UInt8]
    let owner: UInt32
    /// Who may read and write it.
    let mode: UInt32

    /// - Returns: nil if there is none. One that is there and cannot be read is never taken for none.
    init?(_ path: String) throws(StartError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure(path, String(cString: strerror(errno)))
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
        (owner, mode) = (status.st_uid, status.st_mode & 0o777)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes += chunk.prefix(count)
            guard bytes.count <= Self.mostBytes else { throw Self.failure(path, "it has more than 1 MiB") }
        }
        self.bytes = bytes
    }

    private static func failure(_ path: String, _ reason: String) -> StartError { StartError("\(path) cannot be read: \(reason).") }
}

extension StartError {
    init(_ error: IdentityError) {
        switch error {
        case .unusable(let why): self.init(why)
        case .failed(let error): self.init("The accounts cannot be stored: \(error)")
        }
    }
}
