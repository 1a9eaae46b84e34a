internal import Invocation
internal import Core
internal import Workers

#if canImport(Glibc)
    private import Glibc
#endif

/// What keeps functions apart on this host.
enum Isolation {
    /// - Returns: how, or why functions cannot run.
    static func find(_ settings: ServerSettings) -> Result<WorkerSettings.Isolation, Missing> {
        guard settings.sandbox == .bubblewrap else { return .success(.none) }
        guard let bubblewrap = program("bwrap") else {
            return .failure(
                Missing(
                    "bubblewrap is not installed, so functions do not run. Install it (apt-get install bubblewrap), or start with --sandbox none to run functions with the server's own rights."
                ))
        }
        let launcher = settings.launcherPath ?? ownFolder() + "/pelton-sandbox"
        guard access(launcher, X_OK) == 0 else {
            return .failure(Missing("\(launcher) is not there, so functions do not run. It is installed beside the pelton executable."))
        }
        return .success(.sandbox(launcher: launcher, bubblewrap: bubblewrap))
    }

    /// What functions see of the host wherever it is: nothing that is the server's may lie below.
    private static let shown = ["/usr", "/etc/alternatives", "/etc/ssl/certs", "/etc/ca-certificates", "/etc/fonts"]

    /// - Parameter path: as it was given.
    /// - Returns: the folder that functions can read, if the path lies below one.
    static func shownFolder(above path: String) -> String? {
        let place = Folder.resolved(path)
        return shown.first { place == $0 || place.utf8.starts(with: ($0 + "/").utf8) }
    }

    struct Missing: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private static func program(_ name: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    private static func ownFolder() -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { return "." }
        let path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}

/// Stands in where functions cannot run: events wait, and say why.
struct RefusingInvoker: Invoker {
    let reason: String

    func invoke(_ invocation: Invocation) async throws(InvokeError) -> InvocationResult { throw .unavailable(reason) }
    func retire(_ function: ARN) async {}
    func stopEvents() {}
    func stop() async {}
}
