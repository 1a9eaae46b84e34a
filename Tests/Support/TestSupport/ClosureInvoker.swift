package import Invocation
package import Core

/// A Swift closure as a function: for tests of all that leads to a call.
package struct ClosureInvoker: Invoker {
    package typealias Body = @Sendable (Invocation) async throws(InvokeError) -> InvocationResult.Outcome
    private let clock: any PeltonClock
    private let onStopEvents: @Sendable () -> Void
    private let body: Body

    package init(
        clock: any PeltonClock = SystemClock(), onStopEvents: @escaping @Sendable () -> Void = {}, _ body: @escaping Body
    ) {
        self.clock = clock
        self.onStopEvents = onStopEvents
        self.body = body
    }

    package func invoke(_ invocation: Invocation) async throws(InvokeError) -> InvocationResult {
        let started = clock.now
        let before = clock.monotonicMilliseconds
        let outcome = try await body(invocation)
        return InvocationResult(
            outcome: outcome, started: started, durationMilliseconds: Double(clock.monotonicMilliseconds - before), initMilliseconds: nil,
            maxMemoryMB: 0, logStream: "", logTail: [])
    }

    package func retire(_ function: ARN) async {}
    package func stopEvents() { onStopEvents() }
    package func stop() async {}
}
