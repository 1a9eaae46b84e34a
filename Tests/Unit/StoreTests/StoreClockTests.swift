import Store
import Core
import Synchronization
import Testing

/// A wall's clock and a monotonic one, each moved by the test alone.
final class HandClocks: PeltonClock {
    private let wall = Mutex<Int64>(1_700_000_000_000)
    private let monotonic = Mutex<Int64>(5)

    var now: Timestamp { Timestamp(milliseconds: wall.withLock { $0 }) }
    var monotonicMilliseconds: Int64 { monotonic.withLock { $0 } }
    func sleep(milliseconds: Int64) async throws(CancellationError) {}

    /// Time goes by.
    func pass(_ milliseconds: Int64) {
        wall.withLock { $0 += milliseconds }
        monotonic.withLock { $0 += milliseconds }
    }

    /// Somebody sets the clock.
    func step(_ milliseconds: Int64) { wall.withLock { $0 += milliseconds } }
}

struct StoreClockTests {
    private static let year: Int64 = 365 * 86_400_000

    @Test(arguments: [-year, -1, 0, 1, year])
    func `a step of the wall's clock moves no store time`(step: Int64) {
        let clocks = HandClocks()
        let clock = StoreClock(clocks, last: nil)
        let start = clock.now
        #expect(start == clocks.now)
        clocks.pass(1000)
        clocks.step(step)
        clocks.pass(500)
        #expect(clock.now == start.adding(milliseconds: 1500))
        #expect(clock.wallOffset == step)
    }

    @Test(
        arguments: [
            // The wall's clock as it was, an hour later, and one that was set back, a little and a lot.
            (0, 0), (3_600_000, 3_600_000), (-1, 0), (-year, 0),
            // Ahead by more than a downtime counts for.
            (year, StoreClock.longestDowntime),
        ] as [(Int64, Int64)])
    func `a start goes on from what was committed last`(down: Int64, aged: Int64) async throws {
        let clocks = HandClocks()
        let first = try NoteStore(clock: clocks)
        clocks.pass(60_000)
        // Written down with what is committed, though not each time.
        try await first.metadata.commit(WriteNote("a"))
        let last = first.metadata.clock.now
        first.metadata.close()
        clocks.step(down)
        let second = try NoteStore(folder: first.folder, keepsFolder: true, clock: clocks)
        #expect(second.metadata.clock.now == last.adding(milliseconds: aged))
        withExtendedLifetime(first) {}
    }

    @Test func `store time never falls, though it is not written down with each commit`() async throws {
        let clocks = HandClocks()
        let first = try NoteStore(clock: clocks)
        clocks.pass(60_000)
        try await first.metadata.commit(WriteNote("a"))
        clocks.pass(9_999)
        try await first.metadata.commit(WriteNote("b"))
        let last = first.metadata.clock.now
        first.metadata.close()
        let second = try NoteStore(folder: first.folder, keepsFolder: true, clock: clocks)
        #expect(second.metadata.clock.now == last)
        withExtendedLifetime(first) {}
    }
}
