internal import IAM
internal import Identity
internal import PeltonCore

#if canImport(Glibc)
    private import Glibc
#endif

/// The root account's keys: given, or generated at the first start and kept.
struct RootCredentials {
    let accessKeyID, secretAccessKey: String
    /// They were made just now: whoever starts the server wants to know them.
    let isNew: Bool

    /// - Parameter path: the file that keeps them: JSON with `accessKeyId` and `secretAccessKey`.
    static func load(_ settings: ServerSettings, path: String, random: any RandomSource) throws(StartError) -> RootCredentials {
        if let id = settings.rootAccessKeyID, let secret = settings.rootSecretAccessKey {
            guard id.utf8.count >= 3, secret.utf8.count >= 8 else {
                throw StartError("The root's access key id must have 3 characters or more, and the secret key 8 or more.")
            }
            return RootCredentials(accessKeyID: id, secretAccessKey: secret, isNew: false)
        }
        if let bytes = SmallTextFile.read(path) {
            guard let json = try? JSON(parsing: bytes), let id = json["accessKeyId"]?.string, let secret = json["secretAccessKey"]?.string
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

/// Files that are read whole at the start.
enum SmallTextFile {
    /// - Returns: nil if there is no such file, or it cannot be read or is larger than 1 MiB.
    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= 1 << 20 {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
        }
        return nil
    }
}

extension StartError {
    init(_ error: IdentityError) {
        switch error {
        case .unusable(let why): self.init(why)
        case .metadata(let error): self.init("The accounts cannot be stored: \(error)")
        }
    }
}
