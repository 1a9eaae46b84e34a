internal import DeliveryData
package import Store
internal import Blobs
internal import Database
package import Core

/// Blobs whose rows went while their bytes may still be there, the longest known first.
package struct ListGarbage: Query {
    package let after: BlobPlace?
    package let limit: Int

    package init(after: BlobPlace? = nil, limit: Int) {
        self.after = after
        self.limit = limit
    }

    /// Files first, then records; each in the order of its key.
    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [BlobPlace] {
        try translating { () throws(DatabaseError) in
            var found: [BlobPlace] = []
            if case .record = after {} else { found = try files(snapshot.connection) }
            guard found.count < limit else { return found }
            return try found + records(snapshot.connection, limit - found.count)
        }
    }

    private func files(_ connection: Connection) throws(DatabaseError) -> [BlobPlace] {
        var last = ""
        if case .file(let blob)? = after { last = blob.description }
        return try connection.rows("SELECT blob FROM garbage WHERE blob > ? ORDER BY blob LIMIT ?", .text(last), .integer(limit)) {
            BlobID($0.text(0)).map(BlobPlace.file)
        }.compactMap { $0 }
    }

    private func records(_ connection: Connection, _ limit: Int) throws(DatabaseError) -> [BlobPlace] {
        var (segment, start) = (Int64(-1), Int64(-1))
        if case .record(let range)? = after { (segment, start) = (Int64(range.segment), range.start) }
        return try connection.rows(
            "SELECT segment, start, length FROM segment_garbage WHERE (segment, start) > (?, ?) ORDER BY segment, start LIMIT ?",
            .integer(segment), .integer(start), .integer(limit)
        ) { row throws(DatabaseError) in .record(try garbageRange(row)) }
    }
}

/// Which of some blob files a row names, as living or as waiting to be given back: a reader may still have one of those.
package struct FindNamedBlobs: Query {
    package let blobs: [BlobID]
    package init(blobs: [BlobID]) { self.blobs = blobs }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Set<BlobID> {
        try translating { () throws(DatabaseError) in
            var named: Set<BlobID> = []
            for blob in blobs {
                let isNamed = try snapshot.connection.first(
                    "SELECT 1 FROM contents WHERE blob = ?1 UNION ALL SELECT 1 FROM garbage WHERE blob = ?1 LIMIT 1",
                    .text(blob.description)
                ) { _ in true }
                if isNamed != nil { named.insert(blob) }
            }
            return named
        }
    }
}

/// What dead records of segments leave free, once they themselves are gone: from the end of the last record before each that is still
/// needed to the start of the next. Neighbours share a span, and each of them is looked at once, however many lie beside each other.
package struct FindFreeSpans: Query {
    package let dead: [SegmentRange]
    package init(dead: [SegmentRange]) { self.dead = dead }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [(segment: UInt32, span: Range<Int64>)] {
        try translating { () throws(DatabaseError) in
            var left = dead.sorted { ($0.segment, $0.start) < ($1.segment, $1.start) }[...]
            var spans: [(segment: UInt32, span: Range<Int64>)] = []
            while let first = left.first { spans.append((first.segment, try span(from: first, &left, snapshot.connection))) }
            return spans
        }
    }

    /// - Parameter left: the dead in order, `first` before all; those within the span are taken out.
    private func span(
        from first: SegmentRange, _ left: inout ArraySlice<SegmentRange>, _ connection: Connection
    ) throws(DatabaseError) -> Range<Int64> {
        let behind = try connection.first(
            "SELECT segment_start FROM contents WHERE segment = ? AND segment_start > ? ORDER BY segment_start LIMIT 1",
            .integer(first.segment), .integer(first.start)
        ) { $0.integer(0) }
        var upper = behind
        // Up to the first that waits, but not among these.
        var cursor = left
        try connection.each(
            "SELECT start FROM segment_garbage WHERE segment = ? AND start >= ? AND start < ? ORDER BY start", .integer(first.segment),
            .integer(first.start), .integer(behind ?? .max)
        ) { row in
            while let next = cursor.first, next.segment == first.segment, next.start < row.integer(0) { cursor.removeFirst() }
            if let next = cursor.first, next.segment == first.segment, next.start == row.integer(0) {
                cursor.removeFirst()
                return true
            }
            upper = row.integer(0)
            return false
        }
        // Without a record behind them there is no knowing what the committer writes there just now.
        var last = first.end
        while let next = left.first, next.segment == first.segment, next.start < upper ?? .max {
            last = max(last, next.end)
            left.removeFirst()
        }
        return try end(before: first, connection)..<(upper ?? last)
    }

    /// Where the last record ends that lies before `range` and is needed, or waits.
    private func end(before range: SegmentRange, _ connection: Connection) throws(DatabaseError) -> Int64 {
        let living = try connection.first(
            """
            SELECT segment_start + size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16
            FROM contents WHERE segment = ? AND segment_start < ? ORDER BY segment_start DESC LIMIT 1
            """, .integer(range.segment), .integer(range.start)
        ) { SegmentRecord.bytes(forBlobOf: $0.integer(0)) }
        let waiting = try connection.first(
            "SELECT start + length FROM segment_garbage WHERE segment = ? AND start < ? ORDER BY start DESC LIMIT 1",
            .integer(range.segment), .integer(range.start)
        ) { $0.integer(0) }
        return max(living ?? 0, waiting ?? 0)
    }
}

/// Which of some segments hold nothing that a row names, and are not the one that is written.
package struct FindDeadSegments: Query {
    package let among: [UInt32]
    package init(among: [UInt32]) { self.among = among }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [UInt32] {
        try translating { () throws(DatabaseError) in
            let connection = snapshot.connection
            let last = try connection.lastSegmentRange()?.segment ?? 0
            var dead: [UInt32] = []
            for segment in among where segment < last {
                let isNamed = try connection.first(
                    """
                    SELECT 1 FROM contents WHERE segment = ?1 UNION ALL SELECT 1 FROM segment_garbage WHERE segment = ?1 LIMIT 1
                    """, .integer(segment)
                ) { _ in true }
                if isNamed == nil { dead.append(segment) }
            }
            return dead
        }
    }
}

/// The bytes of these records are given back.
package struct ForgetRecords: Mutation {
    package let records: [SegmentRange]
    package init(records: [SegmentRange]) { self.records = records }

    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        try translating { () throws(DatabaseError) in
            for range in records {
                try transaction.connection.run(
                    "DELETE FROM segment_garbage WHERE segment = ? AND start = ?", .integer(range.segment), .integer(range.start))
            }
        }
    }
}

private func garbageRange(_ row: Row) throws(DatabaseError) -> SegmentRange {
    let segment = try required(UInt32(exactly: row.integer(0)), "the number of a segment")
    return SegmentRange(segment: segment, start: try row.bytes(1), length: try row.bytes(2))
}

extension Connection {
    /// The last record that a row names, as living or as waiting to be given back.
    func lastSegmentRange() throws(DatabaseError) -> SegmentRange? {
        let living =
            try first(
                """
                SELECT segment, segment_start, size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16
                FROM contents WHERE segment IS NOT NULL ORDER BY segment DESC, segment_start DESC LIMIT 1
                """
            ) { segmentRange($0, at: 0) } ?? nil
        let dead = try first("SELECT segment, start, length FROM segment_garbage ORDER BY segment DESC, start DESC LIMIT 1") {
            row throws(DatabaseError) in try garbageRange(row)
        }
        return [living, dead].compactMap { $0 }.max { ($0.segment, $0.start) < ($1.segment, $1.start) }
    }
}
