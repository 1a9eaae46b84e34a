internal import Database
internal import Logging
internal import PeltonCore

/// Writes one group of mutations as one transaction. Lives on the committer's thread.
final class GroupWriter {
    struct Outcome {
        /// One for each of the group, in order; nil where it is on disk.
        var errors: [MetadataError?]
        var effects = WriteTransaction.Effects()
        /// Set when nothing may be written any more.
        var fatal: String?
    }

    private let connection: Connection
    private let limits: Limits
    private let context: WriteContext
    private let logger: Logger
    private let buckets: BucketCache

    init(connection: Connection, limits: Limits, context: WriteContext, logger: Logger) {
        self.connection = connection
        self.limits = limits
        self.context = context
        self.logger = logger
        buckets = BucketCache()
    }

    func commit(_ group: [any PendingWork], forgetting collected: [BlobID]) -> Outcome {
        var outcome = Outcome(errors: [])
        do {
            try connection.execute("BEGIN IMMEDIATE")
            let transaction = WriteTransaction(connection: connection, context: context, buckets: buckets)
            for blob in collected { try connection.run("DELETE FROM garbage WHERE blob = ?", .text(blob.description)) }
            for work in group { outcome.errors.append(try applyAlone(work, transaction, &outcome.effects)) }
            try buckets.writeSequences(connection)
            try connection.execute("COMMIT")
        } catch {
            giveUp(error, group.count, &outcome)
        }
        return outcome
    }

    /// One mutation in its savepoint: what it throws undoes it and nothing else.
    private func applyAlone(
        _ work: any PendingWork, _ transaction: WriteTransaction, _ effects: inout WriteTransaction.Effects
    ) throws(DatabaseError) -> MetadataError? {
        transaction.effects = WriteTransaction.Effects()
        try connection.run("SAVEPOINT mutation")
        if let error = Self.attempt(work, transaction) {
            try connection.run("ROLLBACK TO mutation")
            try connection.run("RELEASE mutation")
            return error
        }
        try connection.run("RELEASE mutation")
        effects.destinations.formUnion(transaction.effects.destinations)
        effects.garbage.append(contentsOf: transaction.effects.garbage)
        return nil
    }

    private static func attempt(_ work: any PendingWork, _ transaction: WriteTransaction) -> MetadataError? {
        do {
            try work.apply(transaction)
            return nil
        } catch { return error }
    }

    private func giveUp(_ error: DatabaseError, _ count: Int, _ outcome: inout Outcome) {
        try? connection.execute("ROLLBACK")
        buckets.clear()
        logger.error("a group of mutations failed", metadata: ["error": "\(error)", "mutations": "\(count)"])
        outcome.effects = WriteTransaction.Effects()
        outcome.errors = Array(repeating: MetadataError(error), count: count)
        // After a sync that failed nobody knows what the disk has: to go on writing could lose answered writes.
        if error.kind == .ioFailure || error.kind == .corrupt { outcome.fatal = error.description }
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
        do { _ = try connection.checkpoint() } catch {
            logger.error("a checkpoint failed", metadata: ["error": "\(error)"])
        }
    }
}
