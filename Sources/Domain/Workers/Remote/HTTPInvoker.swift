package import Policies
package import Invocation
package import Logging
package import Core
internal import OutboundHTTP
private import Synchronization

/// Runs functions where an administrator says: at endpoints that speak Lambda's Invoke, or take signed events.
package final class HTTPInvoker: Invoker {
    private struct Place: Sendable {
        let function: RemoteFunction
        let limiter: CallLimiter
        let logs: RemoteLogs
    }

    /// Calls of one function that wait for their turn.
    private static let waitingCalls = 256
    /// From this size on a payload is hashed, and an answer read, on a thread of its own: an event loop may have called.
    private static let largeBytes = 16 << 10

    private let places: [ARN: Place]
    private let client: OutboundClient
    private let responseBytes: Int
    private let clock: any PeltonClock
    private let logger: Logger
    private let threads = BlockingPool<Void>(name: "pelton-remote", threads: 1, capacity: 256) {}
    private let takesEvents = Atomic(true)

    package struct StartFailure: Error {
        package let reason: String
    }

    /// - Throws: if there can be no client.
    package init(
        _ functions: [RemoteFunction], limits: Limits, sessions: any SessionIssuer, logs: any LogSink, clock: any PeltonClock,
        random: any RandomSource, logger: Logger
    ) throws(StartFailure) {
        do throws(OutboundError) { client = try OutboundClient(policy: OutboundPolicy()) } catch {
            throw StartFailure(reason: error.description)
        }
        places = Dictionary(
            functions.map { function in
                let logs = RemoteLogs(sessions: sessions, sink: logs, clock: clock, random: random, logger: logger)
                let limiter = CallLimiter(running: function.concurrency, waiting: Self.waitingCalls)
                return (function.arn, Place(function: function, limiter: limiter, logs: logs))
            }, uniquingKeysWith: { first, _ in first })
        responseBytes = limits.responsePayloadBytes
        self.clock = clock
        self.logger = logger
    }

    /// Whether a function runs at an endpoint.
    package func runs(_ function: ARN) -> Bool { places[function] != nil }

    package func invoke(_ invocation: Invocation) async throws(InvokeError) -> InvocationResult {
        guard let place = places[invocation.function.arn] else {
            throw .unavailable("The function has no endpoint.")
        }
        try await place.limiter.enter()
        defer { place.limiter.leave() }
        guard takesEvents.load(ordering: .relaxed) || !invocation.isEvent else { throw .stopping }
        let log = try await place.logs.lease(for: invocation.function)
        defer { place.logs.giveBack(log) }
        let call = RemoteCall(invocation: invocation, lines: log.lines, clock: clock)
        return try call.conclude(await verdict(of: invocation, at: place.function))
    }

    package func retire(_ function: ARN) async { places[function]?.logs.retire() }

    package func stopEvents() { takesEvents.store(false, ordering: .relaxed) }

    package func stop() async {
        await client.stop()
        for place in places.values { place.logs.retire() }
        threads.stop()
    }

    private func verdict(of invocation: Invocation, at function: RemoteFunction) async -> RemoteVerdict {
        do {
            let (responseBytes, now) = (responseBytes, clock.now)
            let request = try await reading(invocation.payload.count) { () throws(OutboundError) in
                try function.request(for: invocation, responseBytes: responseBytes, now: now)
            }
            let response = try await client.send(request)
            return try await reading(response.body.count) {
                RemoteVerdict(status: response.status, body: response.body, from: function, header: response.header)
            }
        } catch let error as OutboundError {
            if error != .cancelled {
                logger.warning(
                    "a function's endpoint gave no answer",
                    metadata: ["function": "\(function.arn)", "endpoint": "\(function.place)", "error": "\(error)"])
            }
            return RemoteVerdict(error, responseBytes: responseBytes)
        } catch { return .throttled }
    }

    /// - Throws: what `body` throws, and that too much waits already.
    private func reading<T: Sendable, E: Error>(_ bytes: Int, _ body: @escaping @Sendable () throws(E) -> T) async throws -> T {
        guard bytes > Self.largeBytes else { return try body() }
        return try await threads.run { _ throws(E) in try body() }
    }
}

/// Chooses who runs a function: the endpoint that an administrator has named for it, else a worker of this server's.
package struct InvokerRouter: Invoker {
    private let remote: HTTPInvoker
    private let local: any Invoker

    package init(remote: HTTPInvoker, local: any Invoker) {
        self.remote = remote
        self.local = local
    }

    package func invoke(_ invocation: Invocation) async throws(InvokeError) -> InvocationResult {
        if remote.runs(invocation.function.arn) { return try await remote.invoke(invocation) }
        return try await local.invoke(invocation)
    }

    package func retire(_ function: ARN) async {
        await remote.retire(function)
        await local.retire(function)
    }

    package func stopEvents() {
        remote.stopEvents()
        local.stopEvents()
    }

    package func stop() async {
        await remote.stop()
        await local.stop()
    }
}
