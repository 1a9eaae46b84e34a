private import Synchronization

/// A map that forgets everything when it is full: what it holds can always be read again.
///
/// Whoever reads a value notes the generation first; a value that was read before something was forgotten is not kept.
final class Cache<Value: Sendable>: Sendable {
    private struct State {
        var values: [String: (value: Value, weight: Int)] = [:]
        var bytes = 0
        var generation: UInt64 = 0

        mutating func remove(_ key: String) { if let old = values.removeValue(forKey: key) { bytes -= old.weight } }

        mutating func removeAll() {
            values.removeAll()
            bytes = 0
        }
    }

    private let state = Mutex(State())
    private let capacity, largest: Int
    /// Besides what the value says.
    private static var entryBytes: Int { 200 }

    /// - Parameters:
    ///   - bytes: what all values may take, about.
    ///   - largest: what one may; a quarter unless given.
    init(bytes: Int, largest: Int? = nil) {
        capacity = bytes
        self.largest = largest ?? bytes / 4
    }

    var bytes: Int { state.withLock { $0.bytes } }
    var generation: UInt64 { state.withLock { $0.generation } }
    func find(_ key: String) -> Value? { state.withLock { $0.values[key]?.value } }

    func forget(_ key: String) {
        state.withLock { state in
            state.remove(key)
            state.generation += 1
        }
    }

    func forgetAll() {
        state.withLock { state in
            state.removeAll()
            state.generation += 1
        }
    }

    /// - Parameter weight: about what the value takes, in bytes.
    func insert(_ value: Value, for key: String, weight: Int, readAt generation: UInt64) {
        let weight = weight + key.utf8.count + Self.entryBytes
        state.withLock { state in
            guard state.generation == generation, weight <= largest else { return }
            state.remove(key)
            if state.bytes + weight > capacity { state.removeAll() }
            state.values[key] = (value, weight)
            state.bytes += weight
        }
    }
}
