internal import Core

/// Wall time as it was when deliveries began, carried on by the monotonic clock: a clock that jumps neither hurries nor delays a retry.
struct MonotonicClock: Sendable {
    private let clock: any PeltonClock
    private let start: Timestamp
    private let startMonotonic: Int64

    init(_ clock: any PeltonClock) {
        self.clock = clock
        start = clock.now
        startMonotonic = clock.monotonicMilliseconds
    }

    var now: Timestamp { start.adding(milliseconds: clock.monotonicMilliseconds - startMonotonic) }

    func sleep(until due: Timestamp) async throws(CancellationError) {
        let wait = due.milliseconds - now.milliseconds
        if wait > 0 { try await clock.sleep(milliseconds: wait) }
    }

    func sleep(milliseconds: Int64) async throws(CancellationError) { try await clock.sleep(milliseconds: milliseconds) }
}
