internal import Blobs
internal import Database
internal import Logging
internal import Core

/// Writes one group of mutations as one transaction. Lives on the committer's thread.
final class GroupWriter {
    struct Outcome {
        /// Why the group is not on disk; nil if it is.
        var failure: StoreFailure?
        var signals: Set<Signal> = []
    }

    /// Why nothing may be written any more, once that is so.
    private(set) var fatal: String?

    /// The store time that was written down last.
    private var writtenTime: Timestamp

    /// How long the WAL was after the last checkpoint.
    private var checkedBytes: Int64 = 0
    /// How many were tried.
    private(set) var checkpoints = 0

    private let connection: Connection
    private let segment: SegmentWriter
    private let quota: DiskQuota
    private let limits: Limits
    private let context: WriteContext
    private let logger: Logger
    private let participants: [any CommitParticipant]

    init(
        connection: Connection, segment: SegmentWriter, quota: DiskQuota, participants: [any CommitParticipant], limits: Limits,
        context: WriteContext, logger: Logger
    ) {
        self.connection = connection
        self.segment = segment
        self.quota = quota
        self.limits = limits
        self.context = context
        writtenTime = context.clock.start
        self.logger = logger
        self.participants = participants
    }

    func commit(_ group: [any PendingWork]) -> Outcome {
        var outcome = Outcome()
        do throws(GroupFailure) { try write(group, &outcome) } catch { giveUp(error, group.count, &outcome) }
        return outcome
    }

    /// All who waited for the last group have been told.
    func finish() { for participant in participants { participant.finish() } }

    private func write(_ group: [any PendingWork], _ outcome: inout Outcome) throws(GroupFailure) {
        let usesSegment = isForSegment(group.reduce(0) { $0 + $1.smallBytes })
        let now = context.clock.now
        var (free, unbooked): (Int64, Int64) = (0, 0)
        if usesSegment { try onSegment { () throws(BlobError) in try segment.begin() } }
        try onDatabase { () throws(DatabaseError) in
            unbooked = try apply(group, segment: usesSegment ? segment : nil, &outcome)
            for participant in participants { try participant.prepare(connection) }
            if now.milliseconds - writtenTime.milliseconds >= StoreClock.settingAge {
                try connection.set(StoreClock.setting, to: now.milliseconds)
            }
            free = try connection.freeBytes()
        }
        // The bytes come first: a row without them would be a lost object.
        if usesSegment { try onSegment { () throws(BlobError) in try segment.write() } }
        try onDatabase { () throws(DatabaseError) in try connection.run("COMMIT") }
        if usesSegment { segment.committed() }
        for participant in participants { participant.commit() }
        if now.milliseconds - writtenTime.milliseconds >= StoreClock.settingAge { writtenTime = now }
        quota.setFreeInDatabase(free, owedToFile: owedToFile)
        if unbooked > 0 { quota.add(spent: unbooked) }
    }

    /// On a full disk small blobs were let in because the database has pages for them.
    private func isForSegment(_ bytes: Int) -> Bool { bytes > limits.inlineGroupBytes && quota.hasRoomOnDisk(for: Int64(bytes)) }

    /// Applies the group in a transaction that stays open. What a mutation throws undoes it and nothing else.
    ///
    /// A savepoint would do that, but with one SQLite keeps a copy of every page that it writes; and nearly all are refused before they
    /// write anything. So none has one, until a mutation is refused behind its first write: then the group begins anew with savepoints.
    /// - Returns: bytes of rows that nobody booked.
    private func apply(_ group: [any PendingWork], segment: SegmentWriter?, _ outcome: inout Outcome) throws(DatabaseError) -> Int64 {
        let start = segment?.mark ?? 0
        for withSavepoints in [false, true] {
            try connection.run("BEGIN IMMEDIATE")
            outcome.signals = []
            for participant in participants { participant.begin() }
            let transaction = WriteTransaction(
                connection: connection, context: context, participants: participants, limits: limits, segment: segment, quota: quota)
            var isWhole = true
            for work in group where isWhole {
                isWhole = try applyAlone(work, transaction, withSavepoint: withSavepoints, &outcome.signals)
            }
            if isWhole { return transaction.unbooked }
            try connection.run("ROLLBACK")
            segment?.takeBack(to: start)
            for participant in participants { participant.abandon() }
        }
        return 0
    }

    /// - Returns: false if it was refused, and what it wrote stands: the transaction is of no use.
    private func applyAlone(
        _ work: any PendingWork, _ transaction: WriteTransaction, withSavepoint: Bool, _ signals: inout Set<Signal>
    ) throws(DatabaseError) -> Bool {
        let (mark, written) = (segment.mark, connection.totalChanges)
        if withSavepoint { try connection.run("SAVEPOINT mutation") }
        let isMade = work.apply(transaction)
        // What SQLite could not read or write is nothing that this mutation alone found wrong: its rows and those of the others in the
        // group may be half of what they should be, and no savepoint takes that back for certain. None of them is committed.
        if let failure = connection.failure { throw failure }
        let published = transaction.takeSignals()
        guard isMade else {
            for participant in participants { participant.undo() }
            segment.takeBack(to: mark)
            if withSavepoint { try connection.run("ROLLBACK TO mutation") } else if connection.totalChanges != written { return false }
            if withSavepoint { try connection.run("RELEASE mutation") }
            return true
        }
        if withSavepoint { try connection.run("RELEASE mutation") }
        for participant in participants { participant.keep() }
        if !published.isEmpty { signals.formUnion(published) }
        return true
    }

    private func giveUp(_ failure: GroupFailure, _ count: Int, _ outcome: inout Outcome) {
        try? connection.execute("ROLLBACK")
        for participant in participants { participant.abandon() }
        logger.error("a group of mutations failed", metadata: ["error": "\(failure)", "mutations": "\(count)"])
        outcome = Outcome(failure: failure.error)
        // The rollback may have failed in its turn.
        if failure.isFatal { fatal = failure.description } else if let failed = connection.failure { fatal = failed.description }
    }

    // MARK: The WAL

    /// What the WAL holds, moved or not, until it is begun anew.
    var walBytes: Int64 { Int64(connection.walLength) * 4096 }

    /// What it holds and the database's file does not, beyond what it comes to where readers do not keep it from being moved: for so much
    /// the reserve has room twice. Beyond, the file must find room to grow.
    private var owedToFile: Int64 { max(0, Int64(connection.walPages) * 4096 - 2 * limits.checkpointBytes) }

    /// Whether there is more in it than readers may make it hold, or than the disk could take when it is moved: nothing more is let in.
    var isCrowded: Bool { walBytes > limits.walBytes || (owedToFile > 0 && quota.look().isInLastPart) }

    /// When to look after the WAL although nothing is written, in milliseconds; nil for never.
    var idleMilliseconds: Int? {
        if fatal != nil { return nil }
        if isCrowded { return 100 }
        return connection.walPages > 0 ? 1000 : nil
    }

    /// Once for each `checkpointBytes` that the WAL has grown by: one that readers kept from its end is not tried again after each group.
    func checkpointWhenLarge() {
        // It was begun anew since.
        if walBytes < checkedBytes { checkedBytes = 0 }
        guard walBytes - checkedBytes > limits.checkpointBytes else { return }
        checkpoint()
        checkedBytes = walBytes
    }

    func checkpointWhenIdle() {
        if connection.walPages > 0 || isCrowded { checkpoint() }
    }

    /// Readers are not waited for until the WAL is large, and then for as many milliseconds as it is times larger than when it is first
    /// checkpointed: 4 for 32 MiB, 32 for the most there may be. A look-up ends in less; who reads longer is passed by.
    private func checkpoint() {
        guard fatal == nil else { return }
        let isLarge = walBytes > limits.largeWALBytes
        checkpoints += 1
        defer { quota.setOwedToFile(owedToFile) }
        do throws(DatabaseError) {
            let isWhole = try connection.checkpoint(waiting: isLarge ? Int(min(walBytes / limits.checkpointBytes, 32)) : 0)
            if isLarge, !isWhole { logger.warning("readers keep the WAL from being begun anew", metadata: ["bytes": "\(walBytes)"]) }
        } catch {
            logger.error("a checkpoint failed", metadata: ["error": "\(error)"])
            // What could not be synced was answered already. Tried again, a sync may succeed although the disk does not have it.
            if error.kind.isFatal { fatal = error.description }
        }
    }
}

/// Why a group as a whole is not on disk.
private enum GroupFailure: Error, CustomStringConvertible {
    case database(DatabaseError)
    case segment(BlobError)

    /// After a sync that failed nobody knows what the disk has: to go on writing could lose answered writes.
    var isFatal: Bool {
        switch self {
        case .database(let error): error.kind.isFatal
        case .segment(.syncFailed): true
        case .segment: false
        }
    }

    var error: StoreFailure {
        switch self {
        case .database(let error): StoreFailure(error)
        case .segment(.diskFull): .diskFull
        case .segment(let error): .storage(error.description)
        }
    }

    var description: String {
        switch self {
        case .database(let error): error.description
        case .segment(let error): error.description
        }
    }
}

private func onDatabase(_ work: () throws(DatabaseError) -> Void) throws(GroupFailure) {
    do { try work() } catch { throw .database(error) }
}

private func onSegment(_ work: () throws(BlobError) -> Void) throws(GroupFailure) {
    do { try work() } catch { throw .segment(error) }
}
