import Core
import Invocation
import Logging
import Policies
import Synchronization
import Testing

@testable import Workers

/// Turns of calls, and what is written about them.
struct RemoteCallTests {
    // MARK: Turns

    private final class Order: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    @Test func `those who wait come in their order, and one too many does not wait`() async throws {
        let limiter = CallLimiter(running: 1, waiting: 2)
        let order = Order()
        try await limiter.enter()
        var tasks: [Task<Void, any Error>] = []
        for number in 1...2 {
            tasks.append(
                Task {
                    try await limiter.enter()
                    order.numbers.withLock { $0.append(number) }
                    limiter.leave()
                })
            while limiter.waiting < number { await Task.yield() }
        }
        await #expect(throws: InvokeError.throttled) { try await limiter.enter() }
        limiter.leave()
        for task in tasks { try await task.value }
        #expect(order.numbers.withLock { $0 } == [1, 2])
        // All have left: there is a place again, and only one.
        try await limiter.enter()
        #expect(limiter.waiting == 0)
        let next = Task { try await limiter.enter() }
        while limiter.waiting < 1 { await Task.yield() }
        limiter.leave()
        try await next.value
    }

    @Test func `who is cancelled waits no longer, and takes no place`() async throws {
        let limiter = CallLimiter(running: 1, waiting: 2)
        try await limiter.enter()
        let waiting = Task { try await limiter.enter() }
        while limiter.waiting < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: InvokeError.stopping) { try await waiting.value }
        #expect(limiter.waiting == 0)
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            try await limiter.enter()
        }
        late.cancel()
        await #expect(throws: InvokeError.stopping) { try await late.value }
        limiter.leave()
        try await limiter.enter()
    }

    // MARK: Lines

    private final class Scene: SessionIssuer, LogSink {
        let messages = Mutex<[String]>([])
        let sessions = Mutex<Set<String>>([])
        private let issued = Mutex(0)

        var policyGeneration: UInt64 { 0 }

        func issueSession(role: ARN, sessionName: String, service: String, source: ARN, durationSeconds: Int) async throws(SessionError)
            -> SessionCredentials
        {
            let key = issued.withLock { count in
                count += 1
                return "K\(count)"
            }
            sessions.withLock { _ = $0.insert(key) }
            return SessionCredentials(
                accessKeyID: key, secretAccessKey: "S", sessionToken: "T",
                expiration: SystemClock().now.adding(seconds: Int64(durationSeconds)))
        }

        func refusal(of action: String, on resource: String, ofSession accessKeyID: String, region: Region) async throws(SessionError)
            -> String?
        {
            nil
        }
        func setProvenance(_ provenance: Provenance?, ofSession accessKeyID: String) {}
        func endSession(_ accessKeyID: String) { sessions.withLock { _ = $0.remove(accessKeyID) } }
        func append(_ events: [FunctionLogEvent], group: String, stream: String, account: AccountID, region: Region, mayMakeGroup: Bool) {
            messages.withLock { $0 += events.map(\.message) }
        }

        var logs: RemoteLogs {
            RemoteLogs(
                sessions: self, sink: self, clock: SystemClock(), random: SystemRandom(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        func function(revision: String = "1", hold: Hold = Hold()) -> FunctionSpecification {
            FunctionSpecification(
                arn: .function("f", region: .usEast1, account: .none), name: "f", account: .none, region: .usEast1, version: "$LATEST",
                revision: revision, runtime: "provided.al2023", handler: "h", codeDirectory: "/", codeHold: hold,
                role: ARN(service: "iam", resource: "role/r"), timeoutSeconds: 3, memoryMB: 128, ephemeralStorageMB: 512, environment: [:],
                logGroup: "g")
        }
    }

    @Test func `a log is used again by the same revision, and by no other`() async throws {
        let scene = Scene()
        let logs = scene.logs
        let first = try await logs.lease(for: scene.function())
        logs.giveBack(first)
        let again = try await logs.lease(for: scene.function())
        #expect(again.lines === first.lines)
        // One more at the same time has a stream of its own.
        let second = try await logs.lease(for: scene.function())
        #expect(second.lines.stream != again.lines.stream)
        logs.giveBack(again)
        logs.giveBack(second)
        let other = try await logs.lease(for: scene.function(revision: "2"))
        #expect(other.lines !== again.lines && other.lines !== second.lines)
        // Those of the earlier revision are over, and their sessions with them.
        #expect(scene.sessions.withLock { $0.count } == 1)
        logs.retire()
        logs.giveBack(other)
        #expect(scene.sessions.withLock { $0.isEmpty })
    }

    private final class Holder: Sendable {}

    @Test func `what is kept of a call does not keep the code`() async throws {
        let scene = Scene()
        let logs = scene.logs
        weak var held: Holder?
        do {
            let holder = Holder()
            held = holder
            logs.giveBack(try await logs.lease(for: scene.function(hold: Hold(holder))))
        }
        #expect(held == nil)
    }

    @Test(
        arguments: [
            (.success(Array("1".utf8)), "", nil),
            (.success(Array("null".utf8), remark: "What."), "[pelton] What.\n", nil),
            (.functionError(Array("{}".utf8)), "", nil),
            (.functionError(Array("{}".utf8), type: "Endpoint.Refused"), "Status: error\tError Type: Endpoint.Refused\n", nil),
            (.unavailable("Why."), "[pelton] Why.\nStatus: error\tError Type: Endpoint.Unavailable\n", .unavailable("Why.")),
            (
                .timedOut, "Task timed out after 3.00 seconds\nStatus: timeout\n",
                .unavailable("The function's endpoint did not answer within 3.00 seconds.")
            ),
            (
                .throttled,
                "[pelton] Too many calls are under way, here or at the function's endpoint.\nStatus: error\tError Type: Endpoint.Throttled\n",
                .throttled
            ),
        ] as [(RemoteVerdict, String, InvokeError?)])
    func `each call has its lines, however it ends`(verdict: RemoteVerdict, lines: String, expected: InvokeError?) async throws {
        let scene = Scene()
        let log = try await scene.logs.lease(for: scene.function())
        let invocation = Invocation(requestID: "id", function: scene.function(), invokedARN: "arn", payload: [])
        let call = RemoteCall(invocation: invocation, lines: log.lines, clock: SystemClock())
        do throws(InvokeError) {
            let result = try call.conclude(verdict)
            #expect(expected == nil)
            #expect(result.logStream == log.lines.stream)
            #expect(result.logTail == Array(scene.messages.withLock { $0 }.joined().utf8))
        } catch { #expect(error == expected) }
        let messages = scene.messages.withLock { $0 }
        #expect(messages.first == "START RequestId: id Version: $LATEST\n")
        #expect(messages.dropLast().last == "END RequestId: id\n")
        #expect(messages.last?.hasPrefix("REPORT RequestId: id\tDuration: ") == true)
        // All else that is expected of them, in this order.
        let rest = messages.joined()
        var position = rest.startIndex
        for line in lines.split(separator: "\n") {
            let found = try #require(rest[position...].firstRange(of: line), "\(line) in \(rest)")
            position = found.upperBound
        }
        #expect(rest.contains("Status:") == lines.contains("Status:"))
    }
}
