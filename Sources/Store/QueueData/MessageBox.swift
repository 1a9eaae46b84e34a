internal import Store
internal import Database
internal import Core

enum MessageState: Int64 {
    case ready = 0
    case delayed = 1
    case inFlight = 2
}

/// A message as it waits or is given out: what mutations judge.
struct MessageRow {
    let number: Int64
    let state: MessageState
    let due: Timestamp
    let sent: Timestamp
    let received: Timestamp?
    let firstReceived: Timestamp?
    let receiveCount: Int64
    let id: String
    let sender: String
    let group: String?
    let deduplication: String?
    let trace: String?
    let source: String?
    let content: Int64

    /// Of the columns that all statements have, in their order.
    init(_ row: Row) throws(DatabaseError) {
        number = row.integer(0)
        state = try required(MessageState(rawValue: row.integer(1)), "the state of message \(row.text(7))")
        due = Timestamp(milliseconds: row.integer(2))
        sent = try row.time(3)
        received = row.optionalInteger(4).map { Timestamp(milliseconds: $0) }
        firstReceived = row.optionalInteger(5).map { Timestamp(milliseconds: $0) }
        receiveCount = row.integer(6)
        id = row.text(7)
        sender = row.text(8)
        group = row.optionalText(9)
        deduplication = row.optionalText(10)
        trace = row.optionalText(11)
        source = row.optionalText(12)
        content = row.integer(13)
    }
}

/// The messages of one queue within a mutation: how many there are of each kind is counted as they change, and written with `save`.
struct MessageBox {
    /// Rows that one mutation makes ready, or lets go of, besides its own.
    static let step = 64

    let id: Int64
    let isFIFO: Bool
    let connection: Connection
    private(set) var next: Int64
    private var turn: Int64
    private(set) var counts: [MessageState: Int64]

    /// - Returns: nil if there is none.
    init?(_ id: Int64, isFIFO: Bool, _ connection: Connection) throws(DatabaseError) {
        let found = try connection.first("SELECT next, turn, ready, delayed, in_flight FROM message_boxes WHERE id = ?", .integer(id)) {
            ($0.integer(0), $0.integer(1), $0.integer(2), $0.integer(3), $0.integer(4))
        }
        guard let found else { return nil }
        self.id = id
        self.isFIFO = isFIFO
        self.connection = connection
        next = found.0
        turn = found.1
        counts = [.ready: found.2, .delayed: found.3, .inFlight: found.4]
    }

    func save() throws(DatabaseError) {
        try connection.run(
            "UPDATE message_boxes SET next = ?, turn = ?, ready = ?, delayed = ?, in_flight = ? WHERE id = ?", .integer(next),
            .integer(turn), .integer(counts[.ready, default: 0]), .integer(counts[.delayed, default: 0]),
            .integer(counts[.inFlight, default: 0]), .integer(id))
    }

    // MARK: One message

    func message(_ number: Int64) throws(DatabaseError) -> MessageRow? {
        try connection.first(
            """
            SELECT number, state, due_ms, sent_ms, received_ms, first_received_ms, receive_count, message_id, sender, group_id, dedup_id,
                trace, source_arn, content_id
            FROM messages WHERE box_id = ? AND number = ?
            """, .integer(id), .integer(number)
        ) { row throws(DatabaseError) in try MessageRow(row) }
    }

    /// - Parameter due: in store time; only of what is not ready.
    mutating func add(
        _ new: NewMessage, content: Int64, state: MessageState, due: Timestamp, sent: Timestamp, firstReceived: Timestamp? = nil,
        receiveCount: Int64 = 0, source: String? = nil
    ) throws(DatabaseError) -> Int64 {
        let number = next
        next += 1
        try connection.run(
            """
            INSERT INTO messages (box_id, number, state, due_ms, sent_ms, first_received_ms, receive_count, message_id, sender, group_id,
                dedup_id, trace, source_arn, content_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .integer(id), .integer(number), .integer(state.rawValue), .integer(due.milliseconds), .integer(sent.milliseconds),
            .optional(firstReceived?.milliseconds), .integer(receiveCount), .text(new.id), .text(new.sender), .optional(new.group),
            .optional(new.deduplication), .optional(new.trace), .optional(source), .integer(content))
        counts[state, default: 0] += 1
        try refresh(new.group)
        return number
    }

    /// - Parameter keepsContent: where it becomes another message's.
    mutating func remove(_ message: MessageRow, keepsContent: Bool = false) throws(DatabaseError) {
        try connection.run("DELETE FROM messages WHERE box_id = ? AND number = ?", .integer(id), .integer(message.number))
        if !keepsContent { try connection.run("DELETE FROM message_contents WHERE id = ?", .integer(message.content)) }
        counts[message.state, default: 0] -= 1
        try refresh(message.group)
    }

    mutating func set(_ message: MessageRow, _ state: MessageState, due: Timestamp) throws(DatabaseError) {
        try connection.run(
            "UPDATE messages SET state = ?, due_ms = ? WHERE box_id = ? AND number = ?", .integer(state.rawValue),
            .integer(due.milliseconds), .integer(id), .integer(message.number))
        move(message, to: state)
        try refresh(message.group)
    }

    mutating func receive(
        _ message: MessageRow, _ state: MessageState, due: Timestamp, storeNow: Timestamp, wallNow: Timestamp
    ) throws(DatabaseError) -> MessageRecord {
        let first = message.firstReceived ?? wallNow
        try connection.run(
            """
            UPDATE messages SET state = ?, due_ms = ?, received_ms = ?, first_received_ms = ?, receive_count = receive_count + 1
            WHERE box_id = ? AND number = ?
            """, .integer(state.rawValue), .integer(due.milliseconds), .integer(storeNow.milliseconds), .integer(first.milliseconds),
            .integer(id), .integer(message.number))
        move(message, to: state)
        return MessageRecord(
            box: id, number: message.number, id: message.id, sender: message.sender, sent: message.sent, firstReceived: first,
            receiveCount: message.receiveCount + 1, group: message.group, deduplication: message.deduplication, trace: message.trace,
            source: message.source, content: message.content)
    }

    private mutating func move(_ message: MessageRow, to state: MessageState) {
        counts[message.state, default: 0] -= 1
        counts[state, default: 0] += 1
    }

    // MARK: Groups

    /// A group is given out of as long as its first message is ready: what comes behind one that is in flight waits for it.
    /// Source: SQS Developer Guide, "FIFO queue delivery logic".
    mutating func refresh(_ group: String?) throws(DatabaseError) {
        guard isFIFO, let group else { return }
        let head = try connection.first(
            "SELECT state FROM messages INDEXED BY messages_by_group WHERE box_id = ? AND group_id = ? ORDER BY number LIMIT 1",
            .integer(id), .text(group)
        ) { $0.integer(0) }
        guard let head else {
            return try connection.run("DELETE FROM message_groups WHERE box_id = ? AND group_id = ?", .integer(id), .text(group))
        }
        let isReady = Value.flag(head == MessageState.ready.rawValue)
        try connection.run(
            "UPDATE message_groups SET is_ready = ? WHERE box_id = ? AND group_id = ?", isReady, .integer(id), .text(group))
        guard connection.changes == 0 else { return }
        turn += 1
        try connection.run(
            "INSERT INTO message_groups (box_id, group_id, turn, is_ready) VALUES (?, ?, ?, ?)", .integer(id), .text(group),
            .integer(turn), isReady)
    }

    /// The group has had its turn.
    mutating func turn(_ group: String) throws(DatabaseError) {
        turn += 1
        try connection.run(
            "UPDATE message_groups SET turn = ? WHERE box_id = ? AND group_id = ?", .integer(turn), .integer(id), .text(group))
    }

    func readyGroups(_ limit: Int) throws(DatabaseError) -> [String] {
        try connection.rows(
            "SELECT group_id FROM message_groups INDEXED BY message_groups_ready WHERE box_id = ? AND is_ready = 1 ORDER BY turn LIMIT ?",
            .integer(id), .integer(limit)
        ) { $0.text(0) }
    }

    /// The first of a group, up to one that is not ready.
    func ready(in group: String, _ limit: Int) throws(DatabaseError) -> [MessageRow] {
        let rows = try connection.rows(
            """
            SELECT number, state, due_ms, sent_ms, received_ms, first_received_ms, receive_count, message_id, sender, group_id, dedup_id,
                trace, source_arn, content_id
            FROM messages INDEXED BY messages_by_group WHERE box_id = ? AND group_id = ? ORDER BY number LIMIT ?
            """, .integer(id), .text(group), .integer(limit)
        ) { row throws(DatabaseError) in try MessageRow(row) }
        return Array(rows.prefix { $0.state == .ready })
    }

    func ready(_ limit: Int) throws(DatabaseError) -> [MessageRow] {
        try connection.rows(
            """
            SELECT number, state, due_ms, sent_ms, received_ms, first_received_ms, receive_count, message_id, sender, group_id, dedup_id,
                trace, source_arn, content_id
            FROM messages INDEXED BY messages_ready WHERE box_id = ? AND state = 0 ORDER BY number LIMIT ?
            """, .integer(id), .integer(limit)
        ) { row throws(DatabaseError) in try MessageRow(row) }
    }

    // MARK: Time

    /// Makes ready what is due, the first of it.
    /// - Returns: how many.
    mutating func wake(_ now: Timestamp, _ limit: Int = step) throws(DatabaseError) -> Int {
        let due = try connection.rows(
            """
            SELECT number, state, due_ms, sent_ms, received_ms, first_received_ms, receive_count, message_id, sender, group_id, dedup_id,
                trace, source_arn, content_id
            FROM messages INDEXED BY messages_waiting WHERE box_id = ? AND state > 0 AND due_ms <= ? ORDER BY due_ms LIMIT ?
            """, .integer(id), .integer(now.milliseconds), .integer(limit)
        ) { row throws(DatabaseError) in try MessageRow(row) }
        for message in due { try set(message, .ready, due: message.due) }
        return due.count
    }

    /// Lets go of what is too old, whether it is in flight or not.
    /// - Returns: how many.
    mutating func expire(_ now: Timestamp, retentionSeconds: Int64, _ limit: Int = step) throws(DatabaseError) -> Int {
        let old = try connection.rows(
            """
            SELECT number, state, due_ms, sent_ms, received_ms, first_received_ms, receive_count, message_id, sender, group_id, dedup_id,
                trace, source_arn, content_id
            FROM messages INDEXED BY messages_by_age WHERE box_id = ? AND sent_ms < ? ORDER BY sent_ms LIMIT ?
            """, .integer(id), .integer(now.adding(seconds: -retentionSeconds).milliseconds), .integer(limit)
        ) { row throws(DatabaseError) in try MessageRow(row) }
        for message in old { try remove(message) }
        return old.count
    }
}
