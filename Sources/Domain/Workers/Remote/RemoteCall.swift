internal import Invocation
internal import Core

/// One call of an endpoint in the function's log, from its START to its REPORT, and what it comes to.
struct RemoteCall {
    private let invocation: Invocation
    private let lines: LogAssembler
    private let clock: any PeltonClock
    private let started: Timestamp
    private let before: Int64

    /// Begins now.
    init(invocation: Invocation, lines: LogAssembler, clock: any PeltonClock) {
        self.invocation = invocation
        self.lines = lines
        self.clock = clock
        lines.beginCall()
        lines.platform("START RequestId: \(invocation.requestID) Version: \(invocation.function.version)")
        started = clock.now
        before = clock.monotonicMilliseconds
    }

    /// - Throws: where the endpoint failed, and not the function.
    func conclude(_ verdict: RemoteVerdict) throws(InvokeError) -> InvocationResult {
        let took = Double(clock.monotonicMilliseconds - before)
        switch verdict {
        case .success(let body, let remark):
            if let remark { lines.platform("[pelton] \(remark)") }
            return result(.success(body), took, status: "")
        case .functionError(let body, let type):
            return result(.functionError(body), took, status: type.map { InvocationRunner.status(errorType: $0) } ?? "")
        case .unavailable(let reason):
            lines.platform("[pelton] \(reason)")
            report(took, status: InvocationRunner.status(errorType: "Endpoint.Unavailable"))
            throw .unavailable(reason)
        case .timedOut:
            let seconds = InvocationRunner.text(Double(invocation.function.timeoutSeconds))
            lines.platform("\(clock.now.iso8601) \(invocation.requestID) Task timed out after \(seconds) seconds")
            report(took, status: "Status: timeout")
            throw .unavailable("The function's endpoint did not answer within \(seconds) seconds.")
        case .throttled:
            lines.platform("[pelton] Too many calls are under way, here or at the function's endpoint.")
            report(took, status: InvocationRunner.status(errorType: "Endpoint.Throttled"))
            throw .throttled
        case .cancelled: throw .stopping
        }
    }

    private func result(_ outcome: InvocationResult.Outcome, _ took: Double, status: String) -> InvocationResult {
        report(took, status: status)
        return InvocationResult(
            outcome: outcome, started: started, durationMilliseconds: took, initMilliseconds: nil, maxMemoryMB: 0, logStream: lines.stream,
            logTail: lines.endCall())
    }

    /// Without what only the endpoint knows: memory, and a cold start.
    private func report(_ took: Double, status: String) {
        lines.platform("END RequestId: \(invocation.requestID)")
        lines.platform(
            "REPORT RequestId: \(invocation.requestID)\tDuration: \(InvocationRunner.text(took)) ms\tBilled Duration: \(max(1, Int(took))) ms\t\(status)"
        )
    }
}
