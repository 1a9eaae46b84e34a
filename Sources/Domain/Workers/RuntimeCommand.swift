internal import Invocation
internal import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// What a runtime runs, and what it must see.
struct RuntimeCommand: Sendable {
    /// A folder or a file of the host, and where the worker sees it.
    struct Shown: Sendable {
        let source, target: String
        init(_ source: String, at target: String) {
            self.source = source
            self.target = target
        }
    }

    let command: [String]
    /// Folders, read-only.
    let trees: [Shown]
    /// Small files, of which the worker gets copies.
    let files: [Shown]
    /// Variables of its own.
    let variables: [String: String]
    /// The file of the function's own that must be there, as the host sees it.
    var entry: String?
    /// For the log, if the function does not get the runtime that it asked for.
    var remark: String?
}

/// Finds what a function's runtime is on this host.
final class RuntimeCatalog: Sendable {
    private let settings: WorkerSettings
    private let interpreters = Mutex<[PythonInterpreter]?>(nil)

    /// Writes the files that sandboxes show.
    init(_ settings: WorkerSettings) throws(LaunchError) {
        self.settings = settings
        for folder in [settings.directory, settings.directory + "/runtime"] {
            // Whatever the server's umask is: workers run as another user.
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST, chmod(folder, 0o755) == 0 else {
                throw LaunchError("\(folder): \(String(cString: strerror(errno)))")
            }
        }
        try Self.write(PackageResources.python_bootstrap_py, settings.directory + "/runtime/bootstrap.py")
    }

    private var isSandboxed: Bool { if case .sandbox = settings.isolation { true } else { false } }

    /// Blocks the first time, while it looks for interpreters.
    func command(for function: FunctionSpecification) throws(LaunchError) -> RuntimeCommand {
        switch Runtime.family(function.runtime) {
        case .provided?:
            let path = (isSandboxed ? "/var/task" : function.codeDirectory) + "/bootstrap"
            return RuntimeCommand(command: [path], trees: [], files: [], variables: [:], entry: function.codeDirectory + "/bootstrap")
        case .python(let minor)?: return try python(minor)
        default: throw LaunchError("This server has nothing that runs \(function.runtime).")
        }
    }

    private func python(_ minor: Int) throws(LaunchError) -> RuntimeCommand {
        let all = interpreters.withLock { known in
            let all = known ?? PythonInterpreter.installed()
            known = all
            return all
        }
        guard let interpreter = PythonInterpreter.nearest(to: minor, among: all) else {
            throw LaunchError("There is no Python on this host. Install one, for example with: apt-get install python3")
        }
        var trees: [RuntimeCommand.Shown] = []
        // What is shown of the host must not have the server's own in it.
        let data = Folder.resolved(settings.directory)
        guard !(data + "/").utf8.starts(with: (Folder.resolved(interpreter.prefix) + "/").utf8) else {
            throw LaunchError("The data directory lies below \(interpreter.prefix), which functions would see: Python is there.")
        }
        if !interpreter.prefix.hasPrefix("/usr") { trees.append(RuntimeCommand.Shown(interpreter.prefix, at: interpreter.prefix)) }
        let packages = interpreter.packages(in: settings.runtimesDirectory)
        let hasPackages = access(packages, R_OK | X_OK) == 0
        if hasPackages, isSandboxed { trees.append(RuntimeCommand.Shown(packages, at: "/opt/pelton/python")) }
        let source = settings.directory + "/runtime/bootstrap.py"
        let bootstrap = isSandboxed ? "/var/runtime/bootstrap.py" : source
        var command = RuntimeCommand(
            command: [interpreter.executable, "-u", bootstrap], trees: trees, files: [RuntimeCommand.Shown(source, at: bootstrap)],
            variables: isSandboxed || !hasPackages ? [:] : ["PELTON_PYTHON_PACKAGES": packages])
        if interpreter.minor != minor { command.remark = "python3.\(minor) is not installed; this runs on python3.\(interpreter.minor)" }
        return command
    }

    private static func write(_ bytes: some Collection<UInt8>, _ path: String) throws(LaunchError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw LaunchError("\(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        let all = Array(bytes)
        guard Glibc.write(file, all, all.count) == all.count, fchmod(file, 0o644) == 0 else {
            throw LaunchError("\(path): \(String(cString: strerror(errno)))")
        }
    }
}
