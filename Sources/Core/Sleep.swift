private import Dispatch
private import Synchronization

/// A sleep that leaves nothing behind when it is cancelled. Swift's own keeps a timer and a job, a kilobyte, until the time has come: those of
/// invocations that have long ended would stay for as long as their functions may run.
///
/// Unchecked: Dispatch's timers may be used on any thread.
final class Sleep: @unchecked Sendable {
    private struct State {
        /// nil as long as neither has happened.
        var isDone: Bool?
        var sleeper: CheckedContinuation<Bool, Never>?
    }

    /// One for all: by itself each timer that fires or ends could take a thread of its own.
    private static let queue = DispatchQueue(label: "pelton-sleep")
    private let timer: any DispatchSourceTimer
    private let state = Mutex(State())

    /// Begins now.
    init(milliseconds: Int64) {
        timer = DispatchSource.makeTimerSource(queue: Self.queue)
        timer.schedule(deadline: .now() + .milliseconds(Int(max(0, milliseconds))))
        // It holds this sleep until it has fired or is cancelled.
        timer.setEventHandler { [self] in end(isDone: true) }
        timer.activate()
    }

    /// - Returns: false if the task was cancelled before the time had come.
    func wait() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { sleeper in
                let isDone = state.withLock { state in
                    if state.isDone == nil { state.sleeper = sleeper }
                    return state.isDone
                }
                if let isDone { sleeper.resume(returning: isDone) }
            }
        } onCancel: {
            end(isDone: false)
        }
    }

    private func end(isDone: Bool) {
        let sleeper = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard state.isDone == nil else { return nil }
            state.isDone = isDone
            defer { state.sleeper = nil }
            return state.sleeper
        }
        timer.cancel()
        sleeper?.resume(returning: isDone)
    }
}
