private import PeltonCore

/// Threads on which inputs are read that would hold up a loop, and all of its connections: a document of some megabytes takes as many
/// times ten milliseconds. Apart from those that wait for disks, which nobody should hold up by sending documents.
///
/// They are few: no more trees than that are in the making, each several times as large as its text.
package final class InputThreads: Sendable {
    /// From this size on in bytes. What is smaller takes at most a few milliseconds.
    package static let large = 16 << 10
    private let pool: BlockingPool<Void>

    package init(threads: Int, capacity: Int) { pool = BlockingPool(name: "pelton-input", threads: threads, capacity: capacity) {} }

    /// Runs `body` on one of them if it has many bytes to read, else at once.
    /// - Throws: what `body` throws, and `busy` where too much waits already.
    package func run<T: Sendable, E: Error>(
        bytes: Int, busy: E, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws(E) -> T {
        guard bytes > Self.large else { return try body() }
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

    package func stop() { pool.stop() }
}
