internal import Database
package import PeltonCore

/// Bytes that are on disk, or will be with this commit, and that no row names yet.
package enum NewContent: Sendable {
    /// In the row itself.
    case inline([UInt8], blockCRCs: [UInt32])
    /// In a file of its own, synced together with the folder that names it.
    case file(BlobID, size: Int64, blockCRCs: [UInt32])

    package var size: Int64 {
        switch self {
        case .inline(let bytes, _): Int64(bytes.count)
        case .file(_, let size, _): size
        }
    }
}

/// Where a content's bytes are.
package enum ContentPlace: Sendable {
    case inline([UInt8], blockCRCs: [UInt32])
    case file(BlobID, blockCRCs: [UInt32])
    /// Pieces in order; each starts where the one before it ends.
    case extents([Extent])

    package struct Extent: Sendable {
        package let start, length: Int64
        /// Never `.extents` itself: lists are flat.
        package let place: ContentPlace

        package init(start: Int64, length: Int64, place: ContentPlace) {
            self.start = start
            self.length = length
            self.place = place
        }
    }
}

/// The numbers in `contents.place`.
private enum PlaceCode {
    static let inline: Int64 = 0
    static let file: Int64 = 1
    static let extents: Int64 = 2
}

extension WriteTransaction {
    /// Makes the row of fresh bytes, with one reference: the caller's.
    func insert(_ content: NewContent) throws(DatabaseError) -> ContentID {
        switch content {
        case .inline(let bytes, let crcs):
            try connection.run(
                "INSERT INTO contents (refs, size, place, bytes, block_crcs) VALUES (1, ?, ?, ?, ?)",
                .integer(bytes.count), .integer(PlaceCode.inline), .blob(bytes), .blob(packed(crcs)))
        case .file(let blob, let size, let crcs):
            try connection.run(
                "INSERT INTO contents (refs, size, place, blob, block_crcs) VALUES (1, ?, ?, ?, ?)",
                .integer(size), .integer(PlaceCode.file), .text(blob.description), .blob(packed(crcs)))
        }
        return ContentID(connection.lastInsertedRowID)
    }

    /// Strings the parts of an upload together. Their references pass from the part rows to the list.
    func insert(extents parts: [(source: ContentID, length: Int64)]) throws(DatabaseError) -> ContentID {
        let size = parts.reduce(0) { $0 + $1.length }
        try connection.run("INSERT INTO contents (refs, size, place) VALUES (1, ?, ?)", .integer(size), .integer(PlaceCode.extents))
        let list = connection.lastInsertedRowID
        var start: Int64 = 0
        for (ordinal, part) in parts.enumerated() {
            try connection.run(
                "INSERT INTO extents (content_id, ordinal, source_id, start, length) VALUES (?, ?, ?, ?, ?)",
                .integer(list), .integer(ordinal), .integer(part.source.rawValue), .integer(start), .integer(part.length))
            start += part.length
        }
        return ContentID(list)
    }

    func addReference(_ content: ContentID) throws(DatabaseError) {
        try connection.run("UPDATE contents SET refs = refs + 1 WHERE id = ?", .integer(content.rawValue))
    }

    /// Gives one reference back. What nobody refers to any more goes, and its file becomes garbage in the same transaction.
    func release(_ content: ContentID) throws(DatabaseError) {
        try connection.run("UPDATE contents SET refs = refs - 1 WHERE id = ?", .integer(content.rawValue))
        let row = try connection.first("SELECT refs, place, blob FROM contents WHERE id = ?", .integer(content.rawValue)) {
            ($0.integer(0), $0.integer(1), $0.optionalText(2))
        }
        guard let (refs, place, blob) = row, refs <= 0 else { return }
        if let blob, let id = BlobID(blob) {
            try connection.run("INSERT OR IGNORE INTO garbage (blob) VALUES (?)", .text(blob))
            effects.garbage.append(id)
        }
        if place == PlaceCode.extents {
            let sources = try connection.rows("SELECT source_id FROM extents WHERE content_id = ?", .integer(content.rawValue)) {
                $0.integer(0)
            }
            for source in sources { try release(ContentID(source)) }
            try connection.run("DELETE FROM extents WHERE content_id = ?", .integer(content.rawValue))
        }
        try connection.run("DELETE FROM contents WHERE id = ?", .integer(content.rawValue))
    }
}

extension ReadSnapshot {
    func place(of content: ContentID) throws(MetadataError) -> ContentPlace {
        let row = try translating { () throws(DatabaseError) in
            try connection.first("SELECT place, bytes, blob, block_crcs FROM contents WHERE id = ?", .integer(content.rawValue)) {
                ($0.integer(0), $0.blob(1), $0.optionalText(2), $0.blob(3))
            }
        }
        guard let (place, bytes, blob, crcs) = row else { throw .storage("Content \(content.rawValue) has no row.") }
        switch place {
        case PlaceCode.inline: return .inline(bytes, blockCRCs: unpacked(crcs))
        case PlaceCode.extents: return .extents(try extents(of: content))
        default:
            guard let id = blob.flatMap({ BlobID($0) }) else { throw .storage("Content \(content.rawValue) names no blob.") }
            return .file(id, blockCRCs: unpacked(crcs))
        }
    }

    private func extents(of content: ContentID) throws(MetadataError) -> [ContentPlace.Extent] {
        let rows = try translating { () throws(DatabaseError) in
            try connection.rows(
                "SELECT source_id, start, length FROM extents WHERE content_id = ? ORDER BY ordinal", .integer(content.rawValue)
            ) { (ContentID($0.integer(0)), $0.integer(1), $0.integer(2)) }
        }
        var out: [ContentPlace.Extent] = []
        out.reserveCapacity(rows.count)
        for (source, start, length) in rows {
            out.append(ContentPlace.Extent(start: start, length: length, place: try place(of: source)))
        }
        return out
    }
}

private func packed(_ crcs: [UInt32]) -> [UInt8] {
    crcs.flatMap { crc in (0..<4).map { UInt8(truncatingIfNeeded: crc >> (24 - 8 * UInt32($0))) } }
}

private func unpacked(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { i in bytes[i..<i + 4].reduce(0) { $0 << 8 | UInt32($1) } }
}
