internal import Logging
internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// How short a secret key may be. `test`, which configurations made for an emulator have, will do where only this machine can ask.
enum SecretLength {
    private static let least = 8

    /// - Parameter owner: whose it is, for people.
    /// - Throws: where a secret that can be guessed would let in whoever reaches the server.
    static func check(_ secret: String, of owner: String, _ settings: ServerSettings, _ logger: Logger) throws(StartError) {
        guard secret.utf8.count < least else { return }
        guard isLoopback(settings.host) else {
            throw StartError(
                "The secret key of \(owner) has less than \(least) characters: whoever can reach \(settings.host) could guess it. Take a longer one, or listen on 127.0.0.1, where such a key is let in for tests."
            )
        }
        logger.warning(
            "the secret key of \(owner) can be guessed: all programs on this machine, and functions, can be \(owner). For tests only")
    }

    /// Whether nobody but this machine can reach an address. A name is looked up by the system, which may say anything but for this one.
    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return four.s_addr.bigEndian >> 24 == 127 }
        var six = in6_addr()
        guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF, 127]
        return bytes == Array(repeating: 0, count: 15) + [1] || bytes.starts(with: mapped)
    }
}
