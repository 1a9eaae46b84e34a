package import Database
package import Store
package import Core

/// Events and what is owed for them, to whom; and what became of it.
package enum DeliveryArea: StoreArea {
    package static func open(_ connection: Connection, _ limits: Limits) throws(DatabaseError) -> (any AreaMemory)? {
        try DeliveryMemory(connection)
    }

    /// An id that is not written down as used would be given again.
    package static func contradictions(_ connection: Connection, limit: Int) throws(DatabaseError) -> [String] {
        let last = try [
            (RowIDs.events, "event", connection.first("SELECT MAX(id) FROM events") { $0.integer(0) }),
            (RowIDs.deliveries, "delivery", connection.first("SELECT MAX(id) FROM deliveries") { $0.integer(0) }),
            (RowIDs.deliveries, "delivery", connection.first("SELECT MAX(id) FROM delivery_log") { $0.integer(0) }),
        ]
        var found: [String] = []
        for (name, kind, id) in last {
            if let id, id > 0, try id >= connection.setting(name) ?? 1 { found.append("The id of \(kind) \(id) may be given again.") }
        }
        return found
    }

    package static let trims: [any TrimStep.Type] = [TrimHistory.self]

    package static let schema = [
        SchemaStep(format: 1, first),
        SchemaStep(format: 3, eventsByID),
        SchemaStep(format: 6, payloads),
        SchemaStep(format: 10, restoreEvents),
        SchemaStep(format: 12, storeTimes),
        SchemaStep(format: 12, destinations),
    ]

    private static let first = """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT, bucket_id INTEGER NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
            key BLOB NOT NULL, version_id TEXT, size INTEGER, etag TEXT, time_ms INTEGER NOT NULL, principal TEXT NOT NULL,
            source_ip TEXT NOT NULL, request_id TEXT NOT NULL, host_id TEXT NOT NULL, trace_header TEXT, bucket_name TEXT NOT NULL,
            bucket_owner TEXT NOT NULL, bucket_region TEXT NOT NULL, content_type TEXT, tags TEXT NOT NULL, user_metadata TEXT NOT NULL,
            revision INTEGER NOT NULL, origin_event_id INTEGER, origin_function TEXT, depth INTEGER NOT NULL,
            key_hash INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX events_by_key ON events (bucket_id, key_hash, sequence);
        CREATE INDEX events_by_time ON events (time_ms);
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT, event_id INTEGER, payload BLOB, destination TEXT NOT NULL, kind TEXT NOT NULL,
            configuration_id TEXT NOT NULL, request_id TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
            created_ms INTEGER NOT NULL, next_attempt_ms INTEGER NOT NULL, last_error TEXT, log_stream TEXT, started_ms INTEGER,
            finished_ms INTEGER, duration_ms INTEGER, trace_header TEXT, depth INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX deliveries_due ON deliveries (destination, next_attempt_ms, id) WHERE state = 'pending';
        CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
        CREATE INDEX deliveries_of_event ON deliveries (event_id);
        CREATE TABLE delivery_log (
            id INTEGER PRIMARY KEY, event_id INTEGER, destination TEXT NOT NULL, kind TEXT NOT NULL, configuration_id TEXT NOT NULL,
            request_id TEXT NOT NULL, attempts INTEGER NOT NULL, created_ms INTEGER NOT NULL, last_error TEXT, log_stream TEXT,
            started_ms INTEGER, finished_ms INTEGER NOT NULL, duration_ms INTEGER
        ) STRICT;
        CREATE INDEX delivery_log_by_time ON delivery_log (finished_ms);
        CREATE INDEX delivery_log_of_event ON delivery_log (event_id);
        """

    /// Events are trimmed by their ids, which rise with time.
    private static let eventsByID = """
        DROP INDEX events_by_time;
        ALTER TABLE events ADD COLUMN destination_class TEXT;
        """

    /// Payloads have a table of their own: a row's columns behind one are reached only through all its pages, and each change of the row
    /// wrote it anew.
    private static let payloads = """
        CREATE TABLE delivery_payloads (delivery_id INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT;
        INSERT INTO delivery_payloads (delivery_id, payload) SELECT id, payload FROM deliveries WHERE payload IS NOT NULL;
        ALTER TABLE deliveries DROP COLUMN payload;
        """

    /// Until when an object is restored that an event tells of.
    private static let restoreEvents = "ALTER TABLE events ADD COLUMN restored_until_ms INTEGER;"

    /// What waits has times of the wall's clock, which may have been ahead: nothing waits any longer than until now.
    private static let storeTimes = """
        UPDATE deliveries SET created_ms = min(created_ms, unixepoch() * 1000), next_attempt_ms = min(next_attempt_ms, unixepoch() * 1000);
        """

    /// A destination has a row for each account that sends to it (`source` is empty for its own), and deliveries carry its number: an index of ARNs is some times as large. Ids come from memory, what was given
    /// out until now is written down; `writable_schema` may take a word out of a statement that says nothing of how rows lie. No statement looks
    /// for an event by its key.
    private static let destinations = """
        CREATE TABLE destinations (
            id INTEGER PRIMARY KEY, arn TEXT NOT NULL, source TEXT NOT NULL DEFAULT '', UNIQUE (arn, source)
        ) STRICT;
        INSERT INTO destinations (arn) SELECT DISTINCT destination FROM deliveries ORDER BY destination;
        ALTER TABLE deliveries ADD COLUMN destination_id INTEGER NOT NULL DEFAULT 0;
        UPDATE deliveries SET destination_id = (SELECT id FROM destinations WHERE arn = destination);
        DROP INDEX deliveries_due;
        ALTER TABLE deliveries DROP COLUMN destination;
        CREATE INDEX deliveries_due ON deliveries (destination_id, next_attempt_ms, id) WHERE state = 'pending';
        DROP INDEX events_by_key;
        INSERT INTO settings (name, value) SELECT 'next_event_id', seq + 1 FROM sqlite_sequence WHERE name = 'events';
        INSERT INTO settings (name, value) SELECT 'next_delivery_id', seq + 1 FROM sqlite_sequence WHERE name = 'deliveries';
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, ' AUTOINCREMENT', '') WHERE type = 'table' AND name IN ('events', 'deliveries');
        PRAGMA writable_schema = RESET;
        DELETE FROM sqlite_sequence WHERE name IN ('events', 'deliveries');
        """
}

extension Signal.Kind {
    /// Something is owed to a destination; the id is a `DeliveryRoute`.
    package static let deliveries = Self("deliveries")
    /// A destination was made, or has other code, settings or leave to be called; the id is its ARN.
    package static let destinations = Self("destinations")
}
