internal import CLinux
internal import Invoke
internal import PeltonCore

#if canImport(Glibc)
    internal import Glibc
#endif

/// What it takes to start a worker's processes.
struct Launch: Sendable {
    /// A name that no other worker of this host has.
    let name: String
    let function: FunctionSpecification
    let runtime: RuntimeCommand
    let settings: WorkerSettings
    let endpoint: WorkerEndpoint
    /// Unique among the workers of this server.
    let slot: Int

    /// Over what the function may use: `/tmp` counts as memory too, an eighth for its files' names and inodes, and so do the launcher
    /// and bubblewrap. A full `/tmp`, which outlives its process, must leave the next one its memory.
    private var memoryCeiling: Int { (function.memoryMB + function.ephemeralStorageMB * 9 / 8 + 64) << 20 }

    /// The launcher's command line.
    func launcherArguments(_ launcher: String, _ bubblewrap: String) -> [String] {
        // A user of its own for each worker, so that the limit of processes is its own too. An ordinary user has only himself.
        let uid = geteuid() == 0 ? 300_000_000 + (Int(getpid()) & 0x3F_FFFF) * 64 + slot % 64 : 0
        let binds = [(function.codeDirectory, "/var/task")] + runtime.binds
        return [
            launcher, bubblewrap, String(getpid()), String(uid), name, String(memoryCeiling), String(function.ephemeralStorageMB),
            String(settings.processes), String(endpoint.runtimePort), endpoint.host, String(endpoint.port),
        ] + binds.flatMap { [$0.0, $0.1] } + ["--"] + runtime.command
    }

    /// `--setenv NAME VALUE` …, each with its NUL, as the launcher passes them on.
    static func order(starting variables: [String: String]) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "S")]
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            for word in ["--setenv", name, value] { bytes += Array(word.utf8) + [0] }
        }
        return bytes
    }

    /// - Parameter control: -1 for none.
    /// - Returns: the process id.
    static func spawn(
        _ arguments: [String], variables: [String: String], control: CInt, output: CInt, directory: String?
    ) throws(LaunchError) -> pid_t {
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        let result = clinux_spawn(arguments[0], &argv, &envp, control, output, directory)
        guard result > 0 else { throw LaunchError("\(arguments[0]): \(String(cString: strerror(-result)))") }
        return result
    }
}

/// Why no worker could be started.
struct LaunchError: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

/// This server's own process.
enum HostProcess {
    static var id: Int { Int(getpid()) }
}
