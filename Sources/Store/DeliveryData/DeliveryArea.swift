package import Store

/// Events and what is owed for them, to whom; and what became of it.
package enum DeliveryArea: StoreArea {
    package static let schema = [
        SchemaStep(format: 1, first),
        SchemaStep(format: 3, eventsByID),
        SchemaStep(format: 6, payloads),
        SchemaStep(format: 10, restoreEvents),
        SchemaStep(format: 12, storeTimes),
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
}

extension Signal.Kind {
    /// Something is owed to a destination; the id is its ARN.
    package static let deliveries = Self("deliveries")
    /// A destination was made, or has other code, settings or leave to be called; the id is its ARN.
    package static let destinations = Self("destinations")
}
