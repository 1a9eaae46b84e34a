import Core
import Synchronization

/// Time stands still until a test moves it.
final class SteppedClock: PeltonClock {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)
    private let ahead = Mutex<Int64>(0)

    var now: Timestamp { Timestamp(milliseconds: monotonicMilliseconds + ahead.withLock { $0 }) }
    var monotonicMilliseconds: Int64 { milliseconds.withLock { $0 } }
    func sleep(milliseconds: Int64) async throws(CancellationError) {}
    /// Somebody sets the wall's clock.
    func step(milliseconds: Int64) { ahead.withLock { $0 += milliseconds } }
    func advance(milliseconds: Int64) { self.milliseconds.withLock { $0 += milliseconds } }
}
