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
        var finishedGarbage: [BlobID] = []
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
    private let garbageCollector = Callback<[BlobPlace]>()
    private let releaseHint = Callback<Void>()
    private let cache: ReadCache
    private let limits: Limits
    private let logger: Logger

    init(
        connection: consuming sending Connection, segment: consuming sending SegmentWriter, quota: DiskQuota, cache: ReadCache,
        limits: Limits, context: WriteContext, logger: Logger
    ) {
        self.cache = cache
        self.limits = limits
        self.logger = logger
        // Both move to the committer's thread and are used nowhere else.
        nonisolated(unsafe) let (owned, segment) = (connection, segment)
        Threads.start(name: "pelton-commit") { [self] in
            run(GroupWriter(connection: owned, segment: segment, quota: quota, limits: limits, context: context, logger: logger))
            ended.signal()
        }
    }

    func submit(_ work: any PendingWork) {
        let refusal: MetadataError? = queue.withLock { queue in
            if queue.isStopped { return .stopped }
            if let reason = queue.readOnlyReason { return .readOnly(reason) }
            if queue.isCrowded || queue.waiting.count >= limits.commitQueue { return .busy }
            queue.waiting.append(work)
            return nil
        }
        if let refusal { work.finish(refusal) } else { available.signal() }
    }

    func setReleaseHint(_ hint: @escaping @Sendable () -> Void) { releaseHint.set(hint) }
    func setGarbageCollector(_ collect: @escaping @Sendable ([BlobPlace]) -> Void) { garbageCollector.set(collect) }

    /// Their rows go with the next group: until then a restart would only look for them again.
    func forgetGarbage(_ blobs: [BlobID]) { queue.withLock { $0.finishedGarbage.append(contentsOf: blobs) } }

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
            let (group, collected, isStopped) = takeGroup()
            if !group.isEmpty { commit(group, collected, writer) }
            if isStopped && group.isEmpty { break }
            if isStopped { available.signal() }
        }
        writer.checkpointWhenIdle()
    }

    private func takeGroup() -> (group: [any PendingWork], collected: [BlobID], isStopped: Bool) {
        queue.withLock { queue in
            let group = Array(queue.waiting.prefix(groupSize(queue.waiting)))
            queue.waiting.removeFirst(group.count)
            if !group.isEmpty { queue.groups += 1 }
            // Each submission raised the semaphore once; one turn of the loop answers for the whole group.
            for _ in group.dropFirst() { _ = available.wait(timeout: .now()) }
            // They go with a group: an empty turn commits nothing.
            guard !group.isEmpty else { return ([], [], queue.isStopped) }
            let collected = Array(queue.finishedGarbage.prefix(limits.commitGroup))
            queue.finishedGarbage.removeFirst(collected.count)
            return (group, collected, queue.isStopped)
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

    private func commit(_ group: [any PendingWork], _ collected: [BlobID], _ writer: GroupWriter) {
        let outcome = writer.commit(group, forgetting: collected)
        if let reason = writer.fatal { refuseWrites(reason) }
        cache.forget(outcome.effects.objects, outcome.effects.buckets)
        if !outcome.effects.signals.isEmpty { signals.publish(outcome.effects.signals) }
        for (work, error) in zip(group, outcome.errors) { work.finish(error) }
        if !outcome.effects.garbage.isEmpty { garbageCollector.notify(outcome.effects.garbage) }
        if outcome.effects.hasReleases { releaseHint.notify(()) }
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
protocol PendingWork: Sendable {
    var smallBytes: Int { get }
    var weight: Int { get }
    func apply(_ transaction: WriteTransaction) throws(MetadataError)
    /// Called once, after the group's COMMIT returned or failed.
    func finish(_ error: MetadataError?)
}

final class PendingMutation<M: Mutation>: PendingWork {
    private let mutation: M
    private let done: CheckedContinuation<Swift.Result<M.Result, MetadataError>, Never>
    private let result = Mutex<M.Result?>(nil)

    init(_ mutation: M, _ done: CheckedContinuation<Swift.Result<M.Result, MetadataError>, Never>) {
        self.mutation = mutation
        self.done = done
    }

    var smallBytes: Int { mutation.smallBytes }
    var weight: Int { mutation.weight }

    func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        let value = try mutation.apply(transaction)
        result.withLock { $0 = value }
    }

    func finish(_ error: MetadataError?) {
        if let error {
            done.resume(returning: .failure(error))
        } else if let value = result.withLock({ $0 }) {
            done.resume(returning: .success(value))
        } else {
            done.resume(returning: .failure(.storage("A mutation was finished before it was applied.")))
        }
    }
}
