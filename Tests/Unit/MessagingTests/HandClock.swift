import Core
import Synchronization

/// Time moves when a test moves it, and whoever sleeps until then goes on.
final class HandClock: PeltonClock {
    private struct State {
        var now: Int64 = 1_700_000_000_000
        /// By how much the wall's clock is.
        var ahead: Int64 = 0
        var sleepers: [Int: (due: Int64, task: CheckedContinuation<Bool, Never>)] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    var now: Timestamp { Timestamp(milliseconds: state.withLock { $0.now + $0.ahead }) }
    var monotonicMilliseconds: Int64 { state.withLock { $0.now } }

    func sleep(milliseconds: Int64) async throws(CancellationError) {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { task in
                let isCancelled = state.withLock { state in
                    if !Task.isCancelled { state.sleepers[id] = (state.now + milliseconds, task) }
                    return Task.isCancelled
                }
                if isCancelled { task.resume(returning: false) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.task.resume(returning: false)
        }
        if !isOver { throw CancellationError() }
    }

    /// How long until somebody wakes, once anybody sleeps.
    func nextWake() async throws -> Int64 {
        while true {
            let next = state.withLock { state in state.sleepers.values.map { $0.due - state.now }.min() }
            if let next { return next }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Somebody sets the wall's clock.
    func step(milliseconds: Int64) { state.withLock { $0.ahead += milliseconds } }

    func advance(milliseconds: Int64) {
        let woken = state.withLock { state in
            state.now += milliseconds
            let now = state.now
            let woken = state.sleepers.filter { $0.value.due <= now }
            for id in woken.keys { state.sleepers[id] = nil }
            return woken.values.map(\.task)
        }
        for task in woken { task.resume(returning: true) }
    }
}
