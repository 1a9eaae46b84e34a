package import PeltonCore

/// Takes asynchronous invocations: stored when it returns, and run until they succeed or are parked in sight.
package protocol AsyncInvokes: Sendable {
    /// - Parameter provenance: set where a function asked.
    /// - Returns: the request id that every attempt will have.
    /// - Throws: `.throttled` if too much waits, `.diskFull` before anything is written, `.unavailable` if it cannot write.
    func accept(
        function: ARN, payload: [UInt8], traceHeader: String?, provenance: InvocationProvenance?
    ) async throws(InvokeError) -> String
}
