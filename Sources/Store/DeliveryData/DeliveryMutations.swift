package import Store
internal import Database
package import Core

/// How an attempt ended.
package struct DeliveryOutcome: Sendable {
    package enum End: Sendable {
        case done
        /// Tried again at that store time.
        case retry(at: Timestamp)
        /// Parked, to be read and redriven.
        case dead
    }

    package let delivery: Int64
    package let end: End
    package let error: String?
    package let logStream: String?
    /// Wall times.
    package let started: Timestamp?
    package let finished: Timestamp
    /// Of the function alone, milliseconds.
    package let functionMilliseconds: Int64?
    /// Attempts that were made, this one included if the destination was to blame.
    package let attempts: Int

    package init(
        delivery: Int64, end: End, attempts: Int, error: String? = nil, logStream: String? = nil, started: Timestamp? = nil,
        finished: Timestamp, functionMilliseconds: Int64? = nil
    ) {
        self.delivery = delivery
        self.end = end
        self.attempts = attempts
        self.error = error
        self.logStream = logStream
        self.started = started
        self.finished = finished
        self.functionMilliseconds = functionMilliseconds
    }
}

/// Writes down how attempts ended: what is done moves to the history, what is not stays with its next time or as dead.
package struct RecordOutcomes: Mutation {
    package let outcomes: [DeliveryOutcome]
    package init(_ outcomes: [DeliveryOutcome]) { self.outcomes = outcomes }

    package var weight: Int { outcomes.count }
    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        try translating { () throws(DatabaseError) in
            for outcome in outcomes { try record(outcome, transaction) }
        }
    }

    private func record(_ outcome: DeliveryOutcome, _ transaction: WriteTransaction) throws(DatabaseError) {
        switch outcome.end {
        case .done: try moveToLog(outcome, transaction)
        case .retry(let due): try update(outcome, transaction.connection, state: "pending", due: due)
        case .dead: try update(outcome, transaction.connection, state: "dead", due: transaction.storeNow)
        }
    }

    /// History is for people, and goes by wall time.
    private func moveToLog(_ outcome: DeliveryOutcome, _ transaction: WriteTransaction) throws(DatabaseError) {
        let connection = transaction.connection
        try connection.run(
            """
            INSERT OR IGNORE INTO delivery_log (id, event_id, destination, kind, configuration_id, request_id, attempts, created_ms,
                last_error, log_stream, started_ms, finished_ms, duration_ms)
            SELECT id, event_id, destination, kind, configuration_id, request_id, ?, created_ms + ?, last_error, ?, ?, ?, ?
            FROM deliveries WHERE id = ?
            """,
            .integer(outcome.attempts), .integer(transaction.wallNow.milliseconds - transaction.storeNow.milliseconds),
            .optional(outcome.logStream), .optional(outcome.started?.milliseconds), .integer(outcome.finished.milliseconds),
            .optional(outcome.functionMilliseconds), .integer(outcome.delivery))
        try connection.run("DELETE FROM deliveries WHERE id = ?", .integer(outcome.delivery))
        try connection.run("DELETE FROM delivery_payloads WHERE delivery_id = ?", .integer(outcome.delivery))
    }

    private func update(
        _ outcome: DeliveryOutcome, _ connection: Connection, state: String, due: Timestamp
    ) throws(DatabaseError) {
        try connection.run(
            """
            UPDATE deliveries SET state = ?, attempts = ?, next_attempt_ms = ?, last_error = ?, log_stream = ?, started_ms = ?,
                finished_ms = ?, duration_ms = ? WHERE id = ?
            """,
            .text(state), .integer(outcome.attempts), .integer(due.milliseconds), .optional(outcome.error), .optional(outcome.logStream),
            .optional(outcome.started?.milliseconds), .integer(outcome.finished.milliseconds), .optional(outcome.functionMilliseconds),
            .integer(outcome.delivery))
    }
}

/// What has waited too long for a destination that does not answer, among what has been due for the longest time: a delivery behind the
/// first `limit` of them is looked at when those in front are gone.
package struct ExpiredDeliveries: Query {
    package let destination: String
    package let createdBefore: Timestamp
    package let now: Timestamp
    package let limit: Int
    /// Those that are under way.
    package let except: Set<Int64>

    package init(destination: String, createdBefore: Timestamp, now: Timestamp, limit: Int, except: Set<Int64>) {
        self.destination = destination
        self.createdBefore = createdBefore
        self.now = now
        self.limit = limit
        self.except = except
    }

    /// - Returns: whether there are any.
    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Bool {
        try translating { () throws(DatabaseError) in try !find(snapshot.connection).isEmpty }
    }

    fileprivate func find(_ connection: Connection) throws(DatabaseError) -> [(id: Int64, created: Int64)] {
        try connection.rows(
            """
            SELECT id, created_ms FROM deliveries WHERE state = 'pending' AND destination = ? AND next_attempt_ms <= ?
            ORDER BY next_attempt_ms, id LIMIT ?
            """, .text(destination), .integer(now.milliseconds), .integer(limit)
        ) { (id: $0.integer(0), created: $0.integer(1)) }
        .filter { $0.created <= createdBefore.milliseconds && !except.contains($0.id) }
    }
}

/// Makes them dead, to be read and redriven.
package struct ParkExpired: Mutation {
    package let expired: ExpiredDeliveries
    /// Why the destination does not answer.
    package let error: String

    package init(_ expired: ExpiredDeliveries, error: String) {
        self.expired = expired
        self.error = error
    }

    package var weight: Int { expired.limit }
    package var usesReserve: Bool { true }

    /// - Returns: how many were parked.
    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int {
        try translating { () throws(DatabaseError) in
            let now = expired.now.milliseconds
            let found = try expired.find(transaction.connection)
            for delivery in found {
                try transaction.connection.run(
                    "UPDATE deliveries SET state = 'dead', next_attempt_ms = ?, last_error = ?, finished_ms = ? WHERE id = ?",
                    .integer(now), .text("Given up after \((now - delivery.created) / 1000) seconds: \(error)"),
                    .integer(transaction.wallNow.milliseconds), .integer(delivery.id))
            }
            return found.count
        }
    }
}

/// An asynchronous invocation is a delivery without an event.
package struct EnqueueInvocation: Mutation {
    package let function: ARN
    package let payload: [UInt8]
    package let requestID: String
    package let traceHeader: String?
    package let depth: Int

    package init(function: ARN, payload: [UInt8], requestID: String, traceHeader: String?, depth: Int) {
        self.function = function
        self.payload = payload
        self.requestID = requestID
        self.traceHeader = traceHeader
        self.depth = depth
    }

    package var rowBytes: Int { payload.count }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                INSERT INTO deliveries (event_id, destination, kind, configuration_id, request_id, state, attempts, created_ms,
                    next_attempt_ms, trace_header, depth)
                VALUES (NULL, ?, 'function', '', ?, 'pending', 0, ?, ?, ?, ?)
                """,
                .text(function.description), .text(requestID), .integer(transaction.storeNow.milliseconds),
                .integer(transaction.storeNow.milliseconds), .optional(traceHeader), .integer(depth))
            try transaction.connection.run(
                "INSERT INTO delivery_payloads (delivery_id, payload) VALUES (?, ?)", .integer(transaction.connection.lastInsertedRowID),
                .blob(payload))
        }
        transaction.publish(Signal(.deliveries, function.description))
    }
}

/// Makes dead deliveries of an account pending again, with all their attempts before them. Those of others stay as they are.
package struct Redrive: Mutation {
    package let ids: [Int64]
    package let account: AccountID

    package init(ids: [Int64], account: AccountID) {
        self.ids = ids
        self.account = account
    }

    package var usesReserve: Bool { true }

    /// - Returns: how many were dead and are pending now.
    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int {
        try translating { () throws(DatabaseError) in
            let owner = try DeliveryOwner(account, transaction.connection)
            var count = 0
            for id in ids {
                guard let destination = try destination(of: id, owner, transaction.connection) else { continue }
                try transaction.connection.run(
                    "UPDATE deliveries SET state = 'pending', attempts = 0, created_ms = ?, next_attempt_ms = ? WHERE id = ?",
                    .integer(transaction.storeNow.milliseconds), .integer(transaction.storeNow.milliseconds), .integer(id))
                transaction.publish(Signal(.deliveries, destination))
                count += 1
            }
            return count
        }
    }

    /// - Returns: nil unless it is dead and the account's.
    private func destination(of id: Int64, _ owner: DeliveryOwner, _ connection: Connection) throws(DatabaseError) -> String? {
        let found = try connection.first(
            """
            SELECT d.destination, e.bucket_owner FROM deliveries d LEFT JOIN events e ON e.id = d.event_id
            WHERE d.id = ? AND d.state = 'dead'
            """, .integer(id)
        ) { (destination: $0.text(0), bucketOwner: $0.optionalText(1)) }
        guard let found, owner.owns(bucketOwner: found.bucketOwner, destination: found.destination) else { return nil }
        return found.destination
    }
}

/// Lets go of history a step at a time: deliveries that were made, and events to which nothing is owed any more.
package struct TrimHistory: Mutation {
    package let before: Timestamp
    /// Events up to this one were looked at by earlier steps: those that are still there are owed something, and are not looked at again.
    package let after: Int64
    /// Deliveries, and events, that it looks at.
    package let limit: Int

    package init(before: Timestamp, after: Int64, limit: Int) {
        self.before = before
        self.after = after
        self.limit = limit
    }

    package var usesReserve: Bool { true }

    /// - Returns: the event up to which it looked, for the next step; nil if there is nothing more to look at.
    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int64? {
        try translating { () throws(DatabaseError) in
            let connection = transaction.connection
            let firstKept = try firstEventKept(connection)
            try connection.run(
                "DELETE FROM delivery_log WHERE id IN (SELECT id FROM delivery_log WHERE finished_ms < ? ORDER BY finished_ms LIMIT ?)",
                .integer(before.milliseconds), .integer(limit))
            let deliveries = connection.changes
            let events = try connection.rows(
                "SELECT id FROM events WHERE id > ? AND id < ? ORDER BY id LIMIT ?", .integer(after), .integer(firstKept), .integer(limit)
            ) { $0.integer(0) }
            let last = events.last ?? after
            try connection.run(
                """
                DELETE FROM events WHERE id > ? AND id <= ? AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = events.id)
                """, .integer(after), .integer(last))
            return deliveries < limit && events.count < limit ? nil : last
        }
    }

    /// Ids rise with time: where the one after those to go lies is found by halving, without an index on time.
    private func firstEventKept(_ connection: Connection) throws(DatabaseError) -> Int64 {
        let ends = try connection.first(
            // Each by itself is a look-up; in one SELECT they are a walk over all rows.
            "SELECT (SELECT min(id) FROM events), (SELECT max(id) FROM events)"
        ) { ($0.optionalInteger(0) ?? 1, $0.optionalInteger(1) ?? 0) }
        guard var (low, high) = ends.map({ ($0.0, $0.1 + 1) }) else { return 0 }
        while low < high {
            let middle = low + (high - low) / 2
            let next = try connection.first("SELECT id, time_ms FROM events WHERE id >= ? LIMIT 1", .integer(middle)) {
                ($0.integer(0), $0.integer(1))
            }
            guard let (id, time) = next, time < before.milliseconds else {
                high = middle
                continue
            }
            low = id + 1
        }
        return low
    }
}
