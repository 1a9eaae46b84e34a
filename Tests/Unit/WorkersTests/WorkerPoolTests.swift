import Policies
import Invocation
import Logging
import Core
import Synchronization
import Testing

@testable import Workers

/// Workers without processes, which are given back while their function is deleted.
struct WorkerPoolTests {
    private final class Scene: Sendable {
        let pool: WorkerPool
        let clock = SleepCounter()
        private let settings: WorkerSettings
        private let wanted = Mutex<@Sendable () -> Bool>({ true })

        init(workers: Int = 32) {
            var settings = WorkerSettings(isolation: .none, directory: "/", runtimesDirectory: "/", limits: Limits())
            settings.workers = workers
            self.settings = settings
            pool = WorkerPool(settings, clock: clock)
        }

        /// - Parameter body: says whether the function still has its code, whenever that is asked.
        func onAsked(_ body: @escaping @Sendable () -> Bool) { wanted.withLock { $0 = body } }

        var function: FunctionSpecification {
            FunctionSpecification(
                arn: .function("f", region: .usEast1, account: .none), name: "f", account: .none, region: .usEast1, version: "$LATEST",
                revision: "1", runtime: "provided.al2023", handler: "h", codeDirectory: "/",
                codeHold: Hold { [self] in wanted.withLock { $0 }() }, role: ARN(service: "iam", resource: "role/r"), timeoutSeconds: 3,
                memoryMB: 128, ephemeralStorageMB: 512, environment: [:], logGroup: "g")
        }

        /// One that has a call.
        func busyWorker() async throws -> Worker {
            guard case .place = try await pool.lease(for: function) else { throw LaunchError("There is one already.") }
            let session = SessionCredentials(
                accessKeyID: "A", secretAccessKey: "S", sessionToken: "T", expiration: clock.now.adding(seconds: 3600))
            let spec = SandboxSpec(
                name: "w", function: function, runtime: RuntimeCommand(command: ["/w"], trees: [], files: [], variables: [:]),
                settings: settings, endpoint: WorkerEndpoint(host: "127.0.0.1", port: 9), slot: 1)
            let permission = LogPermission(
                function: function, stream: "s", session: "A", sessions: Nobody(), clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let worker = Worker(
                spec: spec, session: session,
                logs: LogAssembler(function: function, stream: "s", permission: permission, sink: Nobody(), clock: clock), clock: clock)
            pool.add(worker)
            return worker
        }

        func keeps(_ worker: Worker) async throws -> Bool {
            guard case .worker(let found) = try await pool.lease(for: function) else {
                pool.giveBackPlace()
                return false
            }
            return found === worker
        }
    }

    /// Its time stands still.
    private final class SleepCounter: PeltonClock {
        private let counted = Mutex(0)
        var now: Timestamp { Timestamp(milliseconds: 1_000_000) }
        var monotonicMilliseconds: Int64 { 1_000_000 }
        var sleepers: Int { counted.withLock { $0 } }

        func sleep(milliseconds: Int64) async throws(CancellationError) {
            counted.withLock { $0 += 1 }
            defer { counted.withLock { $0 -= 1 } }
            try await SystemClock().sleep(milliseconds: milliseconds)
        }

        func hasSleepers(_ count: Int) async -> Bool {
            for _ in 0..<10_000 where sleepers != count { await Task.yield() }
            return sleepers == count
        }
    }

    private struct Nobody: SessionIssuer, LogSink {
        var policyGeneration: UInt64 { 0 }
        func issueSession(role: ARN, sessionName: String, service: String, source: ARN, durationSeconds: Int) async throws(SessionError)
            -> SessionCredentials
        {
            throw SessionError("none")
        }
        func refusal(of action: String, on resource: String, ofSession accessKeyID: String, region: Region) async throws(SessionError)
            -> String?
        {
            nil
        }
        func setProvenance(_ provenance: Provenance?, ofSession accessKeyID: String) {}
        func endSession(_ accessKeyID: String) {}
        func append(_ events: [FunctionLogEvent], group: String, stream: String, account: AccountID, region: Region, mayMakeGroup: Bool) {}
    }

    @Test func `a worker comes back and takes the next call`() async throws {
        let scene = Scene()
        let worker = try await scene.busyWorker()
        await scene.pool.giveBack(worker, scene.function.arn)
        #expect(!worker.isClosed)
        #expect(try await scene.keeps(worker))
    }

    @Test func `a worker whose function goes while it is out ends when it comes back`() async throws {
        let scene = Scene()
        let worker = try await scene.busyWorker()
        scene.onAsked { false }
        await scene.pool.retire(scene.function.arn)
        #expect(!worker.isClosed)
        await scene.pool.giveBack(worker, scene.function.arn)
        #expect(worker.isClosed)
        #expect(try await !scene.keeps(worker))
        #expect(scene.pool.functions == 0)
    }

    /// Its code is asked for after the worker can be found, so that one of the two sees the other at whatever moment the function goes.
    @Test func `a function that goes in the middle finds the worker, or is found by it`() async throws {
        let scene = Scene()
        let worker = try await scene.busyWorker()
        let found = Mutex<[Worker]?>(nil)
        scene.onAsked { [pool = scene.pool, arn = scene.function.arn] in
            found.withLock { $0 = pool.takeIdle(arn) }
            return true
        }
        await scene.pool.giveBack(worker, scene.function.arn)
        #expect(found.withLock { $0?.first } === worker)
        // Both at once end it once.
        let second = Scene()
        let other = try await second.busyWorker()
        second.onAsked { [pool = second.pool, arn = second.function.arn] in
            found.withLock { $0 = pool.takeIdle(arn) }
            return false
        }
        await second.pool.giveBack(other, second.function.arn)
        #expect(found.withLock { $0?.first } === other)
        #expect(try await !second.keeps(other))
    }

    /// Else a server that stops would wait for calls that hang, as long as their functions may run.
    @Test func `who is cancelled waits for no worker, and takes nobody's turn`() async throws {
        let scene = Scene(workers: 1)
        let busy = try await scene.busyWorker()
        let waiting = Task { _ = try await scene.pool.lease(for: scene.function) }
        while scene.pool.waiting < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: InvokeError.stopping) { try await waiting.value }
        #expect(scene.pool.waiting == 0)
        let next = Task { if case .place = try await scene.pool.lease(for: scene.function) { true } else { false } }
        while scene.pool.waiting < 1 { await Task.yield() }
        await scene.pool.end(busy)
        #expect(try await next.value)
    }

    @Test func `once the server is stopping, events get no worker, and callers go on`() async throws {
        let scene = Scene(workers: 1)
        let busy = try await scene.busyWorker()
        let event = Task { _ = try await scene.pool.lease(for: scene.function, isEvent: true) }
        let caller = Task { if case .place = try await scene.pool.lease(for: scene.function) { true } else { false } }
        while scene.pool.waiting < 2 { await Task.yield() }
        scene.pool.stopEvents()
        await #expect(throws: InvokeError.stopping) { try await event.value }
        await scene.pool.end(busy)
        #expect(try await caller.value)
        scene.pool.giveBackPlace()
        await #expect(throws: InvokeError.stopping) { _ = try await scene.pool.lease(for: scene.function, isEvent: true) }
        #expect(try await !scene.keeps(busy))
    }

    @Test func `nothing sleeps for a worker that has ended`() async throws {
        let scene = Scene()
        for _ in 0..<3 {
            let worker = try await scene.busyWorker()
            await scene.pool.giveBack(worker, scene.function.arn)
            #expect(await scene.clock.hasSleepers(1))
            #expect(try await scene.keeps(worker))
            await scene.pool.end(worker)
            #expect(await scene.clock.hasSleepers(0))
        }
        let worker = try await scene.busyWorker()
        await scene.pool.giveBack(worker, scene.function.arn)
        #expect(await scene.clock.hasSleepers(1))
        #expect(scene.pool.stop().count == 1)
        #expect(await scene.clock.hasSleepers(0))
    }
}
