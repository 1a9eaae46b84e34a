package import Database
package import Core

/// One change of the store, judged and made inside the commit. It runs on the committer's thread and must not wait for anything.
package protocol Mutation: Sendable {
    associatedtype Result: Sendable
    /// What it does not do by its own rules. Inferred from what `apply` throws.
    associatedtype Refusal: Error & Hashable = Never

    /// It may be applied more than once before its group is committed: each time as if the times before had not been.
    /// - Throws: if it cannot be; what it wrote until then is undone, the others of its group stand.
    func apply(_ transaction: WriteTransaction) throws(StoreError<Refusal>) -> Result

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
    /// As a mutation's.
    associatedtype Refusal: Error & Hashable = Never
    func run(_ snapshot: ReadSnapshot) throws(StoreError<Refusal>) -> Result
}

/// What mutations need that is not in the database.
package struct WriteContext: Sendable {
    package let wall: any PeltonClock
    package let clock: StoreClock
    package let random: any RandomSource
    package let region: Region
    package let boot: UInt32
}

/// A read transaction of one reader thread.
package struct ReadSnapshot {
    package let connection: Connection

    /// Of a connection that nobody writes to.
    package init(connection: Connection) { self.connection = connection }

    /// - Parameter milliseconds: how long it may be held, since what it sees keeps the WAL from being begun anew.
    /// - Throws: `.busy` when that time is over.
    static func take<T, Refusal>(
        _ connection: Connection, milliseconds: Int64, _ body: (ReadSnapshot) throws(StoreError<Refusal>) -> T
    ) throws(StoreError<Refusal>) -> T {
        connection.limitTime(milliseconds: milliseconds)
        do { try connection.run("BEGIN") } catch { throw StoreError(error) }
        // What was read has been read. Were the transaction not over, the next BEGIN of this reader would fail, and say so.
        defer { try? connection.run("COMMIT") }
        return try body(ReadSnapshot(connection: connection))
    }
}
