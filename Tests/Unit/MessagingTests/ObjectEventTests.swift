import Messaging
import Objects
import Notifications
import Foundation
import Invocation
import Logging
import DeliveryData
import IdentityData
import Store
import Core
import Synchronization
import Testing

/// The engine with a closure in the function's place: from a write to what the function gets, and what becomes of it.
struct ObjectEventTests {
    @Test func `a matching write runs the function with the event's record`() async throws {
        let scene = try await Scene { _ in .success(Array("null".utf8)) }
        try await scene.put("uploads/a b.jpg")
        try await scene.put("elsewhere/a.jpg")
        let calls = try await scene.calls(1)
        let record = try #require(try JSON(parsing: calls[0].payload)["Records"]?.array?.first)
        #expect(record["eventName"]?.string == "ObjectCreated:Put")
        #expect(record["s3"]?["configurationId"]?.string == "rule")
        #expect(record["s3"]?["object"]?["key"]?.string == "uploads/a+b.jpg")
        #expect(record["s3"]?["object"]?["size"]?.integer == 1)
        let done = try await scene.eventually(.done, count: 1)
        #expect(done[0].attempts == 1)
        #expect(try await scene.reports(.unmatched).count == 1)
        await scene.end()
    }

    @Test func `a function that fails is tried again, and is dead after its last attempt`() async throws {
        let scene = try await Scene { _ in .functionError(Array(#"{"errorType":"ValueError","errorMessage":"no picture"}"#.utf8)) }
        try await scene.put("uploads/a.jpg")
        let dead = try await scene.eventually(.dead, count: 1)
        #expect(dead[0].attempts == 3)
        #expect(dead[0].lastError == "ValueError: no picture")
        let calls = try await scene.calls(3)
        #expect(Set(calls.map(\.requestID)).count == 1)
        await scene.end()
    }

    @Test func `what is dead runs again when it is redriven`() async throws {
        let isMended = Mutex(false)
        let scene = try await Scene { _ in
            isMended.withLock { $0 } ? .success(Array("null".utf8)) : .functionError(Array(#"{"errorMessage":"down"}"#.utf8))
        }
        try await scene.put("uploads/a.jpg")
        let dead = try await scene.eventually(.dead, count: 1)
        isMended.withLock { $0 = true }
        #expect(try await scene.metadata.commit(Redrive(ids: dead.map(\.id), account: .none)) == 1)
        _ = try await scene.eventually(.done, count: 1)
        #expect(try await scene.reports(.dead).isEmpty)
        await scene.end()
    }

    @Test func `deliveries are their bucket's owner's to see and to redrive, and invocations their function's`() async throws {
        let scene = try await Scene { _ in .functionError(Array(#"{"errorMessage":"down"}"#.utf8)) }
        let other = try #require(AccountID("111122223333"))
        try await scene.metadata.commit(UpsertAccount(account: other, canonicalID: "other", displayName: "other", email: ""))
        try await scene.put("uploads/a.jpg")
        try await scene.put("elsewhere/a.jpg")
        let function = ARN.function("theirs", region: .usEast1, account: other)
        try await scene.metadata.commit(EnqueueInvocation(function: function, payload: [], requestID: "1", traceHeader: nil, depth: 0))
        let mine = try await scene.eventually(.dead, count: 1)
        #expect(mine.map(\.destination) == [Scene.function.description])
        while try await scene.reports(.dead, of: other).isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        let theirs = try await scene.reports(.dead, of: other)
        #expect(theirs.map(\.destination) == [function.description])
        #expect(try await scene.reports(.unmatched, of: other).isEmpty)
        #expect(try await scene.metadata.commit(Redrive(ids: mine.map(\.id), account: other)) == 0)
        #expect(try await scene.metadata.commit(Redrive(ids: theirs.map(\.id), account: .none)) == 0)
        await scene.end()
    }

    @Test(arguments: [nil, .pending] as [DeliveryReport.State?])
    func `a page looks at so many rows and says where to go on`(state: DeliveryReport.State?) async throws {
        let scene = try await Scene { (_) async throws(InvokeError) in throw .throttled }
        let other = try #require(AccountID("111122223333"))
        for account in [AccountID.none, .none, .none, other, .none, .none, .none, .none, .none, other] {
            let function = ARN.function("f", region: .usEast1, account: account)
            try await scene.metadata.commit(EnqueueInvocation(function: function, payload: [], requestID: "1", traceHeader: nil, depth: 0))
        }
        var (found, pages, after) = ([Int64](), 0, Int64(0) as Int64?)
        while let from = after {
            var list = ListDeliveries(account: other, state: state, bucket: nil, after: from, limit: 100)
            list.scanLimit = 3
            let page = try await scene.metadata.read(list)
            (found, pages, after) = (found + page.reports.map(\.id), pages + 1, page.next)
        }
        #expect(found == [4, 10])
        #expect(pages == 4)
        await scene.end()
    }

    @Test func `a throttled function is no failed attempt`() async throws {
        let isFree = Mutex(false)
        let scene = try await Scene { (_) async throws(InvokeError) in
            let wasFree = isFree.withLock { isFree in
                defer { isFree = true }
                return isFree
            }
            guard wasFree else { throw .throttled }
            return .success(Array("null".utf8))
        }
        try await scene.put("uploads/a.jpg")
        #expect(try await scene.eventually(.done, count: 1)[0].attempts == 1)
        await scene.end()
    }

    @Test func `permissions that cannot be read are no refusal, and asking for them is no attempt`() async throws {
        // More often than there are attempts.
        let scene = try await Scene(unknownTimes: 6) { _ in .success([]) }
        try await scene.put("uploads/a.jpg")
        let done = try await scene.eventually(.done, count: 1)
        #expect(done[0].attempts == 1)
        #expect(scene.invocations.count == 1)
        #expect(try await scene.reports(.dead).isEmpty)
        await scene.end()
    }

    @Test func `while permissions cannot be read a delivery waits as it is, and the lane says why`() async throws {
        let scene = try await Scene(unknownTimes: .max) { _ in .success([]) }
        try await scene.put("uploads/a.jpg")
        while scene.checks < 4 { try await Task.sleep(for: .milliseconds(1)) }
        let found = try await scene.reports(.pending)
        #expect(found.map(\.attempts) == [0])
        #expect(found.map(\.lastError) == [nil])
        #expect(scene.dispatcher.pauseReason(of: DeliveryRoute(destination: Scene.function.description)) == "the database is busy")
        #expect(scene.invocations.isEmpty)
        await scene.end()
    }

    @Test func `a destination of no known kind parks what is owed to it, with the reason`() async throws {
        let scene = try await Scene { _ in .success([]) }
        let nowhere = ARN(service: "sqs", region: "us-east-1", account: AccountID.none.description, resource: "q")
        try await scene.metadata.commit(EnqueueInvocation(function: nowhere, payload: [], requestID: "1", traceHeader: nil, depth: 0))
        let dead = try await scene.eventually(.dead, count: 1)
        #expect(dead[0].attempts == 0)
        #expect(dead[0].lastError == "This server has no destination \(nowhere).")
        await scene.end()
    }

    @Test func `a function that is gone is no refusal to its own account, and one to others`() async throws {
        let other = try #require(AccountID("111122223333"))
        let scene = try await Scene(refusal: "Not authorized", isGone: true) { _ in .success([]) }
        try await scene.put("uploads/a.jpg")
        while scene.checks < 4 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await scene.reports(.pending).map(\.attempts) == [0])
        await scene.end()
        let stranger = try await Scene(refusal: "Not authorized", isGone: true, function: .function("f", region: .usEast1, account: other))
        {
            _ in .success([])
        }
        try await stranger.put("uploads/a.jpg")
        #expect(try await stranger.eventually(.dead, count: 1).map(\.attempts) == [0])
        await stranger.end()
    }

    @Test func `without the function's leave nothing runs`() async throws {
        let scene = try await Scene(refusal: "Not authorized to invoke function [ARN]") { _ in .success([]) }
        try await scene.put("uploads/a.jpg")
        let dead = try await scene.eventually(.dead, count: 1)
        #expect(dead[0].lastError == "Not authorized to invoke function [ARN]")
        #expect(scene.invocations.isEmpty)
        await scene.end()
    }

    /// Neither how many they are nor how quickly they come is anybody else's wait: counted in commits, and in looks at the policy.
    @Test func `what is not admitted ends together, and can be redriven`() async throws {
        let scene = try await Scene(refusal: "Not authorized") { _ in .success([]) }
        await scene.dispatcher.stop(graceMilliseconds: 0)
        for number in 0..<50 { try await scene.put("uploads/\(number)") }
        let groups = scene.metadata.groups
        try await scene.restart()
        let dead = try await scene.eventually(.dead, count: 50)
        #expect(dead.allSatisfy { $0.attempts == 0 && $0.lastError == "Not authorized" })
        #expect(scene.metadata.groups - groups == 1)
        #expect(scene.checks == 1)
        #expect(scene.invocations.isEmpty)
        while scene.dispatcher.laneCount > 0 { try await Task.sleep(for: .milliseconds(1)) }

        scene.admit()
        #expect(try await scene.metadata.commit(Redrive(ids: dead.map(\.id), account: .none)) == 50)
        _ = try await scene.eventually(.done, count: 50)
        #expect(scene.invocations.count == 50)
        await scene.end()
    }

    @Test(arguments: [("000000000000", "E: the secret"), ("111122223333", "The function failed.")])
    func `what a function says is its own account's to know`(account: String, told: String) async throws {
        let function = ARN.function("f", region: .usEast1, account: try #require(AccountID(account)))
        let scene = try await Scene(function: function) { _ in
            .functionError(Array(#"{"errorType":"E","errorMessage":"the secret"}"#.utf8))
        }
        try await scene.put("uploads/a.jpg")
        let dead = try await scene.eventually(.dead, count: 1)
        #expect(dead.map(\.lastError) == [told])
        #expect(dead.map(\.logStream) == [account == "000000000000" ? "" : nil])
        await scene.end()
    }

    /// What waits for a worker then, say. The next start delivers it.
    @Test func `what has not begun when the server stops stays pending`() async throws {
        let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
        let isStopping = Mutex(false)
        let scene = try await Scene(onStopEvents: {
            isStopping.withLock { $0 = true }
            let calls = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for call in calls { call.resume() }
        }) { (_) async throws(InvokeError) in
            guard !isStopping.withLock({ $0 }) else { return .success([]) }
            await withCheckedContinuation { call in waiting.withLock { $0.append(call) } }
            // Nobody had to cancel it.
            if Task.isCancelled { return .functionError([]) }
            throw .stopping
        }
        for number in 0..<10 { try await scene.put("uploads/\(number)") }
        while waiting.withLock({ $0.count }) < 4 { await Task.yield() }
        await scene.dispatcher.stop(graceMilliseconds: 600_000)
        #expect(try await scene.reports(.pending).map(\.attempts) == Array(repeating: 0, count: 10))
        try await scene.restart()
        #expect(try await scene.eventually(.done, count: 10).allSatisfy { $0.attempts == 1 })
        await scene.end()
    }

    @Test func `functions that set each other off are stopped`() async throws {
        let scene = try await Scene { _ in .success([]) }
        try await scene.put("uploads/a.jpg", depth: 16)
        let dead = try await scene.eventually(.dead, count: 1)
        #expect(dead[0].lastError?.contains("loop") == true)
        await scene.end()
    }

    @Test func `an asynchronous invocation is stored, run once and listed`() async throws {
        let scene = try await Scene { _ in .success([]) }
        let id = SystemRandom().uuid()
        try await scene.dispatcher.accept(
            function: Scene.function, requestID: id, payload: Array(#"{"a":1}"#.utf8), traceHeader: nil, provenance: nil)
        let calls = try await scene.calls(1)
        #expect(calls[0].requestID == id)
        #expect(calls[0].payload == Array(#"{"a":1}"#.utf8))
        #expect(try await scene.eventually(.done, count: 1)[0].requestID == id)
        await scene.end()
    }
}
