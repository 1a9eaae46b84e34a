package import Store
internal import Database
internal import Core

// Contents whose bytes are sealed: `size` is the plain one, and `sealed_key` is set. What lies on the disk is longer, by a function of the
// size: EncryptedFormat.storedSize, which statements write as size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16.

/// - Parameter column: the first of `place, bytes, blob, block_crcs, segment, segment_start`, the stored size, `sealed_key`.
func contentPlace(_ row: Row, at column: Int) -> ContentPlace? {
    guard let place = blobPlace(row, at: column) else { return nil }
    return row.isNull(column + 7) ? place : .sealed(place, key: row.blob(column + 7))
}

/// Whether any content is encrypted. Looks at all of them where none is: for when the master key is not the right one.
package struct HasSealedContents: Query {
    package init() {}

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Bool {
        try StoreError<Never>.translating { () throws(DatabaseError) in
            try snapshot.connection.first("SELECT 1 FROM contents WHERE sealed_key IS NOT NULL LIMIT 1") { _ in true } ?? false
        }
    }
}
