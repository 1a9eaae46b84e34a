private import Database

/// What the database has of events and deliveries, read past the engine: the rows, not what the engine makes of them.
struct Survivors {
    struct Event {
        let id: Int64, name, key: String, requestID: String, etag: String?, size: Int?, sequence: UInt64
    }

    struct Delivery {
        let event: Int64?, rule, requestID, state: String, attempts: Int
    }

    /// In the order of their sequence.
    let events: [Event]
    let deliveries: [Delivery]

    init(database path: String) throws {
        let connection = try Connection(path: path, access: .readOnly)
        events = try connection.rows("SELECT id, type, key, request_id, etag, size, sequence FROM events ORDER BY sequence, id") { row in
            Event(
                id: row.integer(0), name: row.text(1), key: String(decoding: row.blob(2), as: UTF8.self), requestID: row.text(3),
                etag: row.optionalText(4), size: row.optionalInteger(5).map { Int($0) }, sequence: UInt64(bitPattern: row.integer(6)))
        }
        deliveries = try connection.rows(
            """
            SELECT event_id, configuration_id, request_id, state, attempts FROM deliveries
            UNION ALL SELECT event_id, configuration_id, request_id, 'done', attempts FROM delivery_log
            """
        ) { row in
            Delivery(
                event: row.optionalInteger(0), rule: row.text(1), requestID: row.text(2), state: row.text(3), attempts: row.int(4))
        }
    }
}
