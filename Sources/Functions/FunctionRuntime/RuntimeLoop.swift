import Glibc

/// Takes invocations one after the other and reports what became of each.
struct RuntimeLoop: Sendable {
    private let api: RuntimeAPI
    private let invoke: @Sendable ([UInt8], LambdaContext) async throws -> [UInt8]

    init(api: RuntimeAPI, invoke: @escaping @Sendable ([UInt8], LambdaContext) async throws -> [UInt8]) {
        self.api = api
        self.invoke = invoke
    }

    /// - Throws: what ends the process: the Runtime API is gone or refused a report.
    func run() async throws -> Never {
        while true {
            let invocation = try await api.next()
            if let trace = invocation.context.traceID {
                // Where AWS's tracing libraries look for it. Nothing else runs between two invocations.
                setenv("_X_AMZN_TRACE_ID", trace, 1)
            } else {
                unsetenv("_X_AMZN_TRACE_ID")
            }
            let answer: [UInt8]
            do {
                answer = try await invoke(invocation.event, invocation.context)
            } catch {
                let failure = FunctionFailure(error)
                FileDescriptorLog.standardError.write("[ERROR] \(failure)")
                try await api.reportError(failure, of: invocation.context.requestID)
                continue
            }
            try await api.respond(answer, to: invocation.context.requestID)
        }
    }
}
