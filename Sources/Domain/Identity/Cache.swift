private import Synchronization

/// A map that forgets everything when it is full: what it holds can always be read again.
///
/// Whoever reads a value notes the generation first; a value that was read before something was forgotten is not kept.
final class Cache<Value: Sendable>: Sendable {
    private struct State {
        var values: [String: Value] = [:]
        var generation: UInt64 = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var generation: UInt64 { state.withLock { $0.generation } }
    func find(_ key: String) -> Value? { state.withLock { $0.values[key] } }

    func forget(_ key: String) {
        state.withLock { state in
            state.values[key] = nil
            state.generation += 1
        }
    }

    func forgetAll() {
        state.withLock { state in
            state.values.removeAll()
            state.generation += 1
        }
    }

    func insert(_ value: Value, for key: String, readAt generation: UInt64) {
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.values.count >= capacity { state.values.removeAll() }
            state.values[key] = value
        }
    }
}
