internal import DeliveryData
package import Store
internal import Blobs
package import Database
package import Core

/// Bytes that are on disk, or will be with this commit, and that no row names yet.
package enum NewContent: Sendable {
    /// Few enough to be held: the commit puts them into the row or into a segment, whichever costs the group less.
    case small([UInt8], blockCRCs: [UInt32])
    /// In a file of its own, synced together with the folder that names it.
    case file(BlobID, size: Int64, blockCRCs: [UInt32])
    /// Encrypted, with the sealed key that opens it. Never sealed twice.
    indirect case sealed(NewContent, key: [UInt8], plainSize: Int64)

    /// Plain bytes.
    package var size: Int64 {
        switch self {
        case .small(let bytes, _): Int64(bytes.count)
        case .file(_, let size, _): size
        case .sealed(_, _, let size): size
        }
    }

    /// What the commit still has to write of it.
    var smallBytes: Int {
        switch self {
        case .small(let bytes, _): bytes.count
        case .file: 0
        case .sealed(let stored, _, _): stored.smallBytes
        }
    }
}

/// Where a content's bytes are.
package enum ContentPlace: Sendable {
    case inline([UInt8], blockCRCs: [UInt32])
    case file(BlobID, blockCRCs: [UInt32])
    case record(SegmentRange, blockCRCs: [UInt32])
    /// Encrypted bytes, with the sealed key that opens them.
    indirect case sealed(ContentPlace, key: [UInt8])
    /// Pieces in order; each starts where the one before it ends.
    case extents([Extent])

    /// A stretch of one blob.
    package struct Extent: Sendable {
        package let start, length: Int64
        /// Where it begins in its blob, and how large that is.
        package let sourceStart, sourceSize: Int64
        /// Never `.extents` itself: lists are flat.
        package let place: ContentPlace

        package init(start: Int64, length: Int64, sourceStart: Int64, sourceSize: Int64, place: ContentPlace) {
            self.start = start
            self.length = length
            self.sourceStart = sourceStart
            self.sourceSize = sourceSize
            self.place = place
        }

        /// The whole of a blob.
        package init(of place: ContentPlace, size: Int64) {
            self.init(start: 0, length: size, sourceStart: 0, sourceSize: size, place: place)
        }
    }
}

/// The numbers in `contents.place`.
enum PlaceCode {
    static let inline: Int64 = 0
    static let file: Int64 = 1
    static let extents: Int64 = 2
    static let record: Int64 = 3
}

extension WriteTransaction {
    /// Makes the row of fresh bytes, with one reference: the caller's.
    package func insert(_ content: NewContent) throws(DatabaseError) -> ContentID { try place(content).id }

    /// The same, with where the bytes are then.
    func place(_ content: NewContent) throws(DatabaseError) -> (id: ContentID, place: ContentPlace) {
        guard case .sealed(let stored, let key, let size) = content else {
            return try place(content, size: content.size, sealedKey: .null)
        }
        let (id, place) = try place(stored, size: size, sealedKey: .blob(key))
        return (id, .sealed(place, key: key))
    }

    /// - Parameter size: of the plain bytes.
    private func place(
        _ content: NewContent, size: Int64, sealedKey: Value
    ) throws(DatabaseError) -> (id: ContentID, place: ContentPlace) {
        switch content {
        case .small(let bytes, let crcs):
            if let segment, bytes.count > limits.tinyBytes { return try place(bytes, crcs, into: segment, size, sealedKey) }
            try connection.run(
                "INSERT INTO contents (refs, size, place, bytes, block_crcs, sealed_key) VALUES (1, ?, ?, ?, ?, ?)",
                .integer(size), .integer(PlaceCode.inline), .blob(bytes), .blob(packed(crcs)), sealedKey)
            return (ContentID(connection.lastInsertedRowID), .inline(bytes, blockCRCs: crcs))
        case .file(let blob, _, let crcs):
            try connection.run(
                "INSERT INTO contents (refs, size, place, blob, block_crcs, sealed_key) VALUES (1, ?, ?, ?, ?, ?)",
                .integer(size), .integer(PlaceCode.file), .text(blob.description), .blob(packed(crcs)), sealedKey)
            return (ContentID(connection.lastInsertedRowID), .file(blob, blockCRCs: crcs))
        case .sealed: throw .unreadable("a content that is sealed twice")
        }
    }

    private func place(
        _ bytes: [UInt8], _ crcs: [UInt32], into segment: SegmentWriter, _ size: Int64, _ sealedKey: Value
    ) throws(DatabaseError) -> (id: ContentID, place: ContentPlace) {
        let place = segment.place(forBlobOf: Int64(bytes.count))
        try connection.run(
            "INSERT INTO contents (refs, size, place, block_crcs, segment, segment_start, sealed_key) VALUES (1, ?, ?, ?, ?, ?, ?)",
            .integer(size), .integer(PlaceCode.record), .blob(packed(crcs)), .integer(place.segment), .integer(place.start), sealedKey)
        let id = connection.lastInsertedRowID
        // Small blobs have one block, but for empty ones.
        segment.add(SegmentRecord(content: id, length: bytes.count, checksum: crcs.first ?? 0), bytes)
        return (ContentID(id), .record(place, blockCRCs: crcs))
    }

    func addReference(_ content: ContentID) throws(DatabaseError) {
        try connection.run("UPDATE contents SET refs = refs + 1 WHERE id = ?", .integer(content.rawValue))
    }

    /// Gives one reference back. What nobody refers to any more goes, and its file becomes garbage in the same transaction.
    package func release(_ content: ContentID) throws(DatabaseError) {
        try connection.run("UPDATE contents SET refs = refs - 1 WHERE id = ?", .integer(content.rawValue))
        let row = try connection.first(
            """
            SELECT refs, place, blob, segment, segment_start, size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16
            FROM contents WHERE id = ?
            """, .integer(content.rawValue)
        ) { ($0.integer(0), $0.integer(1), $0.optionalText(2).flatMap { BlobID($0) }, segmentRange($0, at: 3)) }
        guard let (refs, place, blob, range) = row, refs <= 0 else { return }
        if let blob { try discard(.file(blob)) }
        if let range { try discard(.record(range)) }
        if place == PlaceCode.extents { return try releaseList(content) }
        try connection.run("DELETE FROM contents WHERE id = ?", .integer(content.rawValue))
    }

    /// Its row goes with this transaction; its bytes are given back when nobody reads them any more.
    private func discard(_ place: BlobPlace) throws(DatabaseError) {
        switch place {
        case .file(let blob): try connection.run("INSERT OR IGNORE INTO garbage (blob) VALUES (?)", .text(blob.description))
        case .record(let range):
            try connection.run(
                "INSERT OR IGNORE INTO segment_garbage (segment, start, length) VALUES (?, ?, ?)",
                .integer(range.segment), .integer(range.start), .integer(range.length))
        }
        objects.discard(place)
    }
}

extension ReadSnapshot {
    package func place(of content: ContentID) throws(DatabaseError) -> ContentPlace {
        let found = try connection.first(
            """
            SELECT place, bytes, blob, block_crcs, segment, segment_start,
                size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16, sealed_key
            FROM contents WHERE id = ?
            """, .integer(content.rawValue)
        ) { ($0.integer(0) == PlaceCode.extents, contentPlace($0, at: 0)) }
        let (isList, place) = try required(found, "the row of content \(content.rawValue)")
        return isList ? .extents(try extents(of: content)) : try required(place, "the blob of content \(content.rawValue)")
    }
}

/// - Parameter column: the first of `place, bytes, blob, block_crcs, segment, segment_start`, the stored size.
func blobPlace(_ row: Row, at column: Int) -> ContentPlace? {
    let crcs = unpacked(row.blob(column + 3))
    return switch row.integer(column) {
    case PlaceCode.inline: .inline(row.blob(column + 1), blockCRCs: crcs)
    case PlaceCode.record: segmentRange(row, at: column + 4).map { .record($0, blockCRCs: crcs) }
    default: row.optionalText(column + 2).flatMap { BlobID($0) }.map { .file($0, blockCRCs: crcs) }
    }
}

/// - Parameter column: the first of `segment, segment_start`, the stored size.
func segmentRange(_ row: Row, at column: Int) -> SegmentRange? {
    guard let segment = row.optionalInteger(column).flatMap({ UInt32(exactly: $0) }) else { return nil }
    let (start, size) = (row.integer(column + 1), row.integer(column + 2))
    guard 0...1 << 53 ~= start, 0...1 << 53 ~= size else { return nil }
    return SegmentRange(segment: segment, start: start, length: SegmentRecord.bytes(forBlobOf: size))
}

private func packed(_ crcs: [UInt32]) -> [UInt8] {
    crcs.flatMap { crc in (0..<4).map { UInt8(truncatingIfNeeded: crc >> (24 - 8 * UInt32($0))) } }
}

private func unpacked(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { i in bytes[i..<i + 4].reduce(0) { $0 << 8 | UInt32($1) } }
}
