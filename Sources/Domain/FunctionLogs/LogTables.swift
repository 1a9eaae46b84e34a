internal import Database
internal import Invocation
package import Core

package struct GroupKey: Sendable, Hashable {
    package let account: AccountID
    package let region: Region
    package let name: String

    package init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }
}

struct StreamKey: Sendable, Hashable {
    let group: GroupKey
    let stream: String
}

/// The tables of `logs.sqlite3`.
final class LogTables {
    let connection: Connection
    private var ids: [StreamKey: (group: Int64, stream: Int64)] = [:]

    private static let schema: StaticString = """
        CREATE TABLE IF NOT EXISTS groups (
            id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL,
            UNIQUE (account_id, region, name)
        ) STRICT;
        CREATE TABLE IF NOT EXISTS streams (
            id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL, first_ms INTEGER NOT NULL,
            last_ms INTEGER NOT NULL, ingested_ms INTEGER NOT NULL, UNIQUE (group_id, name)
        ) STRICT;
        CREATE INDEX IF NOT EXISTS streams_by_time ON streams (group_id, last_ms);
        CREATE TABLE IF NOT EXISTS events (
            id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL, time_ms INTEGER NOT NULL,
            ingested_ms INTEGER NOT NULL, message TEXT NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS events_by_group ON events (group_id, time_ms, id);
        CREATE INDEX IF NOT EXISTS events_by_stream ON events (stream_id, time_ms, id);
        """

    init(path: String) throws(DatabaseError) {
        connection = try Connection(path: path, access: .readWrite)
        try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 33554432")
        try connection.execute(Self.schema)
        try forgetEmptyStreams()
    }

    /// Streams go with their last events. Before format 1 they went later, so that some may have been left behind.
    private func forgetEmptyStreams() throws(DatabaseError) {
        guard try connection.first("PRAGMA user_version", read: { $0.int(0) }) == 0 else { return }
        try connection.run("DELETE FROM streams WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.stream_id = streams.id)")
        try connection.execute("PRAGMA user_version = 1")
    }

    func inTransaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try connection.execute("BEGIN IMMEDIATE")
        do throws(DatabaseError) {
            try body()
            try connection.execute("COMMIT")
        } catch {
            ids = [:]
            try? connection.execute("ROLLBACK")
            throw error
        }
    }

    /// - Returns: false if the group is not there and may not be made.
    func append(_ event: FunctionLogEvent, to key: StreamKey, _ mayMakeGroup: Bool, ingested: Timestamp) throws(DatabaseError) -> Bool {
        guard let ids = try ids(of: key, event.time, mayMakeGroup) else { return false }
        try connection.run(
            "INSERT INTO events (group_id, stream_id, time_ms, ingested_ms, message) VALUES (?, ?, ?, ?, ?)", .integer(ids.group),
            .integer(ids.stream), .integer(event.time.milliseconds), .integer(ingested.milliseconds), .text(event.message))
        try connection.run(
            "UPDATE streams SET last_ms = max(last_ms, ?), ingested_ms = ? WHERE id = ?", .integer(event.time.milliseconds),
            .integer(ingested.milliseconds), .integer(ids.stream))
        return true
    }

    private func ids(
        of key: StreamKey, _ time: Timestamp, _ mayMakeGroup: Bool
    ) throws(DatabaseError) -> (group: Int64, stream: Int64)? {
        if let found = ids[key] { return found }
        guard let group = mayMakeGroup ? try groupID(key.group, making: time) : try groupID(key.group) else { return nil }
        try connection.run(
            """
            INSERT INTO streams (group_id, name, created_ms, first_ms, last_ms, ingested_ms) VALUES (?1, ?2, ?3, ?3, ?3, ?3)
            ON CONFLICT DO NOTHING
            """, .integer(group), .text(key.stream), .integer(time.milliseconds))
        let stream = try connection.first(
            "SELECT id FROM streams WHERE group_id = ? AND name = ?", .integer(group), .text(key.stream)
        ) { $0.integer(0) }
        // Streams come and go with workers: only the recent ones are worth keeping at hand.
        if ids.count > 256 { ids = [:] }
        let found = (group: group, stream: stream ?? 0)
        ids[key] = found
        return found
    }

    private func groupID(_ key: GroupKey, making time: Timestamp) throws(DatabaseError) -> Int64 {
        try connection.run(
            "INSERT INTO groups (account_id, region, name, created_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            .text(key.account.description), .text(key.region.description), .text(key.name), .integer(time.milliseconds))
        return try groupID(key) ?? 0
    }

    func groupID(_ key: GroupKey) throws(DatabaseError) -> Int64? {
        try connection.first(
            "SELECT id FROM groups WHERE account_id = ? AND region = ? AND name = ?", .text(key.account.description),
            .text(key.region.description), .text(key.name)
        ) { $0.integer(0) }
    }

    /// Deletes the events that came first as far as they are older than `time`, so many rows at most.
    /// - Returns: how many went.
    func trim(before time: Timestamp, rows: Int) throws(DatabaseError) -> Int {
        try trimOldest { row, count in row.integer(2) < time.milliseconds && count < rows }
    }

    /// Deletes the events that came first, until messages of so many bytes are gone or so many rows.
    func trimOldest(bytes: Int64, rows: Int) throws(DatabaseError) {
        var freed: Int64 = 0
        _ = try trimOldest { row, count in
            defer { freed += row.integer(1) }
            return freed < bytes && count < rows
        }
    }

    private func trimOldest(while goes: (Row, Int) -> Bool) throws(DatabaseError) -> Int {
        var (count, last) = (0, Int64(-1))
        var streams: Set<Int64> = []
        try connection.each("SELECT id, length(CAST(message AS BLOB)), time_ms, stream_id FROM events ORDER BY id") { row in
            guard goes(row, count) else { return false }
            last = row.integer(0)
            streams.insert(row.integer(3))
            count += 1
            return true
        }
        guard count > 0 else { return 0 }
        try inTransaction { () throws(DatabaseError) in
            try connection.run("DELETE FROM events WHERE id <= ?", .integer(last))
            // A stream goes with its last event.
            for stream in streams {
                try connection.run(
                    "DELETE FROM streams WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM events WHERE stream_id = ?1)", .integer(stream))
                if connection.changes > 0 { ids = [:] }
            }
        }
        return count
    }

    /// Bytes of all pages that hold something.
    func usedBytes() throws(DatabaseError) -> Int64 {
        let pages = try connection.first("PRAGMA page_count") { $0.integer(0) } ?? 0
        let free = try connection.first("PRAGMA freelist_count") { $0.integer(0) } ?? 0
        return (pages - free) * (try connection.first("PRAGMA page_size") { $0.integer(0) } ?? 0)
    }
}
