internal import Store
internal import Database

/// A stretch of a blob's content, by the row that holds it.
struct Link: Hashable {
    /// Never a list.
    let source: ContentID
    let start, length: Int64
}

extension WriteTransaction {
    /// Strings stretches of blobs together. The references that they need pass to the list.
    func insert(list links: [Link], parts: PartTable?) throws(DatabaseError) -> ContentID {
        let list = try insertList(size: links.reduce(0) { $0 + $1.length }, refs: 1, parts: parts)
        _ = try append(links, to: list, behind: 0, 0)
        return list
    }

    /// A list without pieces yet.
    func insertList(size: Int64, refs: Int, parts: PartTable?) throws(DatabaseError) -> ContentID {
        try connection.run(
            "INSERT INTO contents (refs, size, place, parts) VALUES (?, ?, ?, ?)", .integer(refs), .integer(size),
            .integer(PlaceCode.extents), .optional(parts?.encoded))
        return ContentID(connection.lastInsertedRowID)
    }

    /// - Parameters:
    ///   - pieces: how many the list has.
    ///   - size: bytes of these.
    /// - Returns: the same, with `links`.
    func append(_ links: [Link], to list: ContentID, behind pieces: Int, _ size: Int64) throws(DatabaseError) -> (Int, Int64) {
        var start = size
        for (ordinal, link) in links.enumerated() {
            try connection.run(
                "INSERT INTO extents (content_id, ordinal, source_id, source_start, start, length) VALUES (?, ?, ?, ?, ?, ?)",
                .integer(list.rawValue), .integer(pieces + ordinal), .integer(link.source.rawValue), .integer(link.start),
                .integer(start), .integer(link.length))
            start += link.length
        }
        return (pieces + links.count, start)
    }

    /// A content that is `range` of another one's bytes, with one reference: the caller's. No byte moves, and lists stay flat.
    func link(_ content: ContentID, _ range: Range<Int64>, size: Int64) throws(DatabaseError) -> ContentID {
        if range == 0..<size {
            try addReference(content)
            return content
        }
        let links = try links(of: content, in: range)
        for link in links { try addReference(link.source) }
        return try insert(list: links, parts: nil)
    }

    /// The blobs behind the contents, in order. Their references pass from the contents to whoever gets the links.
    func flatten(_ contents: [(content: ContentID, size: Int64)]) throws(DatabaseError) -> [Link] {
        var flat: [Link] = []
        flat.reserveCapacity(contents.count)
        for (content, size) in contents {
            guard try isList(content) else {
                flat.append(Link(source: content, start: 0, length: size))
                continue
            }
            let links = try links(of: content, in: 0..<size)
            for link in links { try addReference(link.source) }
            try release(content)
            flat += links
        }
        return flat
    }

    private func isList(_ content: ContentID) throws(DatabaseError) -> Bool {
        try connection.first("SELECT place FROM contents WHERE id = ?", .integer(content.rawValue)) { $0.integer(0) } == PlaceCode.extents
    }

    func links(of content: ContentID, in range: Range<Int64>) throws(DatabaseError) -> [Link] {
        guard try isList(content) else { return [Link(source: content, start: range.lowerBound, length: Int64(range.count))] }
        return try connection.rows(
            """
            SELECT source_id, source_start, start, length FROM extents WHERE content_id = ? AND start < ? AND start + length > ?
            ORDER BY ordinal
            """, .integer(content.rawValue), .integer(range.upperBound), .integer(range.lowerBound)
        ) { row throws(DatabaseError) in
            let start = try row.bytes(2)
            let (lower, upper) = (max(start, range.lowerBound), min(start + (try row.bytes(3)), range.upperBound))
            guard lower <= upper else { throw .unreadable("where an extent of content \(content.rawValue) lies") }
            let part = lower..<upper
            return Link(
                source: ContentID(row.integer(0)), start: try row.bytes(1) + part.lowerBound - start, length: Int64(part.count))
        }
    }
}

extension ReadSnapshot {
    func extents(of content: ContentID) throws(DatabaseError) -> [ContentPlace.Extent] {
        // Stretches of one blob share its place: a large one has thousands of checksums.
        var places: [Int64: ContentPlace] = [:]
        return try connection.rows(
            """
            SELECT e.start, e.length, e.source_start, e.source_id, c.place, c.bytes, c.blob, c.block_crcs, c.segment,
                c.segment_start, c.size + (c.sealed_key IS NOT NULL) * ((c.size + 65535) / 65536) * 16, c.sealed_key, c.size
            FROM extents e JOIN contents c ON c.id = e.source_id WHERE e.content_id = ? ORDER BY e.ordinal
            """, .integer(content.rawValue)
        ) { row throws(DatabaseError) in
            let found = places[row.integer(3)] ?? contentPlace(row, at: 4)
            let place = try required(found, "the blob of a part of content \(content.rawValue)")
            places[row.integer(3)] = place
            return ContentPlace.Extent(
                start: try row.bytes(0), length: try row.bytes(1), sourceStart: try row.bytes(2), sourceSize: try row.bytes(12),
                place: place)
        }
    }
}
