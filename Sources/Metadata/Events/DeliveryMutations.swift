internal import Database
package import PeltonCore

/// How an attempt ended.
package struct DeliveryOutcome: Sendable {
    package enum End: Sendable {
        case done
        /// Tried again at that time.
        case retry(at: Timestamp)
        /// Parked, to be read and redriven.
        case dead
    }

    package let delivery: Int64
    package let end: End
    package let error: String?
    package let logStream: String?
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

package struct RecordOutcome: Mutation {
    package let outcome: DeliveryOutcome
    package init(_ outcome: DeliveryOutcome) { self.outcome = outcome }

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            switch outcome.end {
            case .done: try moveToLog(transaction.connection)
            case .retry(let due): try update(transaction.connection, state: "pending", due: due)
            case .dead: try update(transaction.connection, state: "dead", due: outcome.finished)
            }
        }
    }

    private func moveToLog(_ connection: Connection) throws(DatabaseError) {
        try connection.run(
            """
            INSERT OR IGNORE INTO delivery_log (id, event_id, destination, kind, configuration_id, request_id, attempts, created_ms,
                last_error, log_stream, started_ms, finished_ms, duration_ms)
            SELECT id, event_id, destination, kind, configuration_id, request_id, ?, created_ms, last_error, ?, ?, ?, ?
            FROM deliveries WHERE id = ?
            """,
            .integer(outcome.attempts), .optional(outcome.logStream), .optional(outcome.started?.milliseconds),
            .integer(outcome.finished.milliseconds), .optional(outcome.functionMilliseconds), .integer(outcome.delivery))
        try connection.run("DELETE FROM deliveries WHERE id = ?", .integer(outcome.delivery))
    }

    private func update(_ connection: Connection, state: String, due: Timestamp) throws(DatabaseError) {
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

/// An asynchronous invocation is a delivery without an event.
package struct OweInvocation: Mutation {
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

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                INSERT INTO deliveries (event_id, payload, destination, kind, configuration_id, request_id, state, attempts, created_ms,
                    next_attempt_ms, trace_header, depth)
                VALUES (NULL, ?, ?, 'function', '', ?, 'pending', 0, ?, ?, ?, ?)
                """,
                .blob(payload), .text(function.description), .text(requestID), .integer(transaction.now.milliseconds),
                .integer(transaction.now.milliseconds), .optional(traceHeader), .integer(depth))
        }
        transaction.effects.destinations.insert(function.description)
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

    /// - Returns: how many were dead and are pending now.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> Int {
        try translating { () throws(DatabaseError) in
            let owner = try DeliveryOwner(account, transaction.connection)
            var count = 0
            for id in ids {
                guard let destination = try destination(of: id, owner, transaction.connection) else { continue }
                try transaction.connection.run(
                    "UPDATE deliveries SET state = 'pending', attempts = 0, created_ms = ?, next_attempt_ms = ? WHERE id = ?",
                    .integer(transaction.now.milliseconds), .integer(transaction.now.milliseconds), .integer(id))
                transaction.effects.destinations.insert(destination)
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

/// A clock that jumped while the server was down must not put a retry off for long.
package struct ClampDueTimes: Mutation {
    package let latest: Timestamp
    package init(latest: Timestamp) { self.latest = latest }

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE deliveries SET next_attempt_ms = ?1 WHERE state = 'pending' AND next_attempt_ms > ?1", .integer(latest.milliseconds)
            )
        }
    }
}

/// Lets go of history: deliveries that were made, and events to which nothing is owed any more.
package struct TrimHistory: Mutation {
    package let before: Timestamp
    package let limit: Int

    package init(before: Timestamp, limit: Int) {
        self.before = before
        self.limit = limit
    }

    /// - Returns: how many rows went; fewer than `limit` means that nothing is left to trim.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> Int {
        try translating { () throws(DatabaseError) in
            let firstKept = try firstEventKept(transaction.connection)
            try transaction.connection.run(
                "DELETE FROM delivery_log WHERE id IN (SELECT id FROM delivery_log WHERE finished_ms < ? ORDER BY finished_ms LIMIT ?)",
                .integer(before.milliseconds), .integer(limit))
            let deliveries = transaction.connection.changes
            try transaction.connection.run(
                """
                DELETE FROM events WHERE id IN (
                    SELECT id FROM events e WHERE id < ? AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id)
                    ORDER BY id LIMIT ?)
                """, .integer(firstKept), .integer(limit))
            return max(deliveries, transaction.connection.changes)
        }
    }

    /// Ids rise with time: where the one after those to go lies is found by halving, without an index on time.
    private func firstEventKept(_ connection: Connection) throws(DatabaseError) -> Int64 {
        let ends = try connection.first("SELECT min(id), max(id) FROM events") { ($0.optionalInteger(0) ?? 1, $0.optionalInteger(1) ?? 0) }
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
