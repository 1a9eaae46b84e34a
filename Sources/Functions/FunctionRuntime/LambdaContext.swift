import Core

/// What a function knows about the invocation it answers.
/// Source: AWS Lambda Developer Guide, "Using the Lambda runtime API", response headers of `next`.
public struct LambdaContext: Sendable {
    public let requestID: String
    public let invokedFunctionARN: String
    /// Milliseconds since 1970 at which the process is killed.
    public let deadlineMilliseconds: Int64
    public let traceID: String?
    /// JSON that a mobile client sent along.
    public let clientContext: String?
    /// JSON that names the caller's Cognito identity.
    public let cognitoIdentity: String?

    public init(
        requestID: String, invokedFunctionARN: String, deadlineMilliseconds: Int64, traceID: String? = nil,
        clientContext: String? = nil, cognitoIdentity: String? = nil
    ) {
        self.requestID = requestID
        self.invokedFunctionARN = invokedFunctionARN
        self.deadlineMilliseconds = deadlineMilliseconds
        self.traceID = traceID
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
    }

    /// What is left until the deadline; never negative.
    public var remainingTime: Duration {
        .milliseconds(max(0, deadlineMilliseconds - SystemClock().now.milliseconds))
    }

    /// Writes one line to the function's log.
    public func log(_ line: String) {
        FileDescriptorLog.standardOutput.write(line)
    }
}
