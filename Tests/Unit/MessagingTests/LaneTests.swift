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
}
