internal import Blobs
internal import Database
package import PeltonCore

/// One change of the store, judged and made inside the commit. It runs on the committer's thread and must not wait for anything.
package protocol Mutation: Sendable {
    associatedtype Result: Sendable
    /// - Throws: if it cannot be; what it wrote until then is undone, the others of its group stand.
    func apply(_ transaction: WriteTransaction) throws(MetadataError) -> Result

    /// Bytes of small blobs that it brings along: what the group weighs when their place is chosen.
    var smallBytes: Int { get }

    /// About how many objects' worth of rows it writes: groups are bounded by it. What can be more than some hundred is done in steps.
    var weight: Int { get }
}

extension Mutation {
    package var smallBytes: Int { 0 }
    package var weight: Int { 1 }
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
        try translating { () throws(DatabaseError) in try connection.execute("BEGIN") }
        defer { try? connection.execute("COMMIT") }
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
    /// What the current mutation has done besides its rows; merged into the group's when it succeeds.
    var effects = Effects()

    struct Effects {
        var destinations: Set<String> = []
        var garbage: [BlobPlace] = []
        /// Something was left to be given back in steps.
        var hasReleases = false
        /// What readers must look up anew.
        var objects: [ReadCache.ObjectName] = []
        var buckets: Set<BucketName> = []

        mutating func merge(_ other: Effects) {
            destinations.formUnion(other.destinations)
            garbage.append(contentsOf: other.garbage)
            if other.hasReleases { hasReleases = true }
            objects.append(contentsOf: other.objects)
            buckets.formUnion(other.buckets)
        }
    }

    init(connection: Connection, context: WriteContext, buckets: BucketCache, limits: Limits, segment: SegmentWriter?) {
        self.connection = connection
        self.context = context
        self.buckets = buckets
        self.limits = limits
        self.segment = segment
        releasableRows = limits.stepRows
        now = context.clock.now
    }
}
