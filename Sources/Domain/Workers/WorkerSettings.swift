package import Core

/// How workers are run.
package struct WorkerSettings: Sendable {
    package enum Isolation: Sendable {
        /// The launcher and bubblewrap.
        case sandbox(launcher: String, bubblewrap: String)
        /// The server's own rights: for code as trusted as the server.
        case none
    }

    package var isolation: Isolation
    /// A folder of the server's own, for what sandboxes show as their `/etc` and `/var/runtime`.
    package var directory: String
    /// Where `pelton runtimes install` put its packages.
    package var runtimesDirectory: String
    /// Workers of all functions together.
    package var workers = 32
    /// Calls that wait for a worker.
    package var waitingCalls = 1024
    /// How long a worker with nothing to do is kept.
    package var idleMilliseconds: Int64 = 300_000
    /// Of its own, before a function's time-out counts.
    package var initMilliseconds: Int64 = 10_000
    /// Processes and threads of one worker.
    package var processes = 1024
    /// What all of them may take together.
    package var ceiling = WorkerCeiling.ofThisMachine
    package var sessionSeconds = 6 * 3600
    package var responseBytes: Int

    package init(isolation: Isolation, directory: String, runtimesDirectory: String, limits: Limits) {
        self.isolation = isolation
        self.directory = directory
        self.runtimesDirectory = runtimesDirectory
        responseBytes = limits.responsePayloadBytes
    }
}

/// Pelton as a function sees it: where `--listen` says, on both sides of the sandbox.
package struct WorkerEndpoint: Sendable {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        // An address that means "all of them" is none to connect to.
        self.host = ["0.0.0.0", "::"].contains(host) ? "127.0.0.1" : host
        self.port = port
    }

    var url: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    /// Beside the endpoint's own.
    var runtimePort: Int { port == 9001 ? 9002 : 9001 }
}
