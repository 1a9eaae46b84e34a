internal import HTTPServer
internal import Policies
internal import Invocation
internal import Logging
internal import Core
internal import Synchronization

/// Makes workers: a session of the function's role, a sandbox, and the two listeners in it.
final class WorkerFactory: Sendable {
    /// Of one worker at a time, to its runtime's port and to Pelton's.
    private static let runtimeConnections = 32
    private static let endpointConnections = 96

    private let settings: WorkerSettings
    private let catalog: RuntimeCatalog
    private let sessions: any SessionIssuer
    private let logs: any LogSink
    private let clock: any PeltonClock
    private let random: any RandomSource
    private let logger: Logger
    private let server: HTTPServer
    private let groups: ControlGroups
    private let totals: WorkerTotals
    // One thread, as long as the server: workers die with the thread that started them.
    private let spawner = BlockingPool<Void>(name: "pelton-spawn", threads: 1, capacity: 256) {}
    private let endpoint = Mutex<(WorkerEndpoint, any Responder)?>(nil)
    private let made = Atomic<Int>(0)

    init(
        settings: WorkerSettings, sessions: any SessionIssuer, logs: any LogSink, clock: any PeltonClock, random: any RandomSource,
        logger: Logger
    ) throws(LaunchError) {
        self.settings = settings
        self.sessions = sessions
        self.logs = logs
        self.clock = clock
        self.random = random
        self.logger = logger
        catalog = try RuntimeCatalog(settings)
        var limits = FrontLimits()
        // A function may think for as long as it likes between two requests.
        limits.headMilliseconds = 24 * 3600 * 1000
        limits.bodyMilliseconds = 900_000
        // Payloads, which are held anyway until they are answered.
        limits.answerBytes = .max
        // A place for each of them: one function's workers leave those of others theirs, however many they hold.
        limits.connections = settings.workers * (Self.runtimeConnections + Self.endpointConnections)
        server = HTTPServer(threads: 2, limits: limits, clock: clock, logger: logger)
        if case .sandbox = settings.isolation, HostProcess.isRoot {
            groups = ControlGroups(ceiling: settings.ceiling)
        } else {
            groups = .none
        }
        totals = WorkerTotals(settings.ceiling)
    }

    func open(_ endpoint: WorkerEndpoint, _ responder: any Responder) { self.endpoint.withLock { $0 = (endpoint, responder) } }

    func stop() async {
        await server.drain(graceMilliseconds: 0)
        spawner.stop()
        await server.stop()
        groups.remove()
    }

    /// What holds workers on this host, in words: found out by making one that runs nothing.
    /// - Throws: why no worker can be made.
    func layers() async throws(LaunchError) -> String {
        guard let (endpoint, _) = endpoint.withLock({ $0 }) else { throw LaunchError("The server is starting.") }
        let runtime = RuntimeCommand(command: ["/usr/bin/true"], trees: [], files: [], variables: [:])
        let spec = SandboxSpec(
            name: "start", function: .none(codeDirectory: settings.directory), runtime: runtime, settings: settings, endpoint: endpoint,
            slot: 0)
        guard spec.isSandboxed else { return "none" }
        let monitor = try ProcessMonitor(spec, groups: groups, totals: totals, spawner: spawner, logger: logger) { _ in
        } onExit: { _ in
        } onEnd: {
        }
        defer { monitor.close() }
        guard let sandbox = try await monitor.open() else { return "none" }
        for descriptor in [sandbox.runtime, sandbox.endpoint] { HostProcess.close(descriptor) }
        return layers(sandbox)
    }

    private func layers(_ sandbox: ProcessMonitor.Listeners) -> String {
        let held = GroupedResource.allCases.filter { groups.hold($0) }
        // Swap cannot be refused without a group: the watch counts it as memory.
        let watched = GroupedResource.allCases.filter { !held.contains($0) }.map(\.rawValue).joined(separator: ", ")
        return [groups.layer, watched.isEmpty ? nil : "watch (\(watched))", sandbox.layers].compactMap { $0 }.joined(separator: ", ")
            + "; all workers: \(settings.ceiling.description)"
    }

    func make(_ function: FunctionSpecification) async throws(InvokeError) -> Worker {
        guard let (endpoint, responder) = endpoint.withLock({ $0 }) else { throw .notReady("The server is starting.") }
        let runtime = try await runtime(function)
        let session = try await session(function)
        let slot = made.add(1, ordering: .relaxed).newValue
        let spec = SandboxSpec(
            name: "w\(HostProcess.id)-\(slot)", function: function, runtime: runtime, settings: settings, endpoint: endpoint, slot: slot)
        let stream = LogAssembler.streamName(function, now: clock.now, random: random)
        let permission = LogPermission(
            function: function, stream: stream, session: session.accessKeyID, sessions: sessions, clock: clock, logger: logger)
        let log = LogAssembler(function: function, stream: stream, permission: permission, sink: logs, clock: clock)
        let worker = Worker(spec: spec, session: session, logs: log, clock: clock)
        do throws(LaunchError) {
            do throws(SessionError) { try await permission.refresh() } catch { throw LaunchError(error.message) }
            try await provision(worker, responder)
            return worker
        } catch {
            worker.close()
            sessions.endSession(session.accessKeyID)
            throw .unavailable(error.reason)
        }
    }

    private func provision(_ worker: Worker, _ responder: any Responder) async throws(LaunchError) {
        // Weak: the worker holds its monitor, and both hold the function's code.
        let monitor = try ProcessMonitor(
            worker.spec, groups: groups, totals: totals, spawner: spawner, logger: logger
        ) { [logs = worker.logs] bytes in
            logs.take(bytes)
        } onExit: { [weak worker] status in
            worker?.processEnded(status)
        } onEnd: { [weak worker] in
            worker?.sandboxEnded()
        }
        let sandbox = try await monitor.open()
        let api = RuntimeResponder(worker: worker, responseBytes: settings.responseBytes)
        var listeners: [Listener] = []
        do throws(ListenError) {
            if let sandbox {
                listeners.append(try await server.adopt(socket: sandbox.runtime, connections: Self.runtimeConnections, responder: api))
                listeners.append(
                    try await server.adopt(socket: sandbox.endpoint, connections: Self.endpointConnections, responder: responder))
            } else {
                listeners.append(try await server.listen(host: "127.0.0.1", port: 0, responder: api))
            }
        } catch {
            for listener in listeners { await listener.close() }
            monitor.close()
            throw LaunchError("No listener for the worker: \(error.reason)")
        }
        let (open, sessions, key) = (listeners, sessions, worker.session.accessKeyID)
        let address = sandbox == nil ? "127.0.0.1:\(listeners[0].port)" : "127.0.0.1:\(worker.spec.endpoint.runtimePort)"
        worker.attach(monitor, runtimeAPI: address) {
            for listener in open { await listener.close() }
            sessions.endSession(key)
        }
        logger.info(
            "a worker was made",
            metadata: [
                "function": "\(worker.spec.function.arn)", "worker": "\(worker.spec.name)",
                "isolation": "\(sandbox.map { layers($0) } ?? "none")", "remark": "\(worker.spec.runtime.remark ?? "")",
            ].filter { !"\($0.value)".isEmpty })
    }

    private func runtime(_ function: FunctionSpecification) async throws(InvokeError) -> RuntimeCommand {
        let catalog = catalog
        do {
            return try await spawner.run { _ throws(LaunchError) in try catalog.command(for: function) }
        } catch let error as LaunchError { throw .unavailable(error.reason) } catch { throw .throttled }
    }

    private func session(_ function: FunctionSpecification) async throws(InvokeError) -> SessionCredentials {
        do throws(SessionError) {
            return try await sessions.issueSession(
                role: function.role, sessionName: function.name, service: "lambda.amazonaws.com", source: function.arn,
                durationSeconds: settings.sessionSeconds)
        } catch { throw .unavailable("The function's role cannot be assumed: \(error.message)") }
    }
}
