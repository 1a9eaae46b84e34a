private import Synchronization

/// Lets a few at a time do something, the others in the order in which they came.
final class AsyncSemaphore: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// - Returns: a turn that ends with its value. Whoever has one waits for nobody who may never come.
    func next() async -> Turn {
        await withCheckedContinuation { (turn: CheckedContinuation<Void, Never>) in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(turn)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { turn.resume() }
        }
        return Turn(self)
    }

    fileprivate func end() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

final class Turn: Sendable {
    private let turns: AsyncSemaphore
    fileprivate init(_ turns: AsyncSemaphore) { self.turns = turns }
    deinit { turns.end() }
}
