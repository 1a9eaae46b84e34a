internal import Store
internal import Core

/// Where the work of a lane lies. What is claimed is known to the lane alone, in memory; a source only says what there is.
protocol WorkSource: Sendable {
    associatedtype Item: Identifiable, Sendable where Item.ID: Sendable
    associatedtype Outcome: Sendable
    associatedtype Settlement: Mutation where Settlement.Refusal == Never
    associatedtype Expiry: Mutation where Expiry.Result == Int, Expiry.Refusal == Never

    /// For log lines.
    var name: String { get }

    /// What is due, the longest due first, without what is only needed to send it.
    /// - Parameter running: those that are under way, which are not judged any more.
    func take(_ limit: Int, running: Set<Item.ID>) async throws(StoreFailure) -> WorkBatch<Item, Outcome>

    /// Writes down how attempts ended.
    func settle(_ outcomes: [Outcome]) -> Settlement

    /// Ends, a step at a time, what has waited too long for a destination that does not answer.
    /// - Returns: nil if nothing has; else a mutation that says how many it ended: one that is full has others behind it.
    func expire(_ reason: String, except: Set<Item.ID>) async throws(StoreFailure) -> (step: Expiry, limit: Int)?
}

struct WorkBatch<Item: Sendable, Outcome: Sendable>: Sendable {
    let items: [Item]
    /// Of what need not be tried: its end is known.
    let judged: [Outcome]
    /// When the next one falls due that is not yet; nil if there is none.
    let nextDue: Timestamp?
}

/// What became of one attempt.
enum CarryResult<Outcome: Sendable>: Sendable {
    /// The destination had it, and took it or failed.
    case answered(Outcome)
    /// The destination was not asked, because of the item itself.
    case judged(Outcome)
    /// The destination as a whole takes nothing now; why. Nothing is written.
    case unavailable(String)
    /// The server is stopping: nothing happened, and the next start tries again.
    case interrupted
}
