package import Core

/// One call of a function.
package struct Invocation: Sendable {
    /// A UUID; every attempt of one asynchronous invocation has the same.
    package let requestID: String
    package let function: FunctionSpecification
    /// With the version or alias only if the caller named one.
    package let invokedARN: String
    /// JSON.
    package let payload: [UInt8]
    /// `X-Amzn-Trace-Id`.
    package let traceHeader: String?
    /// A JSON object, on one line and in ASCII.
    package let clientContext: String?
    package let provenance: Provenance?
    /// Nobody waits for the answer.
    package let isEvent: Bool

    package init(
        requestID: String, function: FunctionSpecification, invokedARN: String, payload: [UInt8], traceHeader: String? = nil,
        clientContext: String? = nil, provenance: Provenance? = nil, isEvent: Bool = false
    ) {
        self.requestID = requestID
        self.function = function
        self.invokedARN = invokedARN
        self.payload = payload
        self.traceHeader = traceHeader
        self.clientContext = clientContext
        self.provenance = provenance
        self.isEvent = isEvent
    }
}

/// What came of a call that was made.
package struct InvocationResult: Sendable {
    package enum Outcome: Sendable, Hashable {
        /// The function's answer.
        case success([UInt8])
        /// The function failed; JSON with `errorMessage` and `errorType`, as Lambda answers it.
        case functionError([UInt8])
    }

    package let outcome: Outcome
    package let started: Timestamp
    /// Of the handler alone.
    package let durationMilliseconds: Double
    /// Set on a cold start.
    package let initMilliseconds: Double?
    package let maxMemoryMB: Int
    package let logStream: String
    /// From START to REPORT, at most the last 4 KiB.
    package let logTail: [UInt8]

    package init(
        outcome: Outcome, started: Timestamp, durationMilliseconds: Double, initMilliseconds: Double?, maxMemoryMB: Int,
        logStream: String, logTail: [UInt8]
    ) {
        self.outcome = outcome
        self.started = started
        self.durationMilliseconds = durationMilliseconds
        self.initMilliseconds = initMilliseconds
        self.maxMemoryMB = maxMemoryMB
        self.logStream = logStream
        self.logTail = logTail
    }
}

extension InvocationResult {
    /// `errorType: errorMessage` of a failure, for people; nil on success.
    package var errorText: String? {
        guard case .functionError(let payload) = outcome else { return nil }
        guard let json = try? JSON(parsing: payload, maximumValues: JSON.inputValues) else {
            return String(decoding: payload.prefix(1024), as: UTF8.self)
        }
        let message = json["errorMessage"]?.string ?? ""
        return json["errorType"]?.string.map { "\($0): \(message)" } ?? message
    }
}

/// Why a call was not made, or its outcome is not known: not the function's doing, and worth another try later.
package enum InvokeError: Error, Sendable, Hashable, CustomStringConvertible {
    case noSuchFunction(String)
    /// Being created, or failed to become active.
    case notReady(String)
    case throttled
    /// The role cannot be assumed, the runtime or the sandbox is not there, the worker could not be started.
    case unavailable(String)
    /// A call that would have to be kept is not, or code cannot be unpacked: the reserve would be touched.
    case diskFull
    case stopping

    package var description: String {
        switch self {
        case .noSuchFunction(let arn): "Function not found: \(arn)"
        case .notReady(let why): why
        case .throttled: "Rate Exceeded."
        case .unavailable(let why): why
        case .diskFull: "The server's disk is full."
        case .stopping: "The server is stopping."
        }
    }
}
