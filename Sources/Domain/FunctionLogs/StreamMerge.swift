internal import Database
internal import Core

/// Events of some streams in order of time: of each the next positions are read ahead, a few at first and more the longer it goes on, and a
/// message only when it is its turn. The work follows what is taken out.
struct StreamMerge {
    struct Stream {
        let id: Int64
        let name: String
    }

    /// Source: API_FilterLogEvents, `logStreamNames`.
    static let most = 100
    private static let firstAhead = 16
    private static let mostAhead = 1024

    private struct Cursor {
        let stream: Stream
        /// The next one last.
        var ahead: [LogPosition] = []
        var last: LogPosition
        var count = StreamMerge.firstAhead
        var isAtEnd = false
    }

    private let connection: Connection
    private let end: Int64
    private var cursors: [Cursor]

    /// - Parameter end: nil for none; not included.
    init(_ connection: Connection, _ streams: [Stream], after: LogPosition, before end: Timestamp?) {
        self.connection = connection
        self.end = end?.milliseconds ?? Int64.max
        cursors = streams.map { Cursor(stream: $0, last: after) }
    }

    mutating func next() throws(DatabaseError) -> StoredLogEvent? {
        var first: (index: Int, position: LogPosition)?
        for index in cursors.indices {
            if cursors[index].ahead.isEmpty, !cursors[index].isAtEnd { try readAhead(&cursors[index]) }
            guard let position = cursors[index].ahead.last else { continue }
            if let known = first, (known.position.time, known.position.id) < (position.time, position.id) { continue }
            first = (index, position)
        }
        guard let first else { return nil }
        cursors[first.index].ahead.removeLast()
        let name = cursors[first.index].stream.name
        return try connection.first("SELECT ingested_ms, message FROM events WHERE id = ?", .integer(first.position.id)) {
            StoredLogEvent(
                id: first.position.id, stream: name, time: first.position.time, ingested: Timestamp(milliseconds: $0.integer(0)),
                message: $0.text(1))
        }
    }

    private func readAhead(_ cursor: inout Cursor) throws(DatabaseError) {
        let found = try connection.rows(
            """
            SELECT time_ms, id FROM events WHERE stream_id = ?1 AND time_ms = ?2 AND id > ?3 AND time_ms < ?4
            UNION ALL
            SELECT time_ms, id FROM events WHERE stream_id = ?1 AND time_ms > ?2 AND time_ms < ?4
            ORDER BY 1, 2 LIMIT ?5
            """, .integer(cursor.stream.id), .integer(cursor.last.time.milliseconds), .integer(cursor.last.id), .integer(end),
            .integer(cursor.count)
        ) { LogPosition(time: Timestamp(milliseconds: $0.integer(0)), id: $0.integer(1)) }
        cursor.isAtEnd = found.count < cursor.count
        cursor.last = found.last ?? cursor.last
        cursor.count = min(2 * cursor.count, Self.mostAhead)
        cursor.ahead = found.reversed()
    }
}
