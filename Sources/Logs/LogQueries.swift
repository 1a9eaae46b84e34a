internal import Database
package import PeltonCore

/// Source: CloudWatch Logs API Reference.
package struct StoredLogEvent: Sendable, Hashable {
    package let id: Int64
    package let stream: String
    package let time, ingested: Timestamp
    package let message: String
}

package struct LogGroup: Sendable, Hashable {
    package let name: String
    package let created: Timestamp
}

package struct LogStream: Sendable, Hashable {
    package let name: String
    package let created, first, last, ingested: Timestamp
}

/// Where a page of events begins: behind the event with this time and id.
package struct LogPosition: Sendable, Hashable {
    package let time: Timestamp
    package let id: Int64

    package init(time: Timestamp, id: Int64) {
        self.time = time
        self.id = id
    }
}

/// Which events of a group. Source: API_FilterLogEvents.
package struct LogFilter: Sendable {
    package var streams: Set<String> = []
    package var streamPrefix = ""
    package var start: Timestamp?
    /// Not included.
    package var end: Timestamp?
    package var terms = LogTerms()
    package var after: LogPosition?
    package var limit: Int

    package init(limit: Int) { self.limit = limit }
}

package struct LogPage: Sendable {
    package let events: [StoredLogEvent]
    /// nil if nothing follows.
    package let next: LogPosition?
}

extension LogStore {
    /// Rows that one page looks at: a filter that matches little answers with what it found so far.
    private static let scanLimit = 20_000

    /// Events of a group by time.
    /// - Throws: `.noSuchGroup`.
    package func filter(_ key: GroupKey, _ filter: LogFilter) async throws(LogError) -> LogPage {
        let bytes = limits.pageBytes
        let page = try await run { tables throws(DatabaseError) -> LogPage? in
            guard let group = try tables.groupID(key) else { return nil }
            return try Self.scan(tables.connection, group, filter, bytes)
        }
        guard let page else { throw .noSuchGroup }
        return page
    }

    private static func scan(
        _ connection: Connection, _ group: Int64, _ filter: LogFilter, _ bytes: Int
    ) throws(DatabaseError) -> LogPage {
        var page = Filling(limit: filter.limit, bytes: bytes)
        var scanned = 0
        var last: LogPosition?
        var isCut = false
        let start = filter.start?.milliseconds ?? Int64.min
        let after = filter.after ?? LogPosition(time: Timestamp(milliseconds: start), id: -1)
        try connection.each(
            """
            SELECT e.id, s.name, e.time_ms, e.ingested_ms, e.message FROM events e JOIN streams s ON s.id = e.stream_id
            WHERE e.group_id = ? AND (e.time_ms, e.id) > (?, ?) AND e.time_ms >= ? AND e.time_ms < ? ORDER BY e.time_ms, e.id
            """, .integer(group), .integer(after.time.milliseconds), .integer(after.id), .integer(start),
            .integer(filter.end?.milliseconds ?? Int64.max)
        ) { row in
            let event = Self.event(row)
            guard scanned < scanLimit, !filter.accepts(event) || page.take(event) else {
                isCut = true
                return false
            }
            scanned += 1
            last = LogPosition(time: event.time, id: event.id)
            return true
        }
        return LogPage(events: page.events, next: isCut ? last : nil)
    }

    /// Events of one stream. Source: API_GetLogEvents.
    /// - Parameter forward: from `from` towards newer ones, else towards older ones; the answer is in order of time either way.
    /// - Throws: `.noSuchGroup`, `.noSuchStream`.
    package func events(
        _ key: GroupKey, stream: String, start: Timestamp?, end: Timestamp?, from: LogPosition?, forward: Bool, limit: Int
    ) async throws(LogError) -> [StoredLogEvent] {
        let (start, end) = (start?.milliseconds ?? Int64.min, end?.milliseconds ?? Int64.max)
        let page = Filling(limit: limit, bytes: limits.pageBytes)
        let found = try await run { tables throws(DatabaseError) -> Result<[StoredLogEvent], LogError> in
            guard let group = try tables.groupID(key) else { return .failure(.noSuchGroup) }
            let id = try tables.connection.first(
                "SELECT id FROM streams WHERE group_id = ? AND name = ?", .integer(group), .text(stream)
            ) { $0.integer(0) }
            guard let id else { return .failure(.noSuchStream) }
            var page = page
            guard forward else {
                let from = from ?? LogPosition(time: Timestamp(milliseconds: Int64.max), id: Int64.max)
                try tables.connection.each(
                    """
                    SELECT id, ?1, time_ms, ingested_ms, message FROM events WHERE stream_id = ?2 AND (time_ms, id) < (?3, ?4)
                        AND time_ms >= ?5 AND time_ms < ?6 ORDER BY time_ms DESC, id DESC
                    """, .text(stream), .integer(id), .integer(from.time.milliseconds), .integer(from.id), .integer(start), .integer(end)
                ) { page.take(Self.event($0)) }
                return .success(page.events.reversed())
            }
            let from = from ?? LogPosition(time: Timestamp(milliseconds: Int64.min), id: -1)
            try tables.connection.each(
                """
                SELECT id, ?1, time_ms, ingested_ms, message FROM events WHERE stream_id = ?2 AND (time_ms, id) > (?3, ?4)
                    AND time_ms >= ?5 AND time_ms < ?6 ORDER BY time_ms, id
                """, .text(stream), .integer(id), .integer(from.time.milliseconds), .integer(from.id), .integer(start), .integer(end)
            ) { page.take(Self.event($0)) }
            return .success(page.events)
        }
        return try found.get()
    }

    /// A page as it fills.
    private struct Filling {
        let limit, bytes: Int
        private(set) var events: [StoredLogEvent] = []
        private var used = 0

        init(limit: Int, bytes: Int) {
            self.limit = limit
            self.bytes = bytes
        }

        /// - Returns: false if the event no longer fits. The first one always does.
        mutating func take(_ event: StoredLogEvent) -> Bool {
            used += event.message.utf8.count
            guard events.count < limit, events.isEmpty || used <= bytes else { return false }
            events.append(event)
            return true
        }
    }

    /// Groups by name. Source: API_DescribeLogGroups.
    package func groups(
        account: AccountID, region: Region, prefix: String, after: String, limit: Int
    ) async throws(LogError) -> [LogGroup] {
        try await run { tables throws(DatabaseError) in
            try tables.connection.rows(
                """
                SELECT name, created_ms FROM groups WHERE account_id = ?1 AND region = ?2 AND name > ?3
                    AND substr(name, 1, length(?4)) = ?4 ORDER BY name LIMIT ?5
                """, .text(account.description), .text(region.description), .text(after), .text(prefix), .integer(limit)
            ) { LogGroup(name: $0.text(0), created: Timestamp(milliseconds: $0.integer(1))) }
        }
    }

    /// Streams of a group, by name or by the time of their last event. Source: API_DescribeLogStreams.
    /// - Throws: `.noSuchGroup`.
    package func streams(
        _ key: GroupKey, prefix: String, byTime: Bool, descending: Bool, skip: Int, limit: Int
    ) async throws(LogError) -> [LogStream] {
        let found = try await run { tables throws(DatabaseError) -> [LogStream]? in
            guard let group = try tables.groupID(key) else { return nil }
            return try tables.connection.rows(
                """
                SELECT name, created_ms, first_ms, last_ms, ingested_ms FROM streams WHERE group_id = ?1
                    AND substr(name, 1, length(?2)) = ?2
                ORDER BY CASE WHEN ?3 AND ?4 THEN last_ms END DESC, CASE WHEN ?3 AND NOT ?4 THEN last_ms END,
                    CASE WHEN NOT ?3 AND ?4 THEN name END DESC, CASE WHEN NOT ?3 AND NOT ?4 THEN name END, id
                LIMIT ?5 OFFSET ?6
                """, .integer(group), .text(prefix), .flag(byTime), .flag(descending), .integer(limit), .integer(skip)
            ) { row in
                func time(_ column: Int) -> Timestamp { Timestamp(milliseconds: row.integer(column)) }
                return LogStream(name: row.text(0), created: time(1), first: time(2), last: time(3), ingested: time(4))
            }
        }
        guard let found else { throw .noSuchGroup }
        return found
    }

    private static func event(_ row: Row) -> StoredLogEvent {
        StoredLogEvent(
            id: row.integer(0), stream: row.text(1), time: Timestamp(milliseconds: row.integer(2)),
            ingested: Timestamp(milliseconds: row.integer(3)), message: row.text(4))
    }
}

extension LogFilter {
    fileprivate func accepts(_ event: StoredLogEvent) -> Bool {
        (streams.isEmpty || streams.contains(event.stream)) && (streamPrefix.isEmpty || event.stream.hasPrefix(streamPrefix))
            && terms.match(event.message)
    }
}
