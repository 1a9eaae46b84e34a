internal import Policies
internal import Invocation
internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// One call from its worker's start to its REPORT line.
struct InvocationRunner {
    let invocation: Invocation
    let worker: Worker
    let settings: WorkerSettings
    let clock: any PeltonClock

    private var function: FunctionSpecification { invocation.function }
    private var logs: LogAssembler { worker.logs }
    private var timeout: Int64 { Int64(function.timeoutSeconds) * 1000 }

    /// - Throws: `.stopping` if it was cancelled, `.unavailable` if no process could be started.
    func run() async throws(InvokeError) -> InvocationResult {
        // What cannot be read now leaves the log as it was.
        do throws(SessionError) { try await logs.permission.refresh() } catch {}
        var initMilliseconds: Double?
        if !worker.isIdle {
            let (failure, took) = try await initialise(within: settings.initMilliseconds)
            initMilliseconds = took
            // A start that failed is run again in the call's own time.
            if failure != nil { return try await runAfterFailedStart() }
        }
        let started = begin()
        let before = clock.monotonicMilliseconds
        if let outcome = await call(within: timeout) { return try conclude(outcome, started, before, initMilliseconds) }
        // The process had ended while it was idle: not this call's fault.
        let (failure, took) = try await initialise(within: settings.initMilliseconds)
        let outcome = if let failure { failure } else { await call(within: timeout) ?? .exited(0) }
        return try conclude(outcome, started, before, took)
    }

    private func runAfterFailedStart() async throws(InvokeError) -> InvocationResult {
        let started = begin()
        let before = clock.monotonicMilliseconds
        let (failure, _) = try await initialise(within: timeout, isBoosted: false)
        if let failure { return try conclude(failure, started, before, nil) }
        let left = max(1, timeout - (clock.monotonicMilliseconds - before))
        return try conclude(await call(within: left) ?? .exited(0), started, before, nil)
    }

    /// From here on what is printed belongs to the call.
    private func begin() -> Timestamp {
        logs.beginCall()
        logs.platform("START RequestId: \(invocation.requestID) Version: \(function.version)")
        return clock.now
    }

    private func call(within milliseconds: Int64) async -> CallOutcome? {
        await worker.run(
            WorkerCall(invocation: invocation, deadline: clock.now.adding(milliseconds: milliseconds)), within: milliseconds)
    }

    // MARK: The start

    private func initialise(within milliseconds: Int64, isBoosted: Bool = true) async throws(InvokeError) -> (
        failure: CallOutcome?, milliseconds: Double
    ) {
        if let missing = missingEntry() { return (missing, 0) }
        logs.platform(
            "INIT_START Runtime Version: \(function.runtime)\tRuntime Version ARN: arn:aws:lambda:\(function.region)::runtime:\(function.runtime)"
        )
        if let remark = worker.spec.runtime.remark { logs.platform("[pelton] \(remark)") }
        let before = clock.monotonicMilliseconds
        let outcome: CallOutcome?
        do { outcome = try await worker.start(variables, within: milliseconds, isBoosted: isBoosted) } catch {
            throw .unavailable(error.reason)
        }
        let took = Double(clock.monotonicMilliseconds - before)
        guard let outcome else { return (nil, took) }
        if case .cancelled = outcome { throw .stopping }
        logs.platform("INIT_REPORT Init Duration: \(Self.text(took)) ms\tPhase: \(isBoosted ? "init" : "invoke")\t\(status(outcome))")
        await worker.settle()
        return (outcome, took)
    }

    private var variables: [String: String] {
        let isSandboxed = if case .sandbox = settings.isolation { true } else { false }
        return WorkerVariables.make(
            function, worker.session, stream: logs.stream, endpoint: worker.spec.endpoint, runtimeAPI: worker.runtimeAPI,
            taskRoot: isSandboxed ? "/var/task" : function.codeDirectory, runtime: worker.spec.runtime)
    }

    private func missingEntry() -> CallOutcome? {
        // A link means something else to the function, which finds out by itself.
        func isThere(_ entry: String, _ mode: CInt) -> Bool { faccessat(AT_FDCWD, entry, mode, AT_SYMLINK_NOFOLLOW) == 0 }
        guard let entry = worker.spec.runtime.entry, !isThere(entry, X_OK) else { return nil }
        let message =
            isThere(entry, F_OK)
            ? "RequestId: \(invocation.requestID) Error: fork/exec /var/task/bootstrap: permission denied"
            : "RequestId: \(invocation.requestID) Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
        return .initError(Self.error("Runtime.InvalidEntrypoint", message))
    }

    // MARK: The end

    private func conclude(
        _ outcome: CallOutcome, _ started: Timestamp, _ before: Int64, _ initMilliseconds: Double?
    ) throws(InvokeError) -> InvocationResult {
        let took = Double(clock.monotonicMilliseconds - before)
        let result = try judge(outcome)
        if case .timedOut = outcome {
            logs.platform("\(clock.now.iso8601) \(invocation.requestID) Task timed out after \(Self.text(Double(timeout) / 1000)) seconds")
        }
        writeReport(took, initMilliseconds, outcome)
        return InvocationResult(
            outcome: result, started: started, durationMilliseconds: took, initMilliseconds: initMilliseconds,
            maxMemoryMB: worker.peakMemoryMB, logStream: logs.stream, logTail: logs.endCall())
    }

    private func judge(_ outcome: CallOutcome) throws(InvokeError) -> InvocationResult.Outcome {
        switch outcome {
        case .response(let bytes): return .success(bytes)
        case .error(let bytes), .initError(let bytes): return .functionError(bytes)
        case .tooLarge:
            return .functionError(Self.tooLarge(limit: settings.responseBytes))
        case .exited(let status):
            return .functionError(Self.error("Runtime.ExitError", "RequestId: \(invocation.requestID) Error: \(Self.reason(status))"))
        case .timedOut:
            let message = "RequestId: \(invocation.requestID) Error: Task timed out after \(Self.text(Double(timeout) / 1000)) seconds"
            return .functionError(Self.error("Sandbox.Timedout", message))
        case .cancelled: throw .stopping
        }
    }

    private func writeReport(_ took: Double, _ initMilliseconds: Double?, _ outcome: CallOutcome) {
        logs.platform("END RequestId: \(invocation.requestID)")
        var report = "REPORT RequestId: \(invocation.requestID)\tDuration: \(Self.text(took)) ms\tBilled Duration: \(max(1, Int(took))) ms"
        report += "\tMemory Size: \(function.memoryMB) MB\tMax Memory Used: \(worker.peakMemoryMB) MB\t"
        if let initMilliseconds { report += "Init Duration: \(Self.text(initMilliseconds)) ms\t" }
        logs.platform(report + status(outcome))
    }

    /// How it ended, in the words of REPORT lines. They say nothing of what a handler answered, be it an error.
    private func status(_ outcome: CallOutcome) -> String {
        switch outcome {
        case .response, .error: ""
        case .timedOut: "Status: timeout"
        case .cancelled: "Status: error"
        case .initError(let bytes): Self.status(errorType: Self.platformType(bytes))
        case .tooLarge: Self.status(errorType: "Function.ResponseSizeTooLarge")
        case .exited: Self.status(errorType: worker.wasOverMemory ? "Runtime.OutOfMemory" : "Runtime.ExitError")
        }
    }

    static func status(errorType: String) -> String { "Status: error\tError Type: \(errorType)" }

    /// The type that a runtime gives its error, if it is one of the platform's kind; `Runtime.Unknown` also for a report that is no JSON,
    /// since a runtime may write anything. Source: runtime interface emulator, `fatalerror`.
    private static func platformType(_ report: [UInt8]) -> String {
        let type = (try? JSON(parsing: report, maximumValues: JSON.inputValues))?["errorType"]?.string ?? ""
        let name = type.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst()
        let isName =
            name.count > 1 && name.first.map { (0x41...0x5A).contains($0) } ?? false
            && name.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
        if type.hasPrefix("Function.") { return isName ? type : "Function.Unknown" }
        return type.hasPrefix("Runtime.") && isName ? type : "Runtime.Unknown"
    }

    static func tooLarge(limit: Int) -> [UInt8] {
        error("Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (\(limit) bytes).")
    }

    static func error(_ type: String, _ message: String) -> [UInt8] {
        JSON.members(["errorType": .string(type), "errorMessage": .string(message)]).utf8
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 0: "Runtime exited without providing a reason"
        case 128 + 9: "Runtime exited with error: signal: killed"
        case 129...165: "Runtime exited with error: signal: \(String(cString: strsignal(CInt(status - 128))).lowercased())"
        default: "Runtime exited with error: exit status \(status)"
        }
    }

    /// Two digits behind the point.
    static func text(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
