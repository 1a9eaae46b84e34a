internal import Blobs
internal import Database
private import Dispatch
internal import Logging
internal import Core
private import Synchronization

/// The one thread that writes. It takes everything that waits, commits it as one group, and never sleeps to gather more: while one
/// group syncs, the next gathers.
final class Committer: Sendable {
    private struct Queue {
        var waiting: [any PendingWork] = []
        var isStopped = false
        var readOnlyReason: String?
        /// Readers keep the WAL from being emptied, and it has grown too large.
        var isCrowded = false
        var checkpoints = 0
        var groups = 0
    }

    private let queue = Mutex(Queue())
    private let available = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    let signals = SignalHub()
    private let limits: Limits
    private let logger: Logger

    init(
        connection: consuming sending Connection, segment: consuming sending SegmentWriter, quota: DiskQuota, areas: [any AreaMemory],
        limits: Limits, context: WriteContext, logger: Logger
    ) {
        self.limits = limits
        self.logger = logger
        // Both move to the committer's thread and are used nowhere else.
        nonisolated(unsafe) let (owned, segment) = (connection, segment)
        Threads.start(name: "pelton-commit") { [self] in
            run(
                GroupWriter(
                    connection: owned, segment: segment, quota: quota, participants: areas.map { $0.makeParticipant() }, limits: limits,
                    context: context, logger: logger))
            ended.signal()
        }
    }

    func submit(_ work: any PendingWork) {
        let refusal: StoreFailure? = queue.withLock { queue in
            if queue.isStopped { return .stopped }
            if let reason = queue.readOnlyReason { return .readOnly(reason) }
            if queue.isCrowded || queue.waiting.count >= limits.commitQueue { return .busy }
            queue.waiting.append(work)
            return nil
        }
        if let refusal { work.finish(refusal) } else { available.signal() }
    }

    var checkpoints: Int { queue.withLock { $0.checkpoints } }
    var groups: Int { queue.withLock { $0.groups } }
    var isReadOnly: Bool { queue.withLock { $0.readOnlyReason != nil } }

    /// From now on nothing is written, until a restart.
    func refuseWrites(_ reason: String) {
        let refused: [any PendingWork]? = queue.withLock { queue in
            guard queue.readOnlyReason == nil else { return nil }
            queue.readOnlyReason = reason
            defer { queue.waiting = [] }
            return queue.waiting
        }
        guard let refused else { return }
        logger.critical("the store is read-only until a restart", metadata: ["reason": "\(reason)"])
        for work in refused { work.finish(.readOnly(reason)) }
    }

    func stop() {
        let wasStopped = queue.withLock { queue in
            defer { queue.isStopped = true }
            return queue.isStopped
        }
        guard !wasStopped else { return }
        available.signal()
        ended.wait()
        signals.close()
    }

    private func run(_ writer: GroupWriter) {
        while true {
            // Nothing wakes an idle server whose WAL is empty.
            let timeout = writer.idleMilliseconds.map { DispatchTime.now() + .milliseconds($0) } ?? .distantFuture
            if available.wait(timeout: timeout) == .timedOut {
                writer.checkpointWhenIdle()
                judge(writer)
                continue
            }
            let (group, isStopped) = takeGroup()
            if !group.isEmpty { commit(group, writer) }
            if isStopped && group.isEmpty { break }
            if isStopped { available.signal() }
        }
        writer.checkpointWhenIdle()
    }

    private func takeGroup() -> (group: [any PendingWork], isStopped: Bool) {
        queue.withLock { queue in
            let group = Array(queue.waiting.prefix(groupSize(queue.waiting)))
            queue.waiting.removeFirst(group.count)
            if !group.isEmpty { queue.groups += 1 }
            // Each submission raised the semaphore once; one turn of the loop answers for the whole group.
            for _ in group.dropFirst() { _ = available.wait(timeout: .now()) }
            return (group, queue.isStopped)
        }
    }

    /// As many as may share a transaction: one at least, then by number, by bytes and by what they weigh.
    private func groupSize(_ waiting: [any PendingWork]) -> Int {
        var (bytes, weight) = (0, 0)
        let count = waiting.prefix(limits.commitGroup).prefix { work in
            bytes += work.smallBytes
            weight += work.weight
            return bytes <= limits.commitGroupBytes && weight <= limits.commitGroupWeight
        }.count
        return max(count, min(1, waiting.count))
    }

    private func commit(_ group: [any PendingWork], _ writer: GroupWriter) {
        let outcome = writer.commit(group)
        if let reason = writer.fatal { refuseWrites(reason) }
        if !outcome.signals.isEmpty { signals.publish(outcome.signals) }
        for work in group { work.finish(outcome.failure) }
        writer.finish()
        writer.checkpointWhenLarge()
        judge(writer)
    }

    /// Whether more may be written.
    private func judge(_ writer: GroupWriter) {
        if let reason = writer.fatal { refuseWrites(reason) }
        let isCrowded = writer.isCrowded
        let (wasCrowded, refused): (Bool, [any PendingWork]) = queue.withLock { queue in
            defer { queue.isCrowded = isCrowded }
            queue.checkpoints = writer.checkpoints
            // Those that wait would add to it.
            guard isCrowded else { return (queue.isCrowded, []) }
            defer { queue.waiting = [] }
            return (queue.isCrowded, queue.waiting)
        }
        for work in refused { work.finish(.busy) }
        if isCrowded != wasCrowded {
            logger.warning(
                isCrowded ? "writes are refused until readers let the WAL be begun anew" : "writes are let in again",
                metadata: ["bytes": "\(writer.walBytes)"])
        }
    }
}

/// A mutation that waits, with the one who waits for it.
package protocol PendingWork: Sendable {
    var smallBytes: Int { get }
    var weight: Int { get }
    /// - Returns: false if what it wrote must be undone.
    func apply(_ transaction: WriteTransaction) -> Bool
    /// Called once, after the group's COMMIT returned or failed.
    /// - Parameter failure: why nothing of it is on disk; nil if what `apply` came to stands.
    func finish(_ failure: StoreFailure?)
}

/// Inlined with `MetadataStore.commit` where it is called: there its types are known, and need not be looked up for each mutation.
package final class PendingMutation<M: Mutation>: PendingWork {
    @usableFromInline typealias Outcome = Swift.Result<M.Result, StoreError<M.Refusal>>

    @usableFromInline let mutation: M
    @usableFromInline let done: CheckedContinuation<Outcome, Never>
    /// Of the one who has it: the submitter, who finishes what is refused, and then the committer's thread; the queue's lock lies between.
    @usableFromInline nonisolated(unsafe) var outcome: Outcome?

    @inlinable
    init(_ mutation: M, _ done: CheckedContinuation<Outcome, Never>) {
        self.mutation = mutation
        self.done = done
    }

    @inlinable package var smallBytes: Int { mutation.smallBytes }
    @inlinable package var weight: Int { mutation.weight }

    @inlinable
    package func apply(_ transaction: WriteTransaction) -> Bool {
        do throws(StoreError<M.Refusal>) {
            outcome = .success(try mutation.apply(transaction))
            return true
        } catch {
            outcome = .failure(error)
            return false
        }
    }

    @inlinable
    package func finish(_ failure: StoreFailure?) {
        let applied = outcome ?? .failure(.failed(.storage("A mutation was finished before it was applied.")))
        done.resume(returning: failure.map { .failure(.failed($0)) } ?? applied)
    }
}
