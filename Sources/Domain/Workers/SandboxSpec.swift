internal import CLinux
internal import Invocation
internal import Core

#if canImport(Glibc)
    internal import Glibc
#endif

/// What it takes to start a worker's processes.
struct SandboxSpec: Sendable {
    /// A name that no other worker of this host has.
    let name: String
    let function: FunctionSpecification
    let runtime: RuntimeCommand
    let settings: WorkerSettings
    let endpoint: WorkerEndpoint
    /// Unique among the workers of this server.
    let slot: Int

    var isSandboxed: Bool { if case .sandbox = settings.isolation { true } else { false } }

    /// Over what the function may use: `/tmp` counts as memory too, an eighth for its files' names and inodes, and so do the launcher
    /// and bubblewrap. A full `/tmp`, which outlives its process, must leave the next one its memory.
    var groupLimits: ControlGroups.Limits {
        ControlGroups.Limits(
            memoryBytes: (function.memoryMB + function.ephemeralStorageMB * 9 / 8 + 64) << 20, processes: settings.processes,
            cores: CPUShare.ofStart(memoryMB: function.memoryMB))
    }

    /// The launcher's command line: its own name, then pairs of a name and a value. What they mean to bubblewrap the launcher decides.
    func launcherArguments(_ launcher: String, _ bubblewrap: String, _ group: WorkerGroup?) -> [String] {
        // A user of its own for each worker, so that the limit of processes is its own too. An ordinary user has only himself.
        let uid = geteuid() == 0 ? 300_000_000 + (Int(getpid()) & 0x3F_FFFF) * 64 + slot % 64 : 0
        var pairs = [
            ("bwrap", bubblewrap), ("parent", String(getpid())), ("uid", String(uid)),
            ("tmp-megabytes", String(function.ephemeralStorageMB)), ("processes", String(settings.processes)),
            ("counts-all-memory", group?.hold(.memory) ?? false ? "1" : "0"), ("holds-cpu", group?.hold(.cpu) ?? false ? "1" : "0"),
            ("runtime-port", String(endpoint.runtimePort)),
            ("endpoint-host", endpoint.host), ("endpoint-port", String(endpoint.port)),
        ]
        pairs += (group?.entries ?? []).map { ("group", $0) }
        for tree in [RuntimeCommand.Shown(function.codeDirectory, at: "/var/task")] + runtime.trees {
            pairs += [("tree", tree.source), ("tree-at", tree.target)]
        }
        for file in runtime.files { pairs += [("file", file.source), ("file-at", file.target)] }
        pairs += runtime.command.map { ("word", $0) }
        return [launcher] + pairs.flatMap { [$0.0, $0.1] }
    }

    /// What starts a process in the sandbox: the names and values of its variables, each with its length before it.
    /// - Throws: for a text with a NUL in it, which no process can get.
    static func order(starting variables: [String: String]) throws(LaunchError) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "S")]
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            for text in [name, value] {
                let utf8 = Array(text.utf8)
                guard !utf8.contains(0) else { throw LaunchError("The variable \(JSON.string(name).text) has a NUL in it.") }
                withUnsafeBytes(of: UInt32(utf8.count).littleEndian) { bytes += $0 }
                bytes += utf8
            }
        }
        return bytes
    }

    /// - Parameter control: -1 for none.
    /// - Returns: the process id.
    static func spawn(
        _ arguments: [String], variables: [String: String], control: CInt, output: CInt, directory: String?
    ) throws(LaunchError) -> pid_t {
        // A C string would end there.
        guard !arguments.contains(where: { $0.utf8.contains(0) }),
            !variables.contains(where: { $0.key.utf8.contains(0) || $0.value.utf8.contains(0) || $0.key.utf8.contains(0x3D) })
        else { throw LaunchError("A word or a variable of a process has a NUL in it, or a variable's name a sign of equality.") }
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
    static var isRoot: Bool { geteuid() == 0 }
    static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }
}

extension FunctionSpecification {
    /// Of no function: for a sandbox in which nothing runs.
    static func none(codeDirectory: String) -> FunctionSpecification {
        FunctionSpecification(
            arn: ARN(service: "lambda", region: "", account: "", resource: "function:none"), name: "none", account: .none, region: .usEast1,
            version: "$LATEST", revision: "", runtime: "", handler: "", codeDirectory: codeDirectory,
            role: ARN(service: "iam", region: "", account: "", resource: "role/none"), timeoutSeconds: 1, memoryMB: 128,
            ephemeralStorageMB: 1, environment: [:], logGroup: "")
    }
}
