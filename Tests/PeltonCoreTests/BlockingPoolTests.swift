import PeltonCore
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

    @Test func `a job over the capacity is refused`() async throws {
        let pool = BlockingPool<Void>(name: "test", threads: 0, capacity: 2) {}
        #expect(pool.enqueue { _ in })
        #expect(pool.enqueue { _ in })
        #expect(!pool.enqueue { _ in })
        await #expect(throws: BlockingPool<Void>.Full.self) { try await pool.run { _ in } }
    }
}
