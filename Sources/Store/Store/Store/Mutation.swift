internal import Blobs
internal import Database
package import Core

/// One change of the store, judged and made inside the commit. It runs on the committer's thread and must not wait for anything.
package protocol Mutation: Sendable {
    associatedtype Result: Sendable
    /// - Throws: if it cannot be; what it wrote until then is undone, the others of its group stand.
    func apply(_ transaction: WriteTransaction) throws(MetadataError) -> Result

    /// Bytes of small blobs that it brings along: what the group weighs when their place is chosen.
    var smallBytes: Int { get }

    /// About how many objects' worth of rows it writes: groups are bounded by it. What can be more than some hundred is done in steps.
    var weight: Int { get }

    /// Bytes of its rows besides what every row takes, where they can be many: what is booked for it.
    var rowBytes: Int { get }

    /// Whether it is let in without room for it. Only what gives back may be, changes rows where they are, or writes down what is done
    /// already: the reserve lasts as long as nothing makes the store grow out of it.
    var usesReserve: Bool { get }
}

extension Mutation {
    package var smallBytes: Int { 0 }
    package var weight: Int { 1 }
    package var rowBytes: Int { 0 }
    package var usesReserve: Bool { false }
}

/// One question, answered from one snapshot.
package protocol Query: Sendable {
    associatedtype Result: Sendable
    func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> Result
}

/// What mutations need that is not in the database.
package struct WriteContext: Sendable {
    package let clock: any PeltonClock
    package let random: any RandomSource
    package let region: Region
    package let boot: UInt32
}

/// A read transaction of one reader thread.
package struct ReadSnapshot {
    let connection: Connection

    /// - Parameter milliseconds: how long it may be held, since what it sees keeps the WAL from being begun anew.
    /// - Throws: `.busy` when that time is over.
    static func take<T>(
        _ connection: Connection, milliseconds: Int64, _ body: (ReadSnapshot) throws(MetadataError) -> T
    ) throws(MetadataError) -> T {
        connection.limitTime(milliseconds: milliseconds)
        try translating { () throws(DatabaseError) in try connection.run("BEGIN") }
        defer { try? connection.run("COMMIT") }
        return try body(ReadSnapshot(connection: connection))
    }
}

/// The open write transaction of one group, seen by one mutation at a time.
package final class WriteTransaction {
    let connection: Connection
    let context: WriteContext
    let now: Timestamp
    let buckets: BucketCache
    let limits: Limits
    /// Where small blobs go; nil for the rows themselves.
    let segment: SegmentWriter?
    /// Rows of what nobody can reach any more that may still go with this transaction; beyond, they go in steps.
    var releasableRows: Int
    private let quota: DiskQuota
    private var left: DiskSpaceLeft?
    /// Rows of this group that nobody booked.
    private(set) var unbooked: Int64 = 0
    /// What the current mutation has done besides its rows; merged into the group's when it succeeds.
    var effects = Effects()

    struct Effects {
        /// Whoever waits for these looks again.
        var signals: Set<Signal> = []
        var garbage: [BlobPlace] = []
        /// Something was left to be given back in steps.
        var hasReleases = false
        /// What readers must look up anew.
        var objects: [ReadCache.ObjectName] = []
        var buckets: Set<BucketName> = []

        mutating func merge(_ other: Effects) {
            signals.formUnion(other.signals)
            garbage.append(contentsOf: other.garbage)
            if other.hasReleases { hasReleases = true }
            objects.append(contentsOf: other.objects)
            buckets.formUnion(other.buckets)
        }
    }

    init(connection: Connection, context: WriteContext, buckets: BucketCache, limits: Limits, segment: SegmentWriter?, quota: DiskQuota) {
        self.connection = connection
        self.context = context
        self.buckets = buckets
        self.limits = limits
        self.segment = segment
        self.quota = quota
        releasableRows = limits.stepRows
        now = context.clock.now
    }

    /// Only what gives back, and owes nobody anything, is let in any more.
    var isInLastPart: Bool { look().isInLastPart }

    /// Room for a row of a mutation that is let into the reserve as long as it gives back, and does not.
    /// - Throws: `.diskFull`.
    func requireRoomForRow() throws(MetadataError) {
        guard look().fits(rows: unbooked + DiskSpaceLeft.rowBytes) else { throw .diskFull }
        unbooked += DiskSpaceLeft.rowBytes
    }

    /// Once for the group: what it writes is not on the disk before it is committed.
    private func look() -> DiskSpaceLeft {
        if let left { return left }
        let found = quota.look()
        left = found
        return found
    }
}
