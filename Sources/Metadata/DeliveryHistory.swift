internal import Database
package import PeltonCore

/// A delivery as an operator sees it, with what it is about.
package struct DeliveryReport: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case pending, done, dead
        /// An event that no rule wanted.
        case unmatched
    }

    package let id: Int64
    package let state: State
    /// Empty for an asynchronous invocation.
    package let eventName: String
    package let bucket: String
    package let key: [UInt8]
    package let destination: String
    package let configurationID: String
    package let requestID: String
    package let attempts: Int
    package let lastError: String?
    package let logStream: String?
    package let eventTime: Timestamp?
    package let created: Timestamp
    package let nextAttempt: Timestamp?
    package let started: Timestamp?
    package let finished: Timestamp?
    package let functionMilliseconds: Int64?
}

/// A page of deliveries in the order of their ids, which is the order in which they were owed.
package struct ListDeliveries: Query {
    package let state: DeliveryReport.State?
    /// nil for every bucket, invocations included.
    package let bucket: String?
    package let after: Int64
    package let limit: Int

    package init(state: DeliveryReport.State?, bucket: String?, after: Int64, limit: Int) {
        self.state = state
        self.bucket = bucket
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [DeliveryReport] {
        try translating { () throws(DatabaseError) in
            switch state {
            case nil: try everything(snapshot.connection)
            case .pending, .dead: try open(snapshot.connection)
            case .done: try done(snapshot.connection)
            case .unmatched: try unmatched(snapshot.connection)
            }
        }
    }

    private func everything(_ connection: Connection) throws(DatabaseError) -> [DeliveryReport] {
        let both = try open(connection) + done(connection)
        return Array(both.sorted { $0.id < $1.id }.prefix(limit))
    }

    private func open(_ connection: Connection) throws(DatabaseError) -> [DeliveryReport] {
        try connection.rows(
            """
            SELECT d.id, d.state, e.type, e.bucket_name, e.key, d.destination, d.configuration_id, d.request_id, d.attempts, d.last_error,
                d.log_stream, e.time_ms, d.created_ms, d.next_attempt_ms, d.started_ms, d.finished_ms, d.duration_ms
            FROM deliveries d LEFT JOIN events e ON e.id = d.event_id
            WHERE d.id > ?1 AND (?2 IS NULL OR d.state = ?2) AND (?3 IS NULL OR e.bucket_name = ?3) ORDER BY d.id LIMIT ?4
            """, .integer(after), .optional(state?.rawValue), .optional(bucket), .integer(limit)
        ) { report($0) }
    }

    private func done(_ connection: Connection) throws(DatabaseError) -> [DeliveryReport] {
        try connection.rows(
            """
            SELECT d.id, 'done', e.type, e.bucket_name, e.key, d.destination, d.configuration_id, d.request_id, d.attempts, d.last_error,
                d.log_stream, e.time_ms, d.created_ms, NULL, d.started_ms, d.finished_ms, d.duration_ms
            FROM delivery_log d LEFT JOIN events e ON e.id = d.event_id
            WHERE d.id > ?1 AND (?2 IS NULL OR e.bucket_name = ?2) ORDER BY d.id LIMIT ?3
            """, .integer(after), .optional(bucket), .integer(limit)
        ) { report($0) }
    }

    /// Ids here are those of events.
    private func unmatched(_ connection: Connection) throws(DatabaseError) -> [DeliveryReport] {
        try connection.rows(
            """
            SELECT e.id, 'unmatched', e.type, e.bucket_name, e.key, '', '', e.request_id, 0, NULL, NULL, e.time_ms, e.time_ms, NULL, NULL,
                NULL, NULL
            FROM events e
            WHERE e.id > ?1 AND (?2 IS NULL OR e.bucket_name = ?2) AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id)
                AND NOT EXISTS (SELECT 1 FROM delivery_log d WHERE d.event_id = e.id)
            ORDER BY e.id LIMIT ?3
            """, .integer(after), .optional(bucket), .integer(limit)
        ) { report($0) }
    }

    private func report(_ row: Row) -> DeliveryReport {
        let state = DeliveryReport.State(rawValue: row.text(1)) ?? .pending
        func time(_ column: Int) -> Timestamp? { row.optionalInteger(column).map(Timestamp.init(milliseconds:)) }
        return DeliveryReport(
            id: row.integer(0), state: state, eventName: row.text(2), bucket: row.text(3), key: row.blob(4), destination: row.text(5),
            configurationID: row.text(6), requestID: row.text(7), attempts: row.int(8), lastError: row.optionalText(9),
            logStream: row.optionalText(10), eventTime: time(11), created: Timestamp(milliseconds: row.integer(12)),
            nextAttempt: state == .pending ? time(13) : nil, started: time(14), finished: time(15),
            functionMilliseconds: row.optionalInteger(16))
    }
}
