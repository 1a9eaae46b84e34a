import Core
import Synchronization

/// Time stands still until a test moves it.
final class SteppedClock: PeltonClock {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)

    var now: Timestamp { Timestamp(milliseconds: monotonicMilliseconds) }
    var monotonicMilliseconds: Int64 { milliseconds.withLock { $0 } }
    func sleep(milliseconds: Int64) async throws(CancellationError) {}
    func advance(milliseconds: Int64) { self.milliseconds.withLock { $0 += milliseconds } }
}
