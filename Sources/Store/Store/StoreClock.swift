package import Core

/// Store time: what due times, retries, visibility and ages are counted in. It runs as the monotonic clock does, on from the last value that
/// was committed: no step of the wall's clock hurries or delays anything, and it never falls from one start to the next. What people and
/// other servers are told, what expires and what is kept for some days, goes by wall time.
package final class StoreClock: Sendable {
    /// What waits ages by this much at most while the server is down, so that what may be six hours old has most of them left: a clock that
    /// is far ahead at one start, or a server that was down for long, must not make everything too old at once.
    package static let longestDowntime: Int64 = 3_600_000

    static let setting = "store_time"
    /// How old what is written down gets while something is committed, in milliseconds.
    static let settingAge: Int64 = 10_000

    private let clock: any PeltonClock
    /// Written down before anything else is committed.
    let start: Timestamp
    private let startMonotonic: Int64

    /// - Parameter last: the last value that was committed; nil for a new store.
    package init(_ clock: any PeltonClock, last: Timestamp?) {
        self.clock = clock
        let wall = clock.now
        start = last.map { max($0, min(wall, $0.adding(milliseconds: Self.longestDowntime))) } ?? wall
        startMonotonic = clock.monotonicMilliseconds
    }

    package var now: Timestamp { start.adding(milliseconds: clock.monotonicMilliseconds - startMonotonic) }

    /// By how much wall time is ahead of store time now: to show people a store time.
    package var wallOffset: Int64 { clock.now.milliseconds - now.milliseconds }

    package func sleep(until due: Timestamp) async throws(CancellationError) {
        let wait = due.milliseconds - now.milliseconds
        if wait > 0 { try await clock.sleep(milliseconds: wait) }
    }

    package func sleep(milliseconds: Int64) async throws(CancellationError) { try await clock.sleep(milliseconds: milliseconds) }
}
