internal import Queues
internal import Admin
internal import Messaging
internal import Objects
internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Identity
internal import IAM
internal import Invocation
internal import Lambda
package import Logging
internal import FunctionLogs
internal import Logs
internal import ObjectData
internal import Core
internal import S3
internal import SigV4
internal import Workers

#if canImport(Glibc)
    private import Glibc
#endif

/// The server put together: what is made from what, in which order it starts, and in which it ends.
package enum PeltonServer {
    private static let drainMilliseconds: Int64 = 10_000

    /// Serves until SIGTERM or SIGINT.
    /// - Parameter announce: gets the lines for standard output: new root keys, and `ready http://HOST:PORT`.
    /// - Throws: `StartError`.
    package static func run(_ settings: ServerSettings, logger: Logger, announce: (String) -> Void) async throws {
        Allocator.tune()
        // What it makes is its user's alone, SQLite's files too. What functions make is theirs: their processes get the usual mask.
        umask(0o077)
        let signals = try Signals()
        DescriptorLimit.raise(logger)
        let directory = try DataDirectory(path: settings.dataDirectory)
        if !directory.mended.isEmpty {
            logger.warning(
                "others could read the data directory, or what is in it: not any more",
                metadata: ["paths": "\(directory.mended.joined(separator: " "))"])
        }
        if !directory.exposed.isEmpty {
            logger.warning(
                "others can put another folder in the data directory's place, from which functions' code would be run",
                metadata: ["folders": "\(directory.exposed.joined(separator: " "))"])
        }
        for (file, warning) in [
            (settings.credentialsFile, "others can put another list in the place of the accounts' credentials"),
            (settings.masterKeyFile, "others can put another key in the place of the master key"),
            (settings.remoteFunctionsFile, "others can put another list in the place of the remote functions"),
        ] {
            guard let file = file.map({ Folder.absolute($0) }) else { continue }
            try DataModes.checkLinks(on: file)
            let exposed = DataModes.folders(ofOthersAbove: file)
            if !exposed.isEmpty { logger.warning("\(warning)", metadata: ["folders": "\(exposed.joined(separator: " "))"]) }
        }
        if let file = settings.masterKeyFile { try TrustedFile.requireSecret(file, "The master key", danger: "have it seal with a key") }
        if settings.opensNewBuckets {
            logger.warning(
                "new buckets are OPEN: access control lists are on, and nothing keeps policies and lists from making them public",
                metadata: ["option": "--bucket-defaults open"])
        }
        if settings.sandbox == .bubblewrap {
            for path in [directory.path, settings.credentialsFile, settings.masterKeyFile, settings.remoteFunctionsFile].compactMap({ $0 })
            {
                guard let folder = Isolation.shownFolder(above: path) else { continue }
                throw StartError("\(path) lies below \(folder), which functions can read. Choose another place.")
            }
        }
        let components = try await ServerComponents(settings, directory, logger)
        let root = try await components.declareAccounts(settings, directory, logger)
        if root.isNew {
            announce("root access key id:     \(root.accessKeyID)")
            announce("root secret access key: \(root.secretAccessKey)")
        }
        try await serve(settings, directory, components, signals, logger, announce)
        // Held until here: the lock goes with it.
        withExtendedLifetime(directory) {}
    }

    private static func serve(
        _ settings: ServerSettings, _ directory: DataDirectory, _ components: ServerComponents, _ signals: Signals, _ logger: Logger,
        _ announce: (String) -> Void
    ) async throws {
        let gateway = components.gateway(settings, logger)
        let server = HTTPServer(threads: max(2, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))), clock: components.clock, logger: logger)
        let listener: Listener
        do throws(ListenError) {
            listener = try await server.listen(host: settings.host, port: settings.port, responder: gateway)
        } catch {
            throw StartError(
                error.isInUse
                    ? "Port \(settings.port) of \(settings.host) is in use. Stop what listens there, or choose another with --listen."
                    : "Cannot listen on \(settings.host):\(settings.port): \(error.reason)")
        }
        components.workers?.open(
            WorkerEndpoint(host: settings.host == "localhost" ? "127.0.0.1" : settings.host, port: listener.port), responder: gateway)
        async let workers = workers(components, logger)
        try await components.startDeliveries()
        let housekeeping = Task { await components.housekeeping(logger).run() }
        let url = "http://\(listener.host):\(listener.port)"
        directory.publish(endpoint: url)
        if settings.opensNewBuckets { announce("new buckets are open: lists are on, public access is not blocked") }
        announce("ready \(url)")
        // Nobody has to wait for this: requests are served already.
        let layers = await workers
        logger.notice(
            "ready",
            metadata: [
                "endpoint": "\(url)", "data": "\(settings.dataDirectory)", "region": "\(settings.region)",
                "encryption": "\(settings.defaultEncryption == .none ? "none: new buckets keep their objects in the clear" : "AES256")",
                "workers": "\(layers)",
            ])
        await signals.waitForEnd()
        logger.notice("stopping")
        directory.withdrawEndpoint()
        await listener.close()
        components.queues.stop()
        await components.dispatcher.stop(graceMilliseconds: drainMilliseconds)
        await server.drain(graceMilliseconds: drainMilliseconds)
        housekeeping.cancel()
        await components.stop(logger)
        await server.stop()
        logger.notice("stopped")
    }

    /// What holds functions' workers, in words.
    private static func workers(_ components: ServerComponents, _ logger: Logger) async -> String {
        guard let workers = components.workers else { return "none: functions do not run" }
        do throws(ProcessInvoker.StartFailure) { return try await workers.layers() } catch {
            logger.error("functions cannot run now: no worker can be made", metadata: ["reason": "\(error.reason)"])
            return "none can be made"
        }
    }
}
