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
