internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// What AWS's Python runtimes contain besides Python, for one interpreter, in a virtual environment.
package struct PythonPackages: Sendable {
    private let interpreter: PythonInterpreter
    private let runtimes: String

    package struct Failure: Error {
        package let reason: String
    }

    package init(_ interpreter: PythonInterpreter, in runtimes: String) {
        self.interpreter = interpreter
        self.runtimes = Folder.absolute(runtimes)
    }

    package var folder: String { "\(runtimes)/python3.\(interpreter.minor)" }
    package var areInstalled: Bool { access(interpreter.packages(in: runtimes) + "/boto3", R_OK) == 0 }

    /// Installs them under another name first: a half-made environment is never used. Blocks.
    /// - Returns: false if they are there already.
    package func install() throws(Failure) -> Bool {
        guard !areInstalled else { return false }
        // Functions run as other users than whoever installs.
        let mask = umask(0o022)
        defer { umask(mask) }
        try makeFolders()
        let draft = folder + ".new"
        try run([interpreter.executable, "-I", "-m", "venv", "--clear", draft])
        try run([draft + "/bin/python", "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "boto3"])
        guard rename(draft, folder) == 0 else { throw Failure(reason: "rename \(folder): \(String(cString: strerror(errno)))") }
        return true
    }

    private func makeFolders() throws(Failure) {
        var path = ""
        for part in runtimes.split(separator: "/") {
            path += "/" + part
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw Failure(reason: "\(path): \(String(cString: strerror(errno)))") }
        }
    }

    private func run(_ arguments: [String]) throws(Failure) {
        let (status, output) = HostCommand.run(arguments)
        guard status == 0 else { throw Failure(reason: "\(arguments.joined(separator: " ")) failed: \(output.suffix(2000))") }
    }
}
