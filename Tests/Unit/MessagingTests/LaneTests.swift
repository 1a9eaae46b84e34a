import Messaging
import Notifications
import Invocation
import DeliveryData
import Store
import Core
import Synchronization
import Testing

struct LaneTests {
    private static func owe(_ destination: ARN, _ metadata: MetadataStore, payload: [UInt8] = []) async throws {
        try await metadata.commit(EnqueueInvocation(function: destination, payload: payload, requestID: "1", traceHeader: nil, depth: 0))
    }

    @Test func `a lane ends when nothing is owed any more, and none is lost for it`() async throws {
        let scene = try await Scene { _ in .success([]) }
        for round in 1...100 {
            // One that is owed while the lane of the one before may be about to end.
            try await scene.put("uploads/\(round)")
            _ = try await scene.calls(round)
        }
        while scene.dispatcher.laneCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await scene.reports(.pending).isEmpty)
        try await scene.put("uploads/again")
        _ = try await scene.calls(101)
        while scene.dispatcher.laneCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
        await scene.end()
    }

    @Test func `many destinations at once leave no lane behind`() async throws {
        let scene = try await Scene { _ in .success([]) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for i in 0..<200 {
                group.addTask {
                    try await Self.owe(ARN.function("f\(i % 40)", region: .usEast1, account: .none), scene.metadata)
                }
            }
            try await group.waitForAll()
        }
        _ = try await scene.calls(200)
        while scene.dispatcher.laneCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await scene.reports(.pending).isEmpty)
        await scene.end()
    }

    @Test func `a lane stays while something falls due later`() async throws {
        let isFirst = Mutex(true)
        let scene = try await Scene { (_) async throws(InvokeError) in
            let wasFirst = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            if wasFirst { throw .throttled }
            return .success([])
        }
        try await scene.put("uploads/a.jpg")
        _ = try await scene.eventually(.done, count: 1)
        while scene.dispatcher.laneCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
        await scene.end()
    }

    @Test(arguments: [-31_536_000_000, -1000, 1000, 31_536_000_000] as [Int64])
    func `a wall's clock that is set neither hurries nor holds a retry, though deliveries begin anew`(step: Int64) async throws {
        let clock = HandClock()
        var settings = DeliverySettings()
        settings.retryWaitsMilliseconds = [60_000]
        let scene = try await Scene(clock: clock, settings: settings) { metadata in
            try await Self.owe(Scene.function, metadata)
        } body: { _ in
            .functionError(Array("{}".utf8))
        }
        _ = try await scene.calls(1)
        #expect(try await clock.nextWake() == 60_000)
        clock.step(milliseconds: step)
        try await scene.restart()
        #expect(try await clock.nextWake() == 60_000)
        clock.advance(milliseconds: 59_999)
        #expect(try await clock.nextWake() == 1)
        #expect(scene.invocations.count == 1)
        clock.advance(milliseconds: 1)
        _ = try await scene.calls(2)
        await scene.end()
    }

    @Test func `what earlier runs left owing is taken up`() async throws {
        let functions = (0..<3).map { ARN.function("f\($0)", region: .usEast1, account: .none) }
        let scene = try await Scene { metadata in
            for function in functions { try await Self.owe(function, metadata, payload: Array(function.description.utf8)) }
        } body: { _ in
            .success([])
        }
        let calls = try await scene.calls(3)
        #expect(Set(calls.map { String(decoding: $0.payload, as: UTF8.self) }) == Set(functions.map(\.description)))
        await scene.end()
    }

    @Test func `a payload goes with its delivery`() async throws {
        let scene = try await Scene { _ in .success([]) }
        try await Self.owe(Scene.function, scene.metadata, payload: [1, 2])
        let done = try await scene.eventually(.done, count: 1)
        #expect(scene.invocations.map(\.payload) == [[1, 2]])
        #expect(try await scene.metadata.read(FindPayload(delivery: done[0].id)) == nil)
        await scene.end()
    }

    /// They hang, and are more than a lane takes at once.
    @Test func `what another account sends to a function holds up nobody else`() async throws {
        let strange = Mutex(0)
        let isStrange = { @Sendable (invocation: Invocation) in String(decoding: invocation.payload, as: UTF8.self).contains("strangers") }
        let scene = try await Scene { (invocation) async throws(InvokeError) in
            guard isStrange(invocation) else { return .success([]) }
            strange.withLock { $0 += 1 }
            do { try await Task.sleep(for: .seconds(86_400)) } catch { throw .stopping }
            return .success([])
        }
        let stranger = try #require(AccountID("111122223333"))
        let bucket = try await scene.strangersBucket(stranger)
        for number in 0..<10 { try await scene.put("uploads/\(number)", in: bucket) }
        while strange.withLock({ $0 }) < 4 { await Task.yield() }
        for number in 0..<10 { try await scene.put("uploads/\(number)") }
        _ = try await scene.eventually(.done, count: 10)
        #expect(try await scene.reports(.pending, of: stranger).count == 10)
        #expect(strange.withLock { $0 } == 4)
        await scene.end()
    }

    @Test func `each route is taken up after a start, and its dead ones are redriven on it`() async throws {
        let scene = try await Scene(refusal: "Not authorized") { _ in .success([]) }
        let stranger = try #require(AccountID("111122223333"))
        let bucket = try await scene.strangersBucket(stranger)
        await scene.dispatcher.stop(graceMilliseconds: 0)
        try await scene.put("uploads/a")
        try await scene.put("uploads/a", in: bucket)
        try await scene.restart()
        let own = try await scene.eventually(.dead, count: 1)
        let strange = try await scene.eventually(.dead, count: 1, of: stranger)
        scene.admit()
        #expect(try await scene.metadata.commit(Redrive(ids: own.map(\.id), account: .none)) == 1)
        #expect(try await scene.metadata.commit(Redrive(ids: strange.map(\.id), account: stranger)) == 1)
        _ = try await scene.eventually(.done, count: 1)
        _ = try await scene.eventually(.done, count: 1, of: stranger)
        #expect(scene.invocations.count == 2)
        await scene.end()
    }
}

struct DeliveryRouteTests {
    @Test(arguments: [
        ("arn:aws:lambda:us-east-1:000000000000:function:f", "000000000000", "arn:aws:lambda:us-east-1:000000000000:function:f"),
        (
            "arn:aws:lambda:us-east-1:000000000000:function:f", "111122223333",
            "111122223333 arn:aws:lambda:us-east-1:000000000000:function:f"
        ),
        ("arn:aws:sqs:us-east-1:000000000000:a b", "111122223333", "111122223333 arn:aws:sqs:us-east-1:000000000000:a b"),
        ("x", "111122223333", "111122223333 x"),
    ])
    func `a route comes back from a signal`(destination: String, account: String, text: String) throws {
        let route = DeliveryRoute(destination: destination, from: try #require(AccountID(account)))
        #expect(route.description == text)
        #expect(DeliveryRoute(text) == route)
    }
}
