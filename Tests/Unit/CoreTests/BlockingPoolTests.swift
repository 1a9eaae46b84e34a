import Core
import Testing

struct BlockingPoolTests {
    /// Submits one more job when it ends, as a file does that is closed with the last job that wrote to it.
    private final class Guest: Sendable {
        let pool: BlockingPool<Void>
        init(_ pool: BlockingPool<Void>) { self.pool = pool }
        deinit { _ = pool.enqueue { _ in } }
    }

    @Test func `what a job held ends with it, and may submit another`() async throws {
        let pool = BlockingPool<Void>(name: "test", threads: 2, capacity: 100_000) {}
        for _ in 0..<5000 {
            let guest = Guest(pool)
            #expect(pool.enqueue { _ in withExtendedLifetime(guest) {} })
        }
        try await pool.run { _ in }
        pool.stop()
    }

    @Test func `a job that is owed is queued however much waits`() {
        let pool = BlockingPool<Void>(name: "test", threads: 0, capacity: 2) {}
        for _ in 0..<100 { #expect(pool.enqueue(isOwed: true) { _ in }) }
        #expect(!pool.enqueue { _ in })
        pool.stop()
        #expect(!pool.enqueue(isOwed: true) { _ in })
    }

    #if DEBUG
        @Test func `a call that may wait for a disk ends the process on a thread where nobody may`() async throws {
            await #expect(processExitsWith: .failure) { Threads.assertMayWait() }
            let pool = BlockingPool<Void>(name: "test", threads: 1, capacity: 2) {}
            try await pool.run { _ in Threads.assertMayWait() }
            pool.stop()
            Threads.allowingWaits { Threads.assertMayWait() }
        }
    #endif

    @Test func `a job over the capacity is refused`() async throws {
        let pool = BlockingPool<Void>(name: "test", threads: 0, capacity: 2) {}
        #expect(pool.enqueue { _ in })
        #expect(pool.enqueue { _ in })
        #expect(!pool.enqueue { _ in })
        await #expect(throws: BlockingPool<Void>.Full.self) { try await pool.run { _ in } }
    }
}
