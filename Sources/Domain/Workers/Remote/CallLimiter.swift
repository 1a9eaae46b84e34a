internal import Invocation
private import Synchronization

/// Lets so many calls run at once. Others wait in the order in which they came, but only so many.
final class CallLimiter: Sendable {
    private enum Turn: Sendable { case begun, refused, cancelled }

    private struct State {
        var free: Int
        var waiting: [(id: Int, turn: CheckedContinuation<Turn, Never>)] = []
        var ids = 0
    }

    private let state: Mutex<State>
    private let mostWaiting: Int

    init(running: Int, waiting: Int) {
        state = Mutex(State(free: running))
        mostWaiting = waiting
    }

    /// - Throws: `.throttled` if too many wait, `.stopping` if the task is cancelled while it waits. Else `leave` must follow.
    func enter() async throws(InvokeError) {
        let id = state.withLock { state in
            state.ids += 1
            return state.ids
        }
        let turn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let turn = begin(id, continuation) { continuation.resume(returning: turn) }
            }
        } onCancel: {
            giveUp(id)
        }
        switch turn {
        case .begun: return
        case .refused: throw .throttled
        case .cancelled: throw .stopping
        }
    }

    func leave() {
        let next = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().turn as CheckedContinuation<Turn, Never>? }
            state.free += 1
            return nil
        }
        next?.resume(returning: .begun)
    }

    var waiting: Int { state.withLock(\.waiting.count) }

    /// - Returns: nil if it waits.
    private func begin(_ id: Int, _ continuation: CheckedContinuation<Turn, Never>) -> Turn? {
        state.withLock { state in
            // Asked within the lock: a cancellation that comes later finds it among those that wait.
            if Task.isCancelled { return .cancelled }
            if state.free > 0 {
                state.free -= 1
                return .begun
            }
            guard state.waiting.count < mostWaiting else { return .refused }
            state.waiting.append((id, continuation))
            return nil
        }
    }

    private func giveUp(_ id: Int) {
        let turn = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).turn }
        }
        turn?.resume(returning: .cancelled)
    }
}
