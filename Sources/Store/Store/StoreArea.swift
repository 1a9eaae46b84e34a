internal import Blobs
package import Database
package import Core

/// Tables that belong together, with all statements that name them: what it knows, nobody above needs to. A statement names tables of its
/// own area and of those that the area's module imports. Areas are listed in `StoreAreas`.
package protocol StoreArea: SendableMetatype {
    /// What makes its tables of those of earlier formats, in the order of formats.
    static var schema: [SchemaStep] { get }

    /// What its rows say that cannot be, in plain words; for `pelton check`. May go through everything.
    static func contradictions(_ connection: Connection, limit: Int) throws(DatabaseError) -> [String]

    /// What it keeps for some time only.
    static var trims: [any TrimStep.Type] { get }

    /// Called once, when all tables are as they should be.
    /// - Returns: what it keeps in memory of this store; nil if it keeps nothing.
    static func open(_ connection: Connection, _ limits: Limits) throws(DatabaseError) -> (any AreaMemory)?
}

extension StoreArea {
    package static func contradictions(_ connection: Connection, limit: Int) throws(DatabaseError) -> [String] { [] }
    package static var trims: [any TrimStep.Type] { [] }
    package static func open(_ connection: Connection, _ limits: Limits) throws(DatabaseError) -> (any AreaMemory)? { nil }
}

/// Lets go of what is old, a commit a step: its area says for how long it is kept, and what a step may cost the committer. `MetadataStore.trim`
/// takes steps until there is nothing more to look at.
package protocol TrimStep: Mutation where Result == Int64?, Refusal == Never {
    /// By wall time.
    static var keptSeconds: Int64 { get }
    /// Rows that one step looks at, of each table.
    static var rows: Int { get }

    /// - Parameters:
    ///   - before: what is older goes.
    ///   - after: what the step before has returned; 0 for the first one.
    init(before: Timestamp, after: Int64, limit: Int)

    var limit: Int { get }

    /// - Returns: where the next step goes on; nil if there is nothing more to look at.
    func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int64?
}

extension TrimStep {
    package var weight: Int { limit }
    package var usesReserve: Bool { true }
}

/// What an area does to reach a format from the one before. One format's steps, of all areas, share a transaction.
package struct SchemaStep: Sendable {
    package let format: Int
    package let script: String

    package init(format: Int, _ script: String) {
        self.format = format
        self.script = script
    }
}

/// What an area keeps in memory of one store, for whoever reads.
package protocol AreaMemory: AnyObject, Sendable {
    /// The last record of a segment that a row of it names, as the store was opened.
    var lastRecord: SegmentRange? { get }

    /// What it keeps for who writes: made on the committer's thread, and used there alone.
    func makeParticipant() -> any CommitParticipant
}

/// An area's part in commits: what it keeps from one mutation to the next, so that a group need not read it again. All of it must be as if
/// what is undone had never been.
package protocol CommitParticipant: AnyObject {
    /// A transaction begins; what came of the one before was told.
    func begin()
    /// What the last mutation did stands, unless the group fails.
    func keep()
    /// What the last mutation did is undone: what was read since the one before may be what never was.
    func undo()
    /// The last moment for rows of this group.
    func prepare(_ connection: Connection) throws(DatabaseError)
    /// The group is on the disk. Nobody has been told: who reads after an answer must not find what was before.
    func commit()
    /// All who waited for the group have been told.
    func finish()
    /// Nothing of the group is on the disk, or nobody knows.
    func abandon()
}
