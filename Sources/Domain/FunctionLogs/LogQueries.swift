internal import Database
package import Core

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
    package let id: Int64
    package let name: String
    package let created, first, last, ingested: Timestamp
}

/// Where a page of events begins: behind the event with this time and id.
///
/// Statements say it in two halves, what has its time and what is later: SQLite 3.40 finds only the time of a pair with a row's id in an
/// index, and reads all that has it.
package struct LogPosition: Sendable, Hashable {
    package let time: Timestamp
    package let id: Int64

    package init(time: Timestamp, id: Int64) {
        self.time = time
        self.id = id
    }

    /// Where reading forward begins: behind `after`, and at `start` at the earliest. One bound, so that it is the index's.
    fileprivate static func last(before start: Timestamp?, _ after: LogPosition?) -> LogPosition {
        let least = LogPosition(time: start ?? Timestamp(milliseconds: Int64.min), id: -1)
        guard let after, least.time <= after.time else { return least }
        return after
    }

    /// Where reading backward begins: before `from`, and before `end`.
    fileprivate static func first(behind end: Timestamp?, _ from: LogPosition?) -> LogPosition {
        let most = LogPosition(time: end ?? Timestamp(milliseconds: Int64.max), id: end == nil ? Int64.max : -1)
        guard let from, from.time < most.time else { return most }
        return from
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
    /// Bytes that one page reads, counted again for each term that is looked for in them: the store has one thread, for writing too.
    private static let scanBytes = 64 << 20

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
        var (scanned, bytesLeft) = (0, scanBytes)
        var last: LogPosition?
        var isCut = false
        let after = LogPosition.last(before: filter.start, filter.after)
        func visit(_ event: StoredLogEvent) -> Bool {
            guard scanned < scanLimit, bytesLeft > 0, !filter.accepts(event) || page.take(event) else {
                isCut = true
                return false
            }
            scanned += 1
            bytesLeft -= event.message.utf8.count * (1 + filter.terms.count)
            last = LogPosition(time: event.time, id: event.id)
            return true
        }
        if let streams = try streams(of: filter, group, connection) {
            var merge = StreamMerge(connection, streams, after: after, before: filter.end)
            while let event = try merge.next(), visit(event) {}
            return LogPage(events: page.events, next: isCut ? last : nil)
        }
        try connection.each(
            """
            SELECT e.id, s.name, e.time_ms, e.ingested_ms, e.message FROM events e JOIN streams s ON s.id = e.stream_id
            WHERE e.group_id = ?1 AND e.time_ms = ?2 AND e.id > ?3 AND e.time_ms < ?4
            UNION ALL
            SELECT e.id, s.name, e.time_ms, e.ingested_ms, e.message FROM events e JOIN streams s ON s.id = e.stream_id
            WHERE e.group_id = ?1 AND e.time_ms > ?2 AND e.time_ms < ?4
            ORDER BY 3, 1
            """, .integer(group), .integer(after.time.milliseconds), .integer(after.id), .integer(filter.end?.milliseconds ?? Int64.max)
        ) { visit(Self.event($0)) }
        return LogPage(events: page.events, next: isCut ? last : nil)
    }

    /// The streams that are asked for, if they are few: then each is read by itself, and what the others hold costs nothing.
    /// - Returns: nil to read the whole group.
    private static func streams(
        of filter: LogFilter, _ group: Int64, _ connection: Connection
    ) throws(DatabaseError) -> [StreamMerge.Stream]? {
        var found: [StreamMerge.Stream] = []
        if !filter.streamPrefix.isEmpty {
            let names = TextRange(prefix: filter.streamPrefix)
            found = try connection.rows(
                "SELECT id, name FROM streams WHERE group_id = ? AND name >= ? AND name < ? LIMIT ?", .integer(group), names.lower,
                names.upper, .integer(StreamMerge.most + 1)
            ) { StreamMerge.Stream(id: $0.integer(0), name: $0.text(1)) }
            return found.count <= StreamMerge.most ? found : nil
        }
        guard (1...StreamMerge.most).contains(filter.streams.count) else { return nil }
        for name in filter.streams {
            let id = try connection.first("SELECT id FROM streams WHERE group_id = ? AND name = ?", .integer(group), .text(name)) {
                $0.integer(0)
            }
            if let id { found.append(StreamMerge.Stream(id: id, name: name)) }
        }
        return found
    }

    /// Events of one stream. Source: API_GetLogEvents.
    /// - Parameter forward: from `from` towards newer ones, else towards older ones; the answer is in order of time either way.
    /// - Throws: `.noSuchGroup`, `.noSuchStream`.
    package func events(
        _ key: GroupKey, stream: String, start: Timestamp?, end: Timestamp?, from: LogPosition?, forward: Bool, limit: Int
    ) async throws(LogError) -> [StoredLogEvent] {
        let page = Filling(limit: limit, bytes: limits.pageBytes)
        let found = try await run { tables throws(DatabaseError) -> Result<[StoredLogEvent], LogError> in
            guard let group = try tables.groupID(key) else { return .failure(.noSuchGroup) }
            let id = try tables.connection.first(
                "SELECT id FROM streams WHERE group_id = ? AND name = ?", .integer(group), .text(stream)
            ) { $0.integer(0) }
            guard let id else { return .failure(.noSuchStream) }
            var page = page
            guard forward else {
                let from = LogPosition.first(behind: end, from)
                try tables.connection.each(
                    """
                    SELECT id, ?1, time_ms, ingested_ms, message FROM events
                    WHERE stream_id = ?2 AND time_ms = ?3 AND id < ?4 AND time_ms >= ?5
                    UNION ALL
                    SELECT id, ?1, time_ms, ingested_ms, message FROM events WHERE stream_id = ?2 AND time_ms < ?3 AND time_ms >= ?5
                    ORDER BY 3 DESC, 1 DESC
                    """, .text(stream), .integer(id), .integer(from.time.milliseconds), .integer(from.id),
                    .integer(start?.milliseconds ?? Int64.min)
                ) { page.take(Self.event($0)) }
                return .success(page.events.reversed())
            }
            let from = LogPosition.last(before: start, from)
            try tables.connection.each(
                """
                SELECT id, ?1, time_ms, ingested_ms, message FROM events
                WHERE stream_id = ?2 AND time_ms = ?3 AND id > ?4 AND time_ms < ?5
                UNION ALL
                SELECT id, ?1, time_ms, ingested_ms, message FROM events WHERE stream_id = ?2 AND time_ms > ?3 AND time_ms < ?5
                ORDER BY 3, 1
                """, .text(stream), .integer(id), .integer(from.time.milliseconds), .integer(from.id),
                .integer(end?.milliseconds ?? Int64.max)
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
        let names = TextRange(prefix: prefix).after(after)
        return try await run { tables throws(DatabaseError) in
            try tables.connection.rows(
                """
                SELECT name, created_ms FROM groups WHERE account_id = ? AND region = ? AND name >= ? AND name < ?
                ORDER BY name LIMIT ?
                """, .text(account.description), .text(region.description), names.lower, names.upper, .integer(limit)
            ) { LogGroup(name: $0.text(0), created: Timestamp(milliseconds: $0.integer(1))) }
        }
    }

    /// Streams of a group by name. Source: API_DescribeLogStreams.
    /// - Parameter last: the last stream of the page before.
    /// - Throws: `.noSuchGroup`.
    package func streams(
        _ key: GroupKey, prefix: String, after last: String?, descending: Bool, limit: Int
    ) async throws(LogError) -> [LogStream] {
        let all = TextRange(prefix: prefix)
        return try await streams(of: key) { connection, group throws(DatabaseError) in
            if descending {
                let names = last.map { all.before($0) } ?? all
                return try connection.rows(
                    """
                    SELECT name, created_ms, first_ms, last_ms, ingested_ms, id FROM streams
                    WHERE group_id = ? AND name >= ? AND name < ? ORDER BY name DESC LIMIT ?
                    """, .integer(group), names.lower, names.upper, .integer(limit), read: Self.stream)
            }
            let names = last.map { all.after($0) } ?? all
            return try connection.rows(
                """
                SELECT name, created_ms, first_ms, last_ms, ingested_ms, id FROM streams
                WHERE group_id = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?
                """, .integer(group), names.lower, names.upper, .integer(limit), read: Self.stream)
        }
    }

    /// Streams of a group by the time of their last event.
    /// - Parameter last: where the last stream of the page before stood.
    /// - Throws: `.noSuchGroup`.
    package func streamsByTime(
        _ key: GroupKey, after last: LogPosition?, descending: Bool, limit: Int
    ) async throws(LogError) -> [LogStream] {
        try await streams(of: key) { connection, group throws(DatabaseError) in
            if descending {
                let last = LogPosition.first(behind: nil, last)
                return try connection.rows(
                    """
                    SELECT name, created_ms, first_ms, last_ms, ingested_ms, id FROM streams
                    WHERE group_id = ?1 AND last_ms = ?2 AND id < ?3
                    UNION ALL
                    SELECT name, created_ms, first_ms, last_ms, ingested_ms, id FROM streams WHERE group_id = ?1 AND last_ms < ?2
                    ORDER BY 4 DESC, 6 DESC LIMIT ?4
                    """, .integer(group), .integer(last.time.milliseconds), .integer(last.id), .integer(limit), read: Self.stream)
            }
            let last = LogPosition.last(before: nil, last)
            return try connection.rows(
                """
                SELECT name, created_ms, first_ms, last_ms, ingested_ms, id FROM streams
                WHERE group_id = ?1 AND last_ms = ?2 AND id > ?3
                UNION ALL
                SELECT name, created_ms, first_ms, last_ms, ingested_ms, id FROM streams WHERE group_id = ?1 AND last_ms > ?2
                ORDER BY 4, 6 LIMIT ?4
                """, .integer(group), .integer(last.time.milliseconds), .integer(last.id), .integer(limit), read: Self.stream)
        }
    }

    private func streams(
        of key: GroupKey, _ page: @escaping @Sendable (Connection, Int64) throws(DatabaseError) -> [LogStream]
    ) async throws(LogError) -> [LogStream] {
        let found = try await run { tables throws(DatabaseError) -> [LogStream]? in
            guard let group = try tables.groupID(key) else { return nil }
            return try page(tables.connection, group)
        }
        guard let found else { throw .noSuchGroup }
        return found
    }

    private static func stream(_ row: Row) -> LogStream {
        func time(_ column: Int) -> Timestamp { Timestamp(milliseconds: row.integer(column)) }
        return LogStream(
            id: row.integer(5), name: row.text(0), created: time(1), first: time(2), last: time(3), ingested: time(4))
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
