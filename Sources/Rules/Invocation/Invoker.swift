package import Core

/// The plug: runs functions somehow, somewhere. Implementations know nothing of S3.
package protocol Invoker: Sendable {
    /// Runs to the function's answer, its failure or its deadline. Cancelling the task ends the call.
    func invoke(_ invocation: Invocation) async throws(InvokeError) -> InvocationResult

    /// The function has new code or settings, or is gone: idle workers end now, running ones after their call.
    func retire(_ function: ARN) async

    /// Events that have not begun, and all that come from now on, end with `.stopping`: they have time until the server is back.
    func stopEvents()

    /// Ends every worker; returns when none is left.
    func stop() async
}

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
