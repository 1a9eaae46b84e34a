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
    /// What one outcome writes.
    package enum Write: Sendable, Hashable {
        /// The delivery goes, and leaves this behind.
        case log(LoggedDelivery)
        /// The delivery stays, and is due at this store time unless it is dead.
        case keep(isDead: Bool, due: Timestamp)
    }

    package let outcomes: [DeliveryOutcome]
    package init(_ outcomes: [DeliveryOutcome]) { self.outcomes = outcomes }

    package var weight: Int { outcomes.count }
    package var usesReserve: Bool { true }

    /// - Parameters:
    ///   - row: the delivery as it is.
    ///   - wallOffset: by how much wall time is ahead of store time: history is for people, and goes by wall time.
    package static func decide(_ outcome: DeliveryOutcome, _ row: DeliveryRow, wallOffset: Int64, storeNow: Timestamp) -> Write {
        switch outcome.end {
        case .done:
            .log(
                LoggedDelivery(
                    row: row, attempts: outcome.attempts, created: row.created.adding(milliseconds: wallOffset),
                    logStream: outcome.logStream, started: outcome.started, finished: outcome.finished,
                    functionMilliseconds: outcome.functionMilliseconds))
        case .retry(let due): .keep(isDead: false, due: due)
        case .dead: .keep(isDead: true, due: storeNow)
        }
    }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        try translating { () throws(DatabaseError) in
            let wallOffset = transaction.wallNow.milliseconds - transaction.storeNow.milliseconds
            for outcome in outcomes {
                // It was redriven and made, or its bucket's owner let go of it: nothing is owed any more.
                guard let row = try DeliveryRow.find(outcome.delivery, transaction.connection) else { continue }
                switch Self.decide(outcome, row, wallOffset: wallOffset, storeNow: transaction.storeNow) {
                case .log(let done): try moveToLog(done, transaction.connection)
                case .keep(let isDead, let due): try update(outcome, transaction.connection, state: isDead ? "dead" : "pending", due: due)
                }
            }
        }
    }

    private func moveToLog(_ done: LoggedDelivery, _ connection: Connection) throws(DatabaseError) {
        let row = done.row
        try connection.run(
            """
            INSERT OR IGNORE INTO delivery_log (id, event_id, destination, kind, configuration_id, request_id, attempts, created_ms,
                last_error, log_stream, started_ms, finished_ms, duration_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(row.id), .optional(row.event), .text(row.destination), .text(row.kind), .text(row.configurationID),
            .text(row.requestID), .integer(done.attempts), .integer(done.created.milliseconds), .optional(row.lastError),
            .optional(done.logStream), .optional(done.started?.milliseconds), .integer(done.finished.milliseconds),
            .optional(done.functionMilliseconds))
        try connection.run("DELETE FROM deliveries WHERE id = ?", .integer(row.id))
        if row.event == nil { try connection.run("DELETE FROM delivery_payloads WHERE delivery_id = ?", .integer(row.id)) }
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

/// What the end of an attempt is judged by, of a delivery's row.
package struct DeliveryRow: Sendable, Hashable {
    package let id: Int64
    package let event: Int64?
    /// Its ARN.
    package let destination: String
    package let kind: String
    package let configurationID: String
    package let requestID: String
    /// Store time.
    package let created: Timestamp
    package let lastError: String?

    package init(
        id: Int64, event: Int64?, destination: String, kind: String, configurationID: String, requestID: String, created: Timestamp,
        lastError: String?
    ) {
        self.id = id
        self.event = event
        self.destination = destination
        self.kind = kind
        self.configurationID = configurationID
        self.requestID = requestID
        self.created = created
        self.lastError = lastError
    }

    fileprivate static func find(_ id: Int64, _ connection: Connection) throws(DatabaseError) -> DeliveryRow? {
        try connection.first(
            """
            SELECT d.id, event_id, arn, kind, configuration_id, request_id, created_ms, last_error
            FROM deliveries d CROSS JOIN destinations n ON n.id = destination_id WHERE d.id = ?
            """, .integer(id)
        ) { row in
            DeliveryRow(
                id: row.integer(0), event: row.optionalInteger(1), destination: row.text(2), kind: row.text(3),
                configurationID: row.text(4),
                requestID: row.text(5), created: Timestamp(milliseconds: row.integer(6)), lastError: row.optionalText(7))
        }
    }
}

/// What is left of a delivery that was made. Its times are wall times.
package struct LoggedDelivery: Sendable, Hashable {
    package let row: DeliveryRow
    package let attempts: Int
    package let created: Timestamp
    package let logStream: String?
    package let started: Timestamp?
    package let finished: Timestamp
    package let functionMilliseconds: Int64?
}

/// What has waited too long for a destination that does not answer, among what has been due for the longest time: a delivery behind the
/// first `limit` of them is looked at when those in front are gone.
package struct ExpiredDeliveries: Query {
    package let route: DeliveryRoute
    package let createdBefore: Timestamp
    package let now: Timestamp
    package let limit: Int
    /// Those that are under way.
    package let except: Set<Int64>

    package init(_ route: DeliveryRoute, createdBefore: Timestamp, now: Timestamp, limit: Int, except: Set<Int64>) {
        self.route = route
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
            SELECT id, created_ms FROM deliveries
            WHERE state = 'pending' AND destination_id = (SELECT id FROM destinations WHERE arn = ? AND source = ?) AND next_attempt_ms <= ?
            ORDER BY next_attempt_ms, id LIMIT ?
            """, .text(route.destination), .text(route.sourceText), .integer(now.milliseconds), .integer(limit)
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

    /// Judges nothing: what is owed, with its id and its time.
    /// - Parameter now: store time.
    package func decide(id: Int64, now: Timestamp) -> NewDelivery {
        NewDelivery(
            id: id, event: nil, route: DeliveryRoute(destination: function.description), kind: "function", configurationID: "",
            requestID: requestID, due: now,
            traceHeader: traceHeader, depth: depth)
    }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        let (event, delivery) = transaction.nextDeliveryIDs
        let owed = decide(id: delivery, now: transaction.storeNow)
        try translating { () throws(DatabaseError) in
            transaction.advanceDeliveryIDs(event: event, delivery: delivery + 1)
            try transaction.write(owed)
            try transaction.connection.run(
                "INSERT INTO delivery_payloads (delivery_id, payload) VALUES (?, ?)", .integer(owed.id), .blob(payload))
        }
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
                guard let route = try route(of: id, owner, transaction.connection) else { continue }
                try transaction.connection.run(
                    "UPDATE deliveries SET state = 'pending', attempts = 0, created_ms = ?, next_attempt_ms = ? WHERE id = ?",
                    .integer(transaction.storeNow.milliseconds), .integer(transaction.storeNow.milliseconds), .integer(id))
                transaction.publish(Signal(.deliveries, route.description))
                count += 1
            }
            return count
        }
    }

    /// - Returns: nil unless it is dead and the account's.
    private func route(of id: Int64, _ owner: DeliveryOwner, _ connection: Connection) throws(DatabaseError) -> DeliveryRoute? {
        let found = try connection.first(
            """
            SELECT n.arn, n.source, e.bucket_owner
            FROM deliveries d JOIN destinations n ON n.id = d.destination_id LEFT JOIN events e ON e.id = d.event_id
            WHERE d.id = ? AND d.state = 'dead'
            """, .integer(id)
        ) { row throws(DatabaseError) in
            (route: try DeliveryRoute.read(destination: row.text(0), source: row.text(1)), bucketOwner: row.optionalText(2))
        }
        guard let found, owner.owns(bucketOwner: found.bucketOwner, destination: found.route.destination) else { return nil }
        return found.route
    }
}

/// Lets go of history a step at a time: deliveries that were made, and events to which nothing is owed any more. An event says whose its
/// deliveries are: it stays as long as they do.
package struct TrimHistory: TrimStep {
    package static let keptSeconds: Int64 = 7 * 86_400
    package static let rows = 500

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
                    AND NOT EXISTS (SELECT 1 FROM delivery_log l WHERE l.event_id = events.id)
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
