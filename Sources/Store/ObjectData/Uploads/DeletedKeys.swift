internal import Store
internal import Database
internal import Core

// A completion that wants its key to be absent must not take a delete meanwhile for absence. So a delete leaves a row for its key while
// uploads of it are open: when the last one of them was begun. One row a key, gone with the last open upload of it.
// Source: S3 User Guide, "Add preconditions to S3 operations with conditional requests", concurrent deletes.

extension WriteTransaction {
    /// Notes that `found` goes, or steps back behind a marker, if it is what its key has.
    func noteDeletion(ofRow found: Int64, _ bucket: Int64, _ key: ObjectKey) throws(DatabaseError) {
        try connection.run(
            """
            INSERT OR REPLACE INTO deleted_keys (bucket_id, key, created_ms)
            SELECT bucket_id, key, created_ms FROM uploads WHERE bucket_id = ?1 AND key = ?2 AND completed_ms IS NULL
                AND EXISTS (SELECT 1 FROM versions WHERE id = ?3 AND is_latest = 1 AND is_marker = 0)
            ORDER BY created_ms DESC LIMIT 1
            """, .integer(bucket), .blob(key.utf8), .integer(found))
    }

    /// Whether the key's object was deleted since `upload` was begun.
    func wasDeleted(_ bucket: Int64, _ key: ObjectKey, since upload: OpenUpload) throws(DatabaseError) -> Bool {
        try connection.first(
            "SELECT 1 FROM deleted_keys WHERE bucket_id = ? AND key = ? AND created_ms >= ?", .integer(bucket), .blob(key.utf8),
            .integer(upload.created.milliseconds)
        ) { _ in true } ?? false
    }

    /// Behind the end of an upload of the key.
    func forgetDeletion(_ bucket: Int64, _ key: [UInt8]) throws(DatabaseError) {
        try connection.run(
            """
            DELETE FROM deleted_keys WHERE bucket_id = ?1 AND key = ?2
                AND NOT EXISTS (SELECT 1 FROM uploads WHERE bucket_id = ?1 AND key = ?2 AND completed_ms IS NULL)
            """, .integer(bucket), .blob(key))
    }
}
