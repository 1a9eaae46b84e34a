internal import Policies
internal import Invocation
internal import Core
private import Synchronization

/// Performs what a worker's state machine decides: tells the machine of everything that happens, in one order, and everybody of what comes
/// of it.
final class Worker: Sendable {
    private struct Sandbox {
        let process: ProcessMonitor
        let runtimeAPI: String
        /// Nil once it has begun: it knows the listeners, and they know the worker.
        var release: (@Sendable () async -> Void)?
    }

    private struct State {
        var machine = WorkerStateMachine()
        var sandbox: Sandbox?
        var requests: [WorkerStateMachine.RequestNumber: CheckedContinuation<WorkerStateMachine.Answer?, Never>] = [:]
        var lastRequest = 0
        /// Who waits for the end of a start or a call.
        var caller: AsyncStream<CallOutcome?>.Continuation?
        /// Who waits until it is settled.
        var waiting: [CheckedContinuation<Void, Never>] = []
        var timer: (limit: WorkerStateMachine.TimeLimit, task: Task<Void, Never>)?
    }

    let spec: SandboxSpec
    let session: SessionCredentials
    let logs: LogAssembler
    private let state = Mutex(State())
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
    func attach(_ process: ProcessMonitor, runtimeAPI: String, release: @escaping @Sendable () async -> Void) {
        state.withLock {
            $0.sandbox = Sandbox(process: process, runtimeAPI: runtimeAPI, release: release)
            if $0.machine.isClosed { perform(.forget, &$0) }
        }
    }

    private var process: ProcessMonitor? { state.withLock { $0.sandbox?.process } }
    var runtimeAPI: String { state.withLock { $0.sandbox?.runtimeAPI ?? "" } }
    /// Its process asks for work.
    var isIdle: Bool { state.withLock { $0.machine.isIdle } }
    var isClosed: Bool { state.withLock { $0.machine.isClosed } }
    var peakMemoryMB: Int { process?.peakMemoryMB ?? 0 }
    var wasOverMemory: Bool { process?.wasOverMemory ?? false }
    /// Nothing of it is left on the host.
    var isGone: Bool { process?.hasEnded ?? true }

    // MARK: The pool's side

    /// Starts a process and waits until it asks for work.
    /// - Parameter isBoosted: with the CPU of a start, not of a call.
    /// - Returns: nil once it does, else how it failed.
    func start(_ variables: [String: String], within milliseconds: Int64, isBoosted: Bool) async throws(LaunchError) -> CallOutcome? {
        guard let process, !isClosed else { throw LaunchError("The sandbox is gone.") }
        process.setBusy(true, starts: isBoosted)
        defer { process.setBusy(false) }
        let outcome = begin(.startRequested(milliseconds: milliseconds))
        do throws(LaunchError) { try await process.start(variables) } catch {
            close()
            throw error
        }
        return await end(outcome)
    }

    /// Hands a call to the process that asks for one.
    /// - Returns: nil if there is none: it ended while it had nothing to do, and the call has not begun.
    func run(_ call: WorkerCall, within milliseconds: Int64) async -> CallOutcome? {
        process?.setBusy(true)
        defer { process?.setBusy(false) }
        return await end(begin(.invocationArrived(call, milliseconds: milliseconds)))
    }

    private func begin(_ event: WorkerStateMachine.Event) -> AsyncStream<CallOutcome?> {
        let (outcome, caller) = AsyncStream<CallOutcome?>.makeStream()
        state.withLock {
            $0.caller = caller
            handle(event, &$0)
        }
        return outcome
    }

    private func end(_ outcome: AsyncStream<CallOutcome?>) async -> CallOutcome? {
        for await outcome in outcome { return outcome }
        // Cancelled: nobody wants what its process does.
        close()
        return .cancelled
    }

    /// Returns when it can take another call, or never will: what its process still does is over.
    func settle() async {
        await withCheckedContinuation { continuation in
            state.withLock { if $0.machine.isSettled { continuation.resume() } else { $0.waiting.append(continuation) } }
        }
    }

    /// Ends the sandbox with all in it.
    func close() { handle(.closed) }

    // MARK: The Runtime API's side

    /// Waits for a call, as long as it takes, or the connection lasts.
    func next() async -> WorkerStateMachine.Answer {
        let request = newRequest()
        return await withTaskCancellationHandler {
            await ask(request, .nextAsked(request)) ?? .closed
        } onCancel: {
            handle(.nextLost(request))
        }
    }

    /// - Parameters:
    ///   - id: of the call that it is about; nil for a start.
    ///   - read: called only if the report may come now; nil if it does not come whole.
    func take(_ report: WorkerStateMachine.Report, on id: String?, read: () async -> CallOutcome?) async -> WorkerStateMachine.Answer {
        let request = newRequest()
        if let refusal = await ask(request, .reportPosted(request, report, on: id)) { return refusal }
        let outcome = await read()
        // What it printed before it reported belongs to this call.
        process?.drain()
        return await ask(request, .reportRead(request, outcome)) ?? .closed
    }

    private func newRequest() -> WorkerStateMachine.RequestNumber {
        state.withLock {
            $0.lastRequest += 1
            return $0.lastRequest
        }
    }

    /// - Returns: nil if the request's body is to be read.
    private func ask(
        _ request: WorkerStateMachine.RequestNumber, _ event: WorkerStateMachine.Event
    ) async -> WorkerStateMachine.Answer? {
        await withCheckedContinuation { continuation in
            state.withLock {
                $0.requests[request] = continuation
                handle(event, &$0)
                if Task.isCancelled { handle(.nextLost(request), &$0) }
            }
        }
    }

    // MARK: The kernel's side

    func processEnded(_ status: Int) { handle(.exited(status)) }
    func sandboxEnded() { handle(.sandboxEnded) }

    // MARK: Events and actions

    private func handle(_ event: WorkerStateMachine.Event) { state.withLock { handle(event, &$0) } }

    /// Actions are performed under the lock: one that came late could kill the next process.
    private func handle(_ event: WorkerStateMachine.Event, _ state: inout State) {
        for action in state.machine.handle(event) { perform(action, &state) }
        let limit = state.machine.timeLimit
        guard limit != state.timer?.limit else { return }
        state.timer?.task.cancel()
        state.timer = limit.map { limit in
            let task = Task { [weak self, clock] in
                do throws(CancellationError) { try await clock.sleep(milliseconds: limit.milliseconds) } catch { return }
                self?.handle(.deadlinePassed(limit))
            }
            return (limit, task)
        }
    }

    private func perform(_ action: WorkerStateMachine.Action, _ state: inout State) {
        switch action {
        case .answer(let request, let answer): state.requests.removeValue(forKey: request)?.resume(returning: answer)
        case .read(let request): state.requests.removeValue(forKey: request)?.resume(returning: nil)
        case .started(let outcome), .finished(let outcome):
            state.caller?.yield(outcome)
            state.caller?.finish()
            state.caller = nil
        case .kill: state.sandbox?.process.kill()
        case .park: resume(&state)
        case .forget:
            resume(&state)
            guard let sandbox = state.sandbox else { return }
            sandbox.process.close()
            state.sandbox?.release = nil
            if let release = sandbox.release { Task { await release() } }
        }
    }

    private func resume(_ state: inout State) {
        for waiter in state.waiting { waiter.resume() }
        state.waiting = []
    }
}
