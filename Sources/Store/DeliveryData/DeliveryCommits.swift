internal import Database
internal import Store
internal import Core

/// What is known of a store's deliveries without looking at it.
final class DeliveryMemory: AreaMemory {
    let lastRecord: SegmentRange? = nil
    private let nextEvent, nextDelivery: Int64

    init(_ connection: Connection) throws(DatabaseError) {
        nextEvent = try connection.setting(RowIDs.events) ?? 1
        nextDelivery = try connection.setting(RowIDs.deliveries) ?? 1
    }

    func makeParticipant() -> any CommitParticipant { DeliveryCommits(event: nextEvent, delivery: nextDelivery) }
}

/// Ids given out of memory, in rising order and none twice: SQLite's own AUTOINCREMENT reads and writes a row of its own for each row. Before one
/// of a block is committed, the block is written down as used; what a crash leaves of it is skipped.
struct RowIDs {
    static let events = "next_event_id"
    static let deliveries = "next_delivery_id"
    static let block: Int64 = 1 << 16

    private let name: String
    /// The next one that is free.
    var next: Int64
    /// The first that is not written down as used; while a transaction is open, what it writes.
    private var end: Int64
    private var written: Int64?

    init(_ name: String, from next: Int64) {
        self.name = name
        self.next = next
        end = next
    }

    mutating func prepare(_ connection: Connection) throws(DatabaseError) {
        guard next > end else { return }
        let end = next + Self.block
        try connection.set(name, to: end)
        written = end
    }

    mutating func commit() {
        if let written { end = written }
        written = nil
    }

    mutating func abandon() { written = nil }
}

/// What commits have to do with events and deliveries besides their rows.
final class DeliveryCommits: CommitParticipant {
    /// Destinations whose id is kept in memory.
    private static let keptDestinations = 4096

    private var events: RowIDs
    private var deliveries: RowIDs
    private var destinations: [DeliveryRoute: Int64] = [:]
    /// Looked up by the mutation under way: what made them may be undone.
    private var fresh: [DeliveryRoute] = []

    fileprivate init(event: Int64, delivery: Int64) {
        events = RowIDs(RowIDs.events, from: event)
        deliveries = RowIDs(RowIDs.deliveries, from: delivery)
    }

    var next: (event: Int64, delivery: Int64) { (events.next, deliveries.next) }

    func advance(event: Int64, delivery: Int64) { (events.next, deliveries.next) = (event, delivery) }

    /// The id that stands for a route in deliveries; made with the first one.
    func destination(_ route: DeliveryRoute, _ connection: Connection) throws(DatabaseError) -> Int64 {
        if let id = destinations[route] { return id }
        let names: (Value, Value) = (.text(route.destination), .text(route.sourceText))
        let known = try connection.first("SELECT id FROM destinations WHERE arn = ? AND source = ?", names.0, names.1) { $0.integer(0) }
        if known == nil { try connection.run("INSERT INTO destinations (arn, source) VALUES (?, ?)", names.0, names.1) }
        let id = known ?? connection.lastInsertedRowID
        if destinations.count >= Self.keptDestinations { destinations = [:] }
        destinations[route] = id
        fresh.append(route)
        return id
    }

    func begin() {}
    func keep() { if !fresh.isEmpty { fresh = [] } }

    func undo() {
        for route in fresh { destinations[route] = nil }
        fresh = []
    }

    func prepare(_ connection: Connection) throws(DatabaseError) {
        try events.prepare(connection)
        try deliveries.prepare(connection)
    }

    func commit() {
        events.commit()
        deliveries.commit()
    }

    func finish() {}

    func abandon() {
        events.abandon()
        deliveries.abandon()
        destinations = [:]
        fresh = []
    }
}

extension WriteTransaction {
    var owed: DeliveryCommits { participant(DeliveryCommits.self) }
}
