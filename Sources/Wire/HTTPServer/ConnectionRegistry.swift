private import Synchronization

/// The open connections of a server: bounded, and told when it stops.
final class ConnectionRegistry: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var onEmpty: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// - Returns: false if there are too many.
    func add(_ connection: Connection) -> Bool {
        state.withLock { state in
            guard state.connections.count < limit else { return false }
            state.connections[ObjectIdentifier(connection)] = connection
            return true
        }
    }

    func remove(_ connection: Connection) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.connections[ObjectIdentifier(connection)] = nil
            guard state.connections.isEmpty else { return nil }
            defer { state.onEmpty = nil }
            return state.onEmpty
        }
        waiter?.resume()
    }

    func forEach(_ body: @escaping @Sendable (Connection) -> Void) {
        let all = state.withLock { Array($0.connections.values) }
        for connection in all { connection.onLoop(body) }
    }

    /// Returns when the last connection has ended. One waiter.
    func waitUntilEmpty() async {
        await withCheckedContinuation { waiter in
            let isEmpty = state.withLock { state in
                guard !state.connections.isEmpty else { return true }
                state.onEmpty = waiter
                return false
            }
            if isEmpty { waiter.resume() }
        }
    }
}
