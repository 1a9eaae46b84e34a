package import Core

/// Takes asynchronous invocations: stored when it returns, and run until they succeed or are parked in sight.
package protocol AsyncInvokes: Sendable {
    /// - Parameters:
    ///   - requestID: a UUID, which every attempt will have.
    ///   - provenance: set where a function asked.
    /// - Throws: `.throttled` if too much waits, `.diskFull` before anything is written, `.unavailable` if it cannot write.
    func accept(
        function: ARN, requestID: String, payload: [UInt8], traceHeader: String?, provenance: Provenance?
    ) async throws(InvokeError)
}
