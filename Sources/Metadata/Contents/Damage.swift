internal import Database
package import PeltonCore

/// Contents by id, a page at a time, with the places of their bytes.
package struct ListContents: Query {
    package let after: ContentID?
    package let limit: Int

    package init(after: ContentID?, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [StoredContent] {
        let rows = try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT id, place, bytes, blob, block_crcs, segment, segment_start,
                    size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16
                FROM contents WHERE id > ? AND place <> 2 ORDER BY id LIMIT ?
                """, .integer(after?.rawValue ?? 0), .integer(limit)
            ) { row in
                blobPlace(row, at: 1).map { StoredContent(id: ContentID(row.integer(0)), size: row.integer(7), place: $0) }
            }
        }
        let contents = rows.compactMap { $0 }
        guard contents.count == rows.count else { throw .storage("A content names no blob.") }
        return contents
    }
}

/// A version that is refused because its bytes are not what was written.
package struct DamagedVersion: Sendable, Hashable {
    package let bucket: String
    package let key: ObjectKey
    package let versionID: VersionID
}

package struct ListDamaged: Query {
    package let limit: Int
    package init(limit: Int) { self.limit = limit }

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [DamagedVersion] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT b.name, v.key, v.version_id FROM versions v JOIN buckets b ON b.id = v.bucket_id
                WHERE v.is_damaged = 1 ORDER BY v.id LIMIT ?
                """, .integer(limit)
            ) { DamagedVersion(bucket: $0.text(0), key: ObjectKey(stored: $0.blob(1)), versionID: VersionID(stored: $0.text(2))) }
        }
    }
}

/// The versions whose bytes are, or contain, a content. Reads all versions: for when damage was found, which is rare.
package struct FindVersionsOfContent: Query {
    package let content: ContentID
    package init(content: ContentID) { self.content = content }

    package struct Found: Sendable, Hashable {
        package let bucketID: Int64
        package let key: ObjectKey
        package let sequence: UInt64
    }

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [Found] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT bucket_id, key, version_order FROM versions
                WHERE content_id = ?1 OR content_id IN (SELECT content_id FROM extents WHERE source_id = ?1)
                """, .integer(content.rawValue)
            ) { Found(bucketID: $0.integer(0), key: ObjectKey(stored: $0.blob(1)), sequence: UInt64(bitPattern: $0.integer(2))) }
        }
    }
}

/// Its bytes were found damaged: it is refused from now on, and `pelton scrub` lists it.
package struct MarkDamaged: Mutation {
    private let bucketID: Int64
    private let key: ObjectKey
    private let sequence: UInt64

    package init(version: ObjectVersion) { (bucketID, key, sequence) = (version.bucketID, version.key, version.sequence) }
    package init(version: FindVersionsOfContent.Found) { (bucketID, key, sequence) = (version.bucketID, version.key, version.sequence) }

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE versions SET is_damaged = 1 WHERE bucket_id = ? AND key = ? AND version_order = ?",
                .integer(bucketID), .blob(key.utf8), .integer(Int64(bitPattern: sequence)))
            transaction.effects.objects.append(ReadCache.ObjectName(bucket: bucketID, key: key))
        }
    }
}
