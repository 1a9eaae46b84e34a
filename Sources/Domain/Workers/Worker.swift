internal import Policies
internal import Invocation
internal import Core
private import Synchronization

/// A call on its way through a worker.
struct WorkerCall: Sendable {
    let invocation: Invocation
    /// When the function's time is over.
    let deadline: Timestamp
}

/// How a call, or the start before it, ended.
enum CallOutcome: Sendable {
    case response([UInt8])
    /// The handler failed.
    case error([UInt8])
    /// Its start failed.
    case initError([UInt8])
    case tooLarge
    /// The process ended; its status, 128 and more for a signal.
    case exited(Int)
    case timedOut
    case cancelled
}

/// One sandbox and the process in it, which runs one call at a time: what the Runtime API, the kernel and the clock say of it comes
/// together here. A process that ended is replaced in the same sandbox, whose `/tmp` stays.
final class Worker: Sendable {
    enum Refusal: Error { case unknownRequest, wrongState }

    private enum Phase {
        /// No process.
        case stopped
        /// The process runs and has not asked for work yet.
        case starting
        /// It asks for work.
        case ready
        /// It has a call.
        case running
        /// It answered, and has not asked again.
        case finishing
    }

    private struct State {
        var phase = Phase.stopped
        var call: WorkerCall?
        /// A process that waits for a call.
        var next: CheckedContinuation<WorkerCall?, Never>?
        /// Who waits for the start, the call or its aftermath; nil for the end of the start or the aftermath.
        var waiter: CheckedContinuation<CallOutcome?, Never>?
        /// What happened while nobody waited.
        var early: CallOutcome?
        /// The report that is being read: there is never another beside it, since each is held in memory while it comes in.
        var report: Int?
        var reports = 0
        /// Each wait has its own, so that a late clock does not end another.
        var ticket = 0
        var isClosed = false
    }

    /// In a struct for the same reason as in `Callback`.
    private struct Release: Sendable {
        let body: @Sendable () async -> Void
    }

    let spec: SandboxSpec
    let session: SessionCredentials
    let logs: LogAssembler
    private let state = Mutex(State())
    private let supervisor = Mutex<ProcessMonitor?>(nil)
    private let address = Mutex("")
    private let release = Mutex<Release?>(nil)
    private let clock: any PeltonClock

    init(spec: SandboxSpec, session: SessionCredentials, logs: LogAssembler, clock: any PeltonClock) {
        self.spec = spec
        self.session = session
        self.logs = logs
        self.clock = clock
    }

    /// - Parameters:
    ///   - runtimeAPI: where its processes find it.
    ///   - release: runs once, when the worker is closed.
    func attach(_ supervisor: ProcessMonitor, runtimeAPI: String, release: @escaping @Sendable () async -> Void) {
        self.supervisor.withLock { $0 = supervisor }
        address.withLock { $0 = runtimeAPI }
        self.release.withLock { $0 = Release(body: release) }
    }
    private var process: ProcessMonitor? { supervisor.withLock { $0 } }

    var hasProcess: Bool { state.withLock { $0.phase != .stopped } }
    var runtimeAPI: String { address.withLock { $0 } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    var peakMemoryMB: Int { process?.peakMemoryMB ?? 0 }
    var wasOverMemory: Bool { process?.wasOverMemory ?? false }

    // MARK: The pool's side

    /// Starts a process and waits until it asks for work.
    /// - Parameter isBoosted: with the CPU of a start, not of a call.
    /// - Returns: nil once it does, else how it failed.
    func start(_ variables: [String: String], within milliseconds: Int64, isBoosted: Bool) async throws(LaunchError) -> CallOutcome? {
        guard let process else { throw LaunchError("The sandbox is gone.") }
        state.withLock { state in
            state.phase = .starting
            state.early = nil
        }
        process.setBusy(true, starts: isBoosted)
        defer { process.setBusy(false) }
        do throws(LaunchError) { try await process.start(variables) } catch {
            state.withLock { $0.phase = .stopped }
            throw error
        }
        return await wait(milliseconds) { $0.phase == .starting }
    }

    /// Hands a call to the process that asks for one.
    /// - Returns: nil if there is none: it ended while it had nothing to do, and the call has not begun.
    func run(_ call: WorkerCall, within milliseconds: Int64) async -> CallOutcome? {
        let next = state.withLock { state -> CheckedContinuation<WorkerCall?, Never>? in
            guard state.phase == .ready, let next = state.next else { return nil }
            state.phase = .running
            state.call = call
            state.early = nil
            state.next = nil
            return next
        }
        guard let next else { return nil }
        process?.setBusy(true)
        defer { process?.setBusy(false) }
        next.resume(returning: call)
        return await wait(milliseconds) { $0.phase == .running } ?? .exited(0)
    }

    /// Waits until the process asks for work again. One that does not in time is killed.
    /// - Returns: true if the worker can take another call.
    func awaitReady(within milliseconds: Int64) async -> Bool {
        if await wait(milliseconds, { $0.phase == .finishing }) == nil { return !isClosed }
        await kill()
        return !isClosed
    }

    /// Ends the process; returns when it is gone. A sandbox that does not let it go is closed.
    func kill() async {
        process?.kill()
        let giveUp = clock.monotonicMilliseconds + 10_000
        while hasProcess, !isClosed {
            guard clock.monotonicMilliseconds < giveUp else { return close() }
            _ = await wait(1000) { $0.phase != .stopped && !$0.isClosed }
        }
    }

    /// Ends the sandbox with all in it.
    func close() {
        let (next, waiter) = state.withLock { state in
            state.isClosed = true
            defer {
                state.next = nil
                state.waiter = nil
            }
            return (state.next, state.waiter)
        }
        next?.resume(returning: nil)
        waiter?.resume(returning: .cancelled)
        process?.close()
        let release = release.withLock { release in
            defer { release = nil }
            return release
        }
        if let release { Task { await release.body() } }
    }

    /// Nothing of it is left on the host.
    var isGone: Bool { process?.hasEnded ?? true }

    // MARK: The Runtime API's side

    /// Waits for a call, as long as it takes.
    /// - Returns: nil when there will be none.
    func next() async -> WorkerCall? {
        await withCheckedContinuation { continuation in
            let (displaced, waiter, isClosed) = state.withLock { state in
                guard !state.isClosed, state.phase != .stopped else {
                    return (nil as CheckedContinuation<WorkerCall?, Never>?, nil as CheckedContinuation<CallOutcome?, Never>?, true)
                }
                // A process that asks twice has forgotten its first question.
                let displaced = state.next
                state.next = continuation
                guard state.phase != .running else { return (displaced, nil, false) }
                state.phase = .ready
                state.call = nil
                defer { state.waiter = nil }
                return (displaced, state.waiter, false)
            }
            displaced?.resume(returning: nil)
            waiter?.resume(returning: nil)
            if isClosed { continuation.resume(returning: nil) }
        }
    }

    /// Must come before a report about this request is read, and `endReport` after it.
    func beginReport(on requestID: String) throws(Refusal) -> Int {
        try beginReport { state throws(Refusal) in
            let isKnown = state.call?.invocation.requestID == requestID
            guard state.phase == .running else { throw .wrongState }
            guard isKnown else { throw .unknownRequest }
        }
    }

    /// The same for a failure to start.
    func beginInitReport() throws(Refusal) -> Int {
        try beginReport { state throws(Refusal) in guard state.phase == .starting else { throw .wrongState } }
    }

    private func beginReport(_ check: (borrowing State) throws(Refusal) -> Void) throws(Refusal) -> Int {
        let result = state.withLock { state -> Result<Int, Refusal> in
            do throws(Refusal) { try check(state) } catch { return .failure(error) }
            guard state.report == nil else { return .failure(.wrongState) }
            state.reports += 1
            state.report = state.reports
            return .success(state.reports)
        }
        return try result.get()
    }

    func endReport(_ number: Int) { state.withLock { if $0.report == number { $0.report = nil } } }

    func finish(_ requestID: String, _ outcome: CallOutcome) {
        // What it printed before it answered belongs to this call.
        process?.drain()
        let waiter = state.withLock { state -> CheckedContinuation<CallOutcome?, Never>? in
            guard state.phase == .running, state.call?.invocation.requestID == requestID else { return nil }
            state.phase = .finishing
            // Its next report may come before this one's answer has left.
            state.report = nil
            return Self.deliver(outcome, &state)
        }
        waiter?.resume(returning: outcome)
    }

    /// - Returns: who is to be told; the outcome is kept if nobody waits yet.
    private static func deliver(_ outcome: CallOutcome, _ state: inout State) -> CheckedContinuation<CallOutcome?, Never>? {
        guard let waiter = state.waiter else {
            state.early = outcome
            return nil
        }
        state.waiter = nil
        return waiter
    }

    /// - Returns: false unless the process is starting.
    func failInit(_ report: [UInt8]) -> Bool {
        process?.drain()
        let (isStarting, waiter) = state.withLock { state -> (Bool, CheckedContinuation<CallOutcome?, Never>?) in
            guard state.phase == .starting else { return (false, nil) }
            state.report = nil
            return (true, Self.deliver(.initError(report), &state))
        }
        waiter?.resume(returning: .initError(report))
        return isStarting
    }

    // MARK: The kernel's side

    func processEnded(_ status: Int) {
        let (next, waiter) = state.withLock { state in
            let hadProcess = state.phase != .stopped
            state.phase = .stopped
            state.call = nil
            state.report = nil
            defer { state.next = nil }
            return (state.next, hadProcess ? Self.deliver(.exited(status), &state) : nil)
        }
        next?.resume(returning: nil)
        waiter?.resume(returning: .exited(status))
    }

    func sandboxEnded() {
        state.withLock { $0.isClosed = true }
        processEnded(128 + 9)
    }

    // MARK: Waiting

    /// Waits for whoever resumes the waiter, or the clock, or cancellation; not at all unless `isPending`.
    private func wait(_ milliseconds: Int64, _ isPending: (borrowing State) -> Bool) async -> CallOutcome? {
        let ticket = state.withLock { state in
            state.ticket += 1
            return state.ticket
        }
        let clock = clock
        let timer = Task { [weak self] in
            do throws(CancellationError) { try await clock.sleep(milliseconds: milliseconds) } catch { return }
            self?.end(ticket, .timedOut)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isWaiting, early) = state.withLock { state -> (Bool, CallOutcome?) in
                    defer { state.early = nil }
                    if let early = state.early { return (false, early) }
                    guard isPending(state), !state.isClosed else { return (false, state.isClosed ? .cancelled : nil) }
                    state.waiter = continuation
                    return (true, nil)
                }
                if !isWaiting { continuation.resume(returning: early) }
                if Task.isCancelled { end(ticket, .cancelled) }
            }
        } onCancel: {
            end(ticket, .cancelled)
        }
    }

    private func end(_ ticket: Int, _ outcome: CallOutcome) {
        let waiter = state.withLock { state -> CheckedContinuation<CallOutcome?, Never>? in
            guard state.ticket == ticket else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: outcome)
    }
}
