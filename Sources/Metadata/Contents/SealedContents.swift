internal import Database
internal import PeltonCore

// Contents whose bytes are sealed: `size` is the plain one, and `sealed_key` is set. What lies on the disk is longer, by a function of the
// size: SealedFormat.storedSize, which statements write as size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16.

extension WriteTransaction {
    /// Makes the row of fresh sealed bytes.
    func insert(sealed stored: NewContent, key: [UInt8], plainSize: Int64) throws(DatabaseError) -> ContentID {
        let content = try insert(stored)
        try connection.run(
            "UPDATE contents SET size = ?, sealed_key = ? WHERE id = ?", .integer(plainSize), .blob(key), .integer(content.rawValue))
        return content
    }
}

/// - Parameter column: the first of `place, bytes, blob, block_crcs, segment, segment_start`, the stored size, `sealed_key`.
func contentPlace(_ row: Row, at column: Int) -> ContentPlace? {
    guard let place = blobPlace(row, at: column) else { return nil }
    return row.isNull(column + 7) ? place : .sealed(place, key: row.blob(column + 7))
}
