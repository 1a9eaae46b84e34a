internal import Blobs
internal import Database
internal import Logging
internal import PeltonCore

/// Writes one group of mutations as one transaction. Lives on the committer's thread.
final class GroupWriter {
    struct Outcome {
        /// One for each of the group, in order; nil where it is on disk.
        var errors: [MetadataError?]
        var effects = WriteTransaction.Effects()
    }

    /// Why nothing may be written any more, once that is so.
    private(set) var fatal: String?

    private let connection: Connection
    private let segment: SegmentWriter
    private let room: DiskRoom
    private let limits: Limits
    private let context: WriteContext
    private let logger: Logger
    private let buckets: BucketCache

    init(
        connection: Connection, segment: SegmentWriter, room: DiskRoom, limits: Limits, context: WriteContext, logger: Logger
    ) {
        self.connection = connection
        self.segment = segment
        self.room = room
        self.limits = limits
        self.context = context
        self.logger = logger
        buckets = BucketCache(bytes: limits.bucketCacheBytes)
    }

    func commit(_ group: [any PendingWork], forgetting collected: [BlobID]) -> Outcome {
        var outcome = Outcome(errors: [])
        do throws(GroupFailure) { try write(group, collected, &outcome) } catch { giveUp(error, group.count, &outcome) }
        return outcome
    }

    private func write(_ group: [any PendingWork], _ collected: [BlobID], _ outcome: inout Outcome) throws(GroupFailure) {
        let usesSegment = isForSegment(group.reduce(0) { $0 + $1.smallBytes })
        var free: Int64 = 0
        if usesSegment { try onSegment { () throws(BlobError) in try segment.begin() } }
        try onDatabase { () throws(DatabaseError) in
            try connection.execute("BEGIN IMMEDIATE")
            let transaction = WriteTransaction(
                connection: connection, context: context, buckets: buckets, limits: limits, segment: usesSegment ? segment : nil)
            for blob in collected { try connection.run("DELETE FROM garbage WHERE blob = ?", .text(blob.description)) }
            for work in group { outcome.errors.append(try applyAlone(work, transaction, &outcome.effects)) }
            try buckets.writeSequences(connection)
            free = try connection.freeBytes()
        }
        // The bytes come first: a row without them would be a lost object.
        if usesSegment { try onSegment { () throws(BlobError) in try segment.write() } }
        try onDatabase { () throws(DatabaseError) in try connection.execute("COMMIT") }
        if usesSegment { segment.committed() }
        room.setFreeInDatabase(free)
    }

    /// On a full disk small blobs were let in because the database has pages for them.
    private func isForSegment(_ bytes: Int) -> Bool { bytes > limits.inlineGroupBytes && room.hasRoomOnDisk(for: Int64(bytes)) }

    /// One mutation in its savepoint: what it throws undoes it and nothing else.
    private func applyAlone(
        _ work: any PendingWork, _ transaction: WriteTransaction, _ effects: inout WriteTransaction.Effects
    ) throws(DatabaseError) -> MetadataError? {
        transaction.effects = WriteTransaction.Effects()
        let mark = segment.mark
        try connection.run("SAVEPOINT mutation")
        if let error = Self.attempt(work, transaction) {
            try connection.run("ROLLBACK TO mutation")
            try connection.run("RELEASE mutation")
            segment.takeBack(to: mark)
            return error
        }
        try connection.run("RELEASE mutation")
        effects.merge(transaction.effects)
        return nil
    }

    private static func attempt(_ work: any PendingWork, _ transaction: WriteTransaction) -> MetadataError? {
        do {
            try work.apply(transaction)
            return nil
        } catch { return error }
    }

    private func giveUp(_ failure: GroupFailure, _ count: Int, _ outcome: inout Outcome) {
        try? connection.execute("ROLLBACK")
        buckets.clear()
        logger.error("a group of mutations failed", metadata: ["error": "\(failure)", "mutations": "\(count)"])
        outcome.effects = WriteTransaction.Effects()
        outcome.errors = Array(repeating: failure.error, count: count)
        if failure.isFatal { fatal = failure.description }
    }

    /// What no checkpoint has moved yet.
    var walBytes: Int64 { Int64(connection.walPages) * 4096 }

    func checkpointWhenLarge() {
        if walBytes > limits.checkpointBytes { checkpoint() }
    }

    func checkpointWhenIdle() {
        if walBytes > 0 { checkpoint() }
    }

    private func checkpoint() {
        guard fatal == nil else { return }
        let isLarge = walBytes > limits.largeWALBytes
        if isLarge { logger.warning("readers keep the WAL from being begun anew", metadata: ["bytes": "\(walBytes)"]) }
        do { _ = try connection.checkpoint(waiting: isLarge) } catch {
            logger.error("a checkpoint failed", metadata: ["error": "\(error)"])
            // What could not be synced was answered already. Tried again, a sync may succeed although the disk does not have it.
            if GroupFailure.database(error).isFatal { fatal = error.description }
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
        case .database(let error): error.kind == .ioFailure || error.kind == .corrupt
        case .segment(.syncFailed): true
        case .segment: false
        }
    }

    var error: MetadataError {
        switch self {
        case .database(let error): MetadataError(error)
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
