package import Store
internal import Database
package import Core

extension Connection {
    func queue(_ key: QueueKey) throws(DatabaseError) -> QueueRecord? {
        try first(
            """
            SELECT id, account_id, region, name, box_id, created_ms, modified_ms, purged_ms, attributes, tags, dead_letter_arn, max_receives
            FROM queues WHERE account_id = ? AND region = ? AND name = ?
            """, .text(key.account.description), .text(key.region.description), .text(key.name)
        ) { row throws(DatabaseError) in try QueueRecord(row) }
    }

    func queue(_ id: Int64) throws(DatabaseError) -> QueueRecord? {
        try first(
            """
            SELECT id, account_id, region, name, box_id, created_ms, modified_ms, purged_ms, attributes, tags, dead_letter_arn, max_receives
            FROM queues WHERE id = ?
            """, .integer(id)
        ) { row throws(DatabaseError) in try QueueRecord(row) }
    }
}

package struct FindQueue: Query {
    package let key: QueueKey
    package init(_ key: QueueKey) { self.key = key }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> QueueRecord? {
        try translating { () throws(DatabaseError) in try snapshot.connection.queue(key) }
    }
}

/// How many messages a queue has. What has become due and was not looked for since is counted as what it is now, as far as it is not too much
/// to count.
package struct CountMessages: Query {
    private static let mostCounted = 10_000

    package let box: Int64
    /// Store time.
    package let now: Timestamp

    package init(box: Int64, now: Timestamp) {
        self.box = box
        self.now = now
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> MessageCounts {
        try translating { () throws(DatabaseError) in
            let connection = snapshot.connection
            var counts =
                try connection.first("SELECT ready, delayed, in_flight FROM message_boxes WHERE id = ?", .integer(box)) {
                    MessageCounts(ready: $0.integer(0), delayed: $0.integer(1), inFlight: $0.integer(2))
                } ?? MessageCounts(ready: 0, delayed: 0, inFlight: 0)
            let due = try connection.rows(
                "SELECT state FROM messages INDEXED BY messages_waiting WHERE box_id = ? AND state > 0 AND due_ms <= ? LIMIT ?",
                .integer(box), .integer(now.milliseconds), .integer(Self.mostCounted)
            ) { $0.integer(0) }
            let delayed = Int64(due.count { $0 == MessageState.delayed.rawValue })
            counts.ready += Int64(due.count)
            counts.delayed -= delayed
            counts.inFlight -= Int64(due.count) - delayed
            return counts
        }
    }
}

/// What a receive would find: so that one that finds nothing writes nothing.
package struct LookForMessages: Query {
    package let queue: Int64
    /// Store time.
    package let now: Timestamp

    package init(queue: Int64, now: Timestamp) {
        self.queue = queue
        self.now = now
    }

    package enum Result: Sendable {
        case gone
        case some(QueueRecord)
        /// With the store time at which the first message that waits is due.
        case none(Timestamp?)
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Result {
        try translating { () throws(DatabaseError) in
            let connection = snapshot.connection
            guard let queue = try connection.queue(queue) else { return .gone }
            let isReady =
                queue.attributes.isFIFO
                ? try connection.first(
                    "SELECT 1 FROM message_groups INDEXED BY message_groups_ready WHERE box_id = ? AND is_ready = 1 LIMIT 1",
                    .integer(queue.box), read: { _ in true })
                : try connection.first(
                    "SELECT 1 FROM messages INDEXED BY messages_ready WHERE box_id = ? AND state = 0 LIMIT 1", .integer(queue.box),
                    read: { _ in true })
            if isReady == true { return .some(queue) }
            let due = try connection.first(
                "SELECT due_ms FROM messages INDEXED BY messages_waiting WHERE box_id = ? AND state > 0 ORDER BY due_ms LIMIT 1",
                .integer(queue.box)
            ) { $0.integer(0) }
            if let due, due <= now.milliseconds { return .some(queue) }
            return .none(due.map { Timestamp(milliseconds: $0) })
        }
    }
}

/// What messages say. One that has gone in the meantime is left out.
package struct ReadContents: Query {
    package let messages: [MessageRecord]
    package init(_ messages: [MessageRecord]) { self.messages = messages }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [(message: MessageRecord, content: MessageContent)] {
        try translating { () throws(DatabaseError) in
            var found: [(message: MessageRecord, content: MessageContent)] = []
            for message in messages {
                let content = try snapshot.connection.first(
                    "SELECT message_id, size, body_bytes, sealed_key, bytes FROM message_contents WHERE id = ?", .integer(message.content)
                ) { row -> MessageContent? in
                    // The number may be another one's by now.
                    guard row.text(0) == message.id else { return nil }
                    return MessageContent(
                        size: row.int(1), bodyBytes: row.int(2), sealedKey: row.isNull(3) ? nil : row.blob(3), bytes: row.blob(4))
                }
                if let content = content ?? nil { found.append((message, content)) }
            }
            return found
        }
    }
}

/// A page of an account's queues, by name.
package struct ListQueues: Query {
    package let account: AccountID
    package let region: Region
    package let prefix: String
    /// The name behind which to go on; empty for the first page.
    package let after: String
    package let limit: Int
    /// Only those whose dead letters go there.
    package let deadLetters: String?

    package init(account: AccountID, region: Region, prefix: String = "", deadLetters: String? = nil, after: String, limit: Int) {
        self.account = account
        self.region = region
        self.prefix = prefix
        self.deadLetters = deadLetters
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [String] {
        try translating { () throws(DatabaseError) in
            let owner: (Value, Value) = (.text(account.description), .text(region.description))
            guard let deadLetters else {
                let range = TextRange(prefix: prefix).after(after)
                return try snapshot.connection.rows(
                    """
                    SELECT name FROM queues WHERE account_id = ? AND region = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?
                    """, owner.0, owner.1, range.lower, range.upper, .integer(limit)
                ) { $0.text(0) }
            }
            return try snapshot.connection.rows(
                """
                SELECT name FROM queues WHERE account_id = ? AND region = ? AND dead_letter_arn = ? AND name > ? ORDER BY name LIMIT ?
                """, owner.0, owner.1, .text(deadLetters), .text(after), .integer(limit)
            ) { $0.text(0) }
        }
    }
}
