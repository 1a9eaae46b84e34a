package import Policies
private import Core
private import Synchronization

/// Threads on which inputs are read, and answers written, that would hold up a loop, and all of its connections: a document of some
/// megabytes takes as many times ten milliseconds. Apart from those that wait for disks, which nobody should hold up by sending documents.
///
/// They are few: no more trees than that are in the making, each several times as large as its text. Inputs and answers have threads of
/// their own, so that neither waits for the other. Most of what they do is done before it is known who may ask for it: callers have them
/// in turns.
package final class InputThreads: Sendable {
    /// From this size on in bytes. What is smaller takes at most a few milliseconds.
    package static let large = 16 << 10
    fileprivate let readers, writers: TurnPool
    fileprivate let unwritten: MemoryBudget

    /// - Parameter answerBytes: what the answers may be made of that wait to be written, in all.
    package init(threads: Int, capacity: Int, answerBytes: Int = 128 << 20) {
        readers = TurnPool("pelton-input", threads: threads, capacity: capacity)
        writers = TurnPool("pelton-answer", threads: threads, capacity: capacity)
        unwritten = MemoryBudget(bytes: answerBytes)
    }

    package func turns(of principal: Principal) -> InputTurns { InputTurns(threads: self, principal: principal) }

    /// Inputs that wait.
    package var waiting: Int { readers.waiting }

    package func stop() {
        readers.stop()
        writers.stop()
    }
}

/// The threads as one caller has them.
package struct InputTurns: Sendable {
    fileprivate let threads: InputThreads
    fileprivate let principal: Principal

    /// Runs `body` on one of them if it has many bytes to read, else at once.
    /// - Throws: what `body` throws, and `busy` where too much waits already.
    package func run<T: Sendable, E: Error>(
        bytes: Int, busy: E, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws(E) -> T {
        guard bytes > InputThreads.large else { return try body() }
        return try await leaving(busy: busy, body)
    }

    /// Runs `body` on one of them.
    /// - Throws: what `body` throws, and `busy` where too much waits already.
    package func leaving<T: Sendable, E: Error>(
        busy: E, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws(E) -> T {
        try await run(on: threads.readers, busy, body)
    }

    /// Writes an answer on one of them if it is made of much, else at once.
    /// - Parameter bytes: what it is made of, which is held until it is written.
    /// - Throws: `busy` where too much waits already.
    package func write<T: Sendable, E: Error>(bytes: Int, busy: E, _ body: @escaping @Sendable () -> T) async throws(E) -> T {
        guard bytes > InputThreads.large else { return body() }
        let held = MemoryReservation(threads.unwritten)
        defer { withExtendedLifetime(held) {} }
        guard held.take(bytes, for: .smallDocument) else { throw busy }
        return try await run(on: threads.writers, busy) { () throws(E) in body() }
    }

    private func run<T: Sendable, E: Error>(
        on pool: TurnPool, _ busy: E, _ body: @escaping @Sendable () throws(E) -> T
    ) async throws(E) -> T {
        let result: Result<T, E> = await withCheckedContinuation { done in
            pool.enqueue(for: owner) {
                done.resume(returning: Result { () throws(E) in try body() })
            } refuse: {
                done.resume(returning: .failure(busy))
            }
        }
        return try result.get()
    }

    /// All sessions of a role are one: who has one can have any number.
    private var owner: [String] { [principal.account?.description ?? "", principal.uniqueID ?? principal.displayName] }
}

/// Threads whose jobs are done in the turns of those whom they are for.
private final class TurnPool: Sendable {
    private struct Job: Sendable {
        let run, refuse: @Sendable () -> Void
    }

    /// Has one job for each that waits below: to do the next one.
    private let threads: BlockingPool<Void>
    private let queue: Mutex<TurnQueue<Job>>

    init(_ name: String, threads: Int, capacity: Int) {
        self.threads = BlockingPool(name: name, threads: threads, capacity: capacity) {}
        queue = Mutex(TurnQueue(most: capacity))
    }

    var waiting: Int { queue.withLock(\.count) }

    /// One of the two is called, once.
    func enqueue(for owner: [String], run: @escaping @Sendable () -> Void, refuse: @escaping @Sendable () -> Void) {
        let refused = queue.withLock { $0.add(Job(run: run, refuse: refuse), for: owner) }
        if let refused { return refused.refuse() }
        // False once it is stopped.
        if !threads.enqueue(isOwed: true, { [self] _ in next()?.run() }) { next()?.refuse() }
    }

    private func next() -> Job? { queue.withLock { $0.next() } }

    func stop() { threads.stop() }
}
