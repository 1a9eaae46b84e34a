internal import CLinux
internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// An interpreter of the host.
package struct PythonInterpreter: Sendable, Hashable {
    /// 11 of 3.11.
    package let minor: Int
    /// The real executable, not a shim of that name.
    package let executable: String
    /// Where its libraries are.
    package let prefix: String

    /// Those that the host has, one for each minor version, the newest first. Blocks while it asks them.
    package static func installed() -> [PythonInterpreter] {
        var found: [Int: PythonInterpreter] = [:]
        for name in (8...20).reversed().map({ "python3.\($0)" }) + ["python3"] {
            for path in paths(of: name) {
                guard let interpreter = ask(path), found[interpreter.minor] == nil else { continue }
                found[interpreter.minor] = interpreter
            }
        }
        return found.values.sorted { $0.minor > $1.minor }
    }

    /// The one of this minor version, else the nearest.
    package static func nearest(to minor: Int, among all: [PythonInterpreter]) -> PythonInterpreter? {
        all.min { (abs($0.minor - minor), -$0.minor) < (abs($1.minor - minor), -$1.minor) }
    }

    /// Where `pelton runtimes install python` puts what AWS's Python runtimes contain.
    package func packages(in runtimes: String) -> String { "\(runtimes)/python3.\(minor)/lib/python3.\(minor)/site-packages" }

    private static func paths(of name: String) -> [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        // The system's own as well: it is where a sandbox sees it anyway.
        return (path.split(separator: ":").map { String($0) } + ["/usr/bin"]).map { $0 + "/" + name }.filter { access($0, X_OK) == 0 }
    }

    private static let question = """
        import os, sys
        base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
        print(sys.version_info[1], base, sys.base_prefix, sep="\\n")
        """

    private static func ask(_ path: String) -> PythonInterpreter? {
        guard let answer = HostCommand.output([path, "-I", "-S", "-c", question]) else { return nil }
        let lines = answer.split(separator: "\n")
        guard lines.count == 3, let minor = Int(lines[0]), lines[1].hasPrefix("/"), lines[2].hasPrefix("/") else { return nil }
        return PythonInterpreter(minor: minor, executable: String(lines[1]), prefix: String(lines[2]))
    }
}

/// A program of the host that is run to its end.
package enum HostCommand {
    /// - Returns: what it printed; nil unless it ended well. Blocks.
    package static func output(_ arguments: [String]) -> String? {
        let (status, text) = run(arguments)
        return status == 0 ? text : nil
    }

    /// - Returns: its exit status and what it printed on both outputs. Blocks.
    package static func run(_ arguments: [String]) -> (status: Int, output: String) {
        var ends: [CInt] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { return (-1, "pipe: \(String(cString: strerror(errno)))") }
        defer { close(ends[0]) }
        var variables: [String: String] = [:]
        for name in [
            "PATH", "HOME", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "PYENV_ROOT",
        ] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        let process: pid_t
        do throws(LaunchError) {
            // What lies in the folder that the caller happens to be in is none of its business.
            process = try SandboxSpec.spawn(arguments, variables: variables, control: -1, output: ends[1], directory: "/")
        } catch {
            close(ends[1])
            return (-1, error.reason)
        }
        close(ends[1])
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            text += chunk.prefix(count)
        }
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return (status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : -1, String(decoding: text, as: UTF8.self))
    }
}
