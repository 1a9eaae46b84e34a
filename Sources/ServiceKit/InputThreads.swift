private import Core

/// Threads on which inputs are read, and answers written, that would hold up a loop, and all of its connections: a document of some
/// megabytes takes as many times ten milliseconds. Apart from those that wait for disks, which nobody should hold up by sending documents.
///
/// They are few: no more trees than that are in the making, each several times as large as its text. Inputs and answers have threads of
/// their own, so that neither waits for the other.
package final class InputThreads: Sendable {
    /// From this size on in bytes. What is smaller takes at most a few milliseconds.
    package static let large = 16 << 10
    private let pool: BlockingPool<Void>
    private let writers: BlockingPool<Void>
    private let unwritten: MemoryBudget

    /// - Parameter answerBytes: what the answers may be made of that wait to be written, in all.
    package init(threads: Int, capacity: Int, answerBytes: Int = 128 << 20) {
        pool = BlockingPool(name: "pelton-input", threads: threads, capacity: capacity) {}
        writers = BlockingPool(name: "pelton-answer", threads: threads, capacity: capacity) {}
        unwritten = MemoryBudget(bytes: answerBytes)
    }

    /// Runs `body` on one of them if it has many bytes to read, else at once.
    /// - Throws: what `body` throws, and `busy` where too much waits already.
    package func run<T: Sendable, E: Error>(
        bytes: Int, busy: E, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws(E) -> T {
        guard bytes > Self.large else { return try body() }
        return try await leaving(busy: busy, body)
    }

    /// Runs `body` on one of them.
    /// - Throws: what `body` throws, and `busy` where too much waits already.
    package func leaving<T: Sendable, E: Error>(
        busy: E, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws(E) -> T {
        try await Self.run(on: pool, busy, body)
    }

    /// Writes an answer on one of them if it is made of much, else at once.
    /// - Parameter bytes: what it is made of, which is held until it is written.
    /// - Throws: `busy` where too much waits already.
    package func write<T: Sendable, E: Error>(bytes: Int, busy: E, _ body: @escaping @Sendable () -> T) async throws(E) -> T {
        guard bytes > Self.large else { return body() }
        let held = MemoryReservation(unwritten)
        defer { withExtendedLifetime(held) {} }
        guard held.take(bytes, for: .smallDocument) else { throw busy }
        return try await Self.run(on: writers, busy) { () throws(E) in body() }
    }

    private static func run<T: Sendable, E: Error>(
        on pool: BlockingPool<Void>, _ busy: E, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws(E) -> T {
        let result: Result<T, E> = await withCheckedContinuation { done in
            let isQueued = pool.enqueue { _ in done.resume(returning: Result { () throws(E) in try body() }) }
            if !isQueued { done.resume(returning: .failure(busy)) }
        }
        return try result.get()
    }

    /// Leaves the loop and comes back to it, so that it gets to its other connections. `Task.yield` does not do that: before a loop looks
    /// at them it does all that is queued, and what yields is queued at once.
    package func leave() async {
        let isQueued = await withCheckedContinuation { done in
            if !pool.enqueue({ _ in done.resume(returning: true) }) { done.resume(returning: false) }
        }
        if !isQueued { await Task.yield() }
    }

    package func stop() {
        pool.stop()
        writers.stop()
    }
}
