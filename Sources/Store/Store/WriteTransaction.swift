package import Blobs
package import Database
package import Core

/// The open write transaction of one group, seen by one mutation at a time.
package final class WriteTransaction {
    package let connection: Connection
    package let context: WriteContext
    /// Wall time: what people are told, what expires, what is kept for some days.
    package let wallNow: Timestamp
    /// Store time: when something is due, and how old it is.
    package let storeNow: Timestamp
    package let limits: Limits
    /// Where small blobs go; nil for the rows themselves.
    package let segment: SegmentWriter?
    private let participants: [any CommitParticipant]
    private let quota: DiskQuota
    private var left: DiskSpaceLeft?
    /// Rows of this group that nobody booked.
    private(set) var unbooked: Int64 = 0
    /// Whoever waits for these looks again; merged into the group's when the current mutation succeeds.
    private(set) var signals: Set<Signal> = []

    init(
        connection: Connection, context: WriteContext, participants: [any CommitParticipant], limits: Limits, segment: SegmentWriter?,
        quota: DiskQuota
    ) {
        self.connection = connection
        self.context = context
        self.participants = participants
        self.limits = limits
        self.segment = segment
        self.quota = quota
        wallNow = context.wall.now
        storeNow = context.clock.now
    }

    /// An area's part in this commit. The store must have been opened with the area.
    package func participant<P: CommitParticipant>(_ type: P.Type) -> P {
        for participant in participants where Swift.type(of: participant) == type { return unsafeDowncast(participant, to: type) }
        preconditionFailure("The store was opened without the area of \(type).")
    }

    /// Tells whoever subscribed, once this is committed.
    package func publish(_ signal: Signal) { signals.insert(signal) }

    /// What the mutation before has published.
    func takeSignals() -> Set<Signal> {
        defer { if !signals.isEmpty { signals = [] } }
        return signals
    }

    /// Only what gives back, and owes nobody anything, is let in any more.
    package var isInLastPart: Bool { look().isInLastPart }

    /// Room for a row of a mutation that is let into the reserve as long as it gives back, and does not.
    /// - Returns: false if there is none.
    package func takeRoomForRow() -> Bool {
        guard hasRoomForRow else { return false }
        countUnbookedRow()
        return true
    }

    /// Whether `takeRoomForRow` would find room.
    package var hasRoomForRow: Bool { look().fits(rows: unbooked + DiskSpaceLeft.rowBytes) }

    /// A row that nobody booked, and for which there was room.
    package func countUnbookedRow() { unbooked += DiskSpaceLeft.rowBytes }

    /// Once for the group: what it writes is not on the disk before it is committed.
    private func look() -> DiskSpaceLeft {
        if let left { return left }
        let found = quota.look()
        left = found
        return found
    }
}
