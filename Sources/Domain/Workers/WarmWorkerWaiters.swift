internal import Core
private import Synchronization

/// Workers that have answered and do not wait for work again yet. Who calls right after an answer waits a moment for one of them: it takes
/// far less than a new one would.
final class WarmWorkerWaiters: Sendable {
    /// Less than the start of a worker takes.
    private static let patienceMilliseconds: Int64 = 100

    fileprivate struct State {
        var returning: [ARN: Int] = [:]
        var waiting: [ARN: [(number: Int, caller: CheckedContinuation<Void, Never>)]] = [:]
        var last = 0
    }

    private let clock: any PeltonClock
    private let state = Mutex(State())

    init(clock: any PeltonClock) { self.clock = clock }

    func begin(_ function: ARN) { state.withLock { $0.returning[function, default: 0] += 1 } }

    /// It is back, or will never be.
    func end(_ function: ARN) {
        let caller = state.withLock { state -> CheckedContinuation<Void, Never>? in
            let left = state.returning[function, default: 1] - 1
            state.returning[function] = left > 0 ? left : nil
            return state.takeCaller(of: function) { _ in true }
        }
        caller?.resume()
    }

    /// Returns when one is back, or it is not worth to wait longer; at once if each that is on its way is waited for already.
    func wait(for function: ARN) async {
        await withCheckedContinuation { (caller: CheckedContinuation<Void, Never>) in
            let number = state.withLock { state -> Int? in
                guard state.returning[function, default: 0] > state.waiting[function, default: []].count else { return nil }
                state.last += 1
                state.waiting[function, default: []].append((state.last, caller))
                return state.last
            }
            if let number { giveUpLater(number, function) } else { caller.resume() }
        }
    }

    private func giveUpLater(_ number: Int, _ function: ARN) {
        // Ends by itself: nobody has to wait for it.
        Task {
            try? await clock.sleep(milliseconds: Self.patienceMilliseconds)
            state.withLock { $0.takeCaller(of: function) { $0 == number } }?.resume()
        }
    }
}

extension WarmWorkerWaiters.State {
    fileprivate mutating func takeCaller(of function: ARN, where isMeant: (Int) -> Bool) -> CheckedContinuation<Void, Never>? {
        guard let place = waiting[function]?.firstIndex(where: { isMeant($0.number) }) else { return nil }
        let caller = waiting[function]?.remove(at: place).caller
        if waiting[function]?.isEmpty == true { waiting[function] = nil }
        return caller
    }
}
