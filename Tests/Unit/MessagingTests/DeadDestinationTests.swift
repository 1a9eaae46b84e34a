import FunctionData
import IdentityData
import Messaging
import Objects
import Invocation
import DeliveryData
import Store
import Core
import Synchronization
import Testing

/// A destination that takes nothing pauses its lane in memory. Time is stepped; what is counted is calls, commits and rows.
struct DeadDestinationTests {
    private static func owe(_ count: Int, _ metadata: MetadataStore) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            // No more at once than the committer's queue takes.
            for _ in 0..<64 {
                group.addTask {
                    for _ in 0..<count / 64 {
                        try await metadata.commit(
                            EnqueueInvocation(function: Scene.function, payload: [1], requestID: "1", traceHeader: nil, depth: 0))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func settings(concurrency: Int = 4) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.laneConcurrency = concurrency
        return settings
    }

    private static func all(_ state: DeliveryReport.State, _ scene: Scene) async throws -> [DeliveryReport] {
        var list = ListDeliveries(account: .none, state: state, bucket: nil, after: 0, limit: 20_000)
        list.scanLimit = 20_000
        return try await scene.metadata.read(list).reports
    }

    @Test func `ten thousand deliveries to a dead destination write no row, and come through when it is alive`() async throws {
        let clock = HandClock()
        let isAlive = Mutex(false)
        let scene = try await Scene(clock: clock, settings: Self.settings(concurrency: 64)) { metadata in
            try await Self.owe(9984, metadata)
        } body: { (_) async throws(InvokeError) in
            guard isAlive.withLock({ $0 }) else { throw .throttled }
            return .success([])
        }
        let groups = scene.metadata.groups
        _ = try await scene.calls(64)
        var waits: [Int64] = []
        for probe in 1...10 {
            let wait = try await clock.nextWake()
            waits.append(wait)
            clock.advance(milliseconds: wait)
            _ = try await scene.calls(64 + probe)
        }
        let expected: [Int64] = [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000]
        #expect(waits == expected)
        _ = try await clock.nextWake()
        #expect(scene.invocations.count == 74)
        #expect(scene.metadata.groups == groups)
        let pending = try await Self.all(.pending, scene)
        #expect(pending.count == 9984)
        let untouched = pending.filter { $0.attempts == 0 && $0.lastError == nil && $0.nextAttempt == $0.created }
        #expect(untouched.count == 9984)

        #expect(scene.dispatcher.pauseReason(of: DeliveryRoute(destination: Scene.function.description)) == "Rate Exceeded.")

        // New ones wait as well.
        try await Self.owe(64, scene.metadata)
        try await scene.restart()
        _ = try await scene.calls(74 + 64)
        try await Self.owe(64, scene.metadata)
        let wait = try await clock.nextWake()
        #expect(wait == 1000)
        #expect(scene.invocations.count == 74 + 64)
        isAlive.withLock { $0 = true }
        clock.advance(milliseconds: wait)
        _ = try await scene.calls(74 + 64 + 9984 + 128)
        while try await Self.all(.done, scene).count < 9984 + 128 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try await Self.all(.pending, scene).isEmpty)
        let calls = scene.invocations.count
        #expect(calls == 74 + 64 + 9984 + 128)
        #expect(try await Self.all(.done, scene).allSatisfy { $0.attempts == 1 })
        await scene.end()
    }

    private enum Mending: CaseIterable { case made, code, permission, role }

    /// Its clock stands still: no probe is due.
    @Test(arguments: Mending.allCases, [Scene.function.description, Scene.function.description + ":$LATEST"])
    private func `a function that was mended is called at once`(mending: Mending, destination: String) async throws {
        let clock = HandClock()
        let isAlive = Mutex(false)
        let scene = try await Scene(clock: clock, settings: Self.settings(concurrency: 2)) { (_) async throws(InvokeError) in
            guard isAlive.withLock({ $0 }) else { throw .unavailable("It is broken.") }
            return .success([])
        }
        var record = Scene.record
        if mending != .made { try await scene.engine.createFunction(record, code: scene.engine.keep([1])) }
        // Another dispatcher, which has not been told of that.
        try await scene.restart()
        let function = try #require(ARN(destination))
        for _ in 0..<6 {
            try await scene.metadata.commit(
                EnqueueInvocation(function: function, payload: [1], requestID: "1", traceHeader: nil, depth: 0))
        }
        for _ in 1...6 {
            let (wait, calls) = (try await clock.nextWake(), scene.invocations.count)
            clock.advance(milliseconds: wait)
            _ = try await scene.calls(calls + 1)
        }
        _ = try await clock.nextWake()
        #expect(scene.dispatcher.pauseReason(of: DeliveryRoute(destination: destination)) == "It is broken.")
        let before = scene.invocations.count
        isAlive.withLock { $0 = true }
        switch mending {
        case .made: try await scene.engine.createFunction(record, code: scene.engine.keep([1]))
        case .code:
            record.revisionID = "2"
            try await scene.engine.updateFunction(record, expectedRevision: "1", code: scene.engine.keep([2]))
        case .role:
            try await scene.metadata.commit(
                CreateIAMResource(
                    IAMResource(
                        account: .none, kind: .role, id: "AROA", name: "r", path: "/", created: clock.now, trustPolicy: "{}",
                        maxSessionSeconds: 3600)))
        case .permission:
            try await scene.metadata.commit(
                AddFunctionStatement(
                    key: FunctionKey(account: .none, region: .usEast1, name: record.name), statementID: "s", statement: "{}",
                    revisionID: "2", expectedRevision: nil, limit: 1000, frame: 0))
        }
        _ = try await scene.calls(before + 6)
        while try await Self.all(.done, scene).count < 6 { await Task.yield() }
        #expect(scene.invocations.count == before + 6)
        #expect(scene.dispatcher.pauseReason(of: DeliveryRoute(destination: destination)) == nil)
        await scene.end()
    }

    @Test func `what is too old for a dead destination is parked, in steps, and can be redriven`() async throws {
        let clock = HandClock()
        let isAlive = Mutex(false)
        let scene = try await Scene(clock: clock, settings: Self.settings()) { metadata in
            try await Self.owe(640, metadata)
        } body: { (_) async throws(InvokeError) in
            guard isAlive.withLock({ $0 }) else { throw .unavailable("The function's role cannot be assumed") }
            return .success([])
        }
        _ = try await scene.calls(4)
        _ = try await clock.nextWake()
        clock.advance(milliseconds: 3 * 3600 * 1000)
        try await Self.owe(64, scene.metadata)
        _ = try await scene.calls(5)
        #expect(try await Self.all(.dead, scene).isEmpty)
        _ = try await clock.nextWake()
        let groups = scene.metadata.groups
        clock.advance(milliseconds: 3 * 3600 * 1000 + 1)
        while try await Self.all(.dead, scene).count < 640 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(scene.metadata.groups - groups == 3)
        let dead = try await Self.all(.dead, scene)
        #expect(dead.count == 640)
        #expect(dead.allSatisfy { $0.attempts == 0 })
        #expect(Set(dead.map(\.lastError)) == ["Given up after 21600 seconds: The function's role cannot be assumed"])
        #expect(try await Self.all(.pending, scene).count == 64)
        isAlive.withLock { $0 = true }
        #expect(try await scene.metadata.commit(Redrive(ids: dead.map(\.id), account: .none)) == 640)
        clock.advance(milliseconds: try await clock.nextWake())
        while try await Self.all(.done, scene).count < 704 { try await Task.sleep(for: .milliseconds(5)) }
        await scene.end()
    }
}
