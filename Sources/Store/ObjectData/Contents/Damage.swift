package import Store
internal import Database
package import Core

/// A content with the place of its bytes, for whoever reads all of them.
package struct StoredContent: Sendable {
    package let id: ContentID
    /// Stored bytes: of a sealed content more than its plain ones.
    package let size: Int64
    /// Never `.extents`: a list has no bytes of its own. Never `.sealed`: checksums are those of what is stored.
    package let place: ContentPlace
}

/// Contents by id, a page at a time, with the places of their bytes.
package struct ListContents: Query {
    package let after: ContentID?
    package let limit: Int

    package init(after: ContentID?, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [StoredContent] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT id, place, bytes, blob, block_crcs, segment, segment_start,
                    size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16
                FROM contents WHERE id > ? AND place <> 2 ORDER BY id LIMIT ?
                """, .integer(after?.rawValue ?? 0), .integer(limit)
            ) { row throws(DatabaseError) in
                StoredContent(
                    id: ContentID(row.integer(0)), size: try row.bytes(7),
                    place: try required(blobPlace(row, at: 1), "the blob of content \(row.integer(0))"))
            }
        }
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

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> [DamagedVersion] {
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

/// One page of all extents: the lists that contain one of `sources`.
package struct FindListsOfContents: Query {
    package let sources: Set<ContentID>
    package let after: Place?
    /// Extents looked at.
    package let limit: Int

    package struct Place: Sendable {
        let list: Int64
        let ordinal: Int64
    }

    package struct Page: Sendable {
        package let lists: Set<ContentID>
        /// nil if nothing follows.
        package let last: Place?
    }

    package init(sources: Set<ContentID>, after: Place?, limit: Int) {
        self.sources = sources
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Page {
        try translating { () throws(DatabaseError) in
            let rows = try snapshot.connection.rows(
                """
                SELECT content_id, ordinal, source_id FROM extents WHERE (content_id, ordinal) > (?, ?)
                ORDER BY content_id, ordinal LIMIT ?
                """, .integer(after?.list ?? 0), .integer(after?.ordinal ?? 0), .integer(limit)
            ) { (place: Place(list: $0.integer(0), ordinal: $0.integer(1)), source: ContentID($0.integer(2))) }
            let lists = rows.lazy.filter { sources.contains($0.source) }.map { ContentID($0.place.list) }
            return Page(lists: Set(lists), last: rows.count < limit ? nil : rows.last?.place)
        }
    }
}

/// One page of all versions: those whose bytes are one of `contents`. No index leads from a content to its versions, since every write would
/// pay for it, and damage is rare.
package struct FindVersionsOfContents: Query {
    package let contents: Set<ContentID>
    package let after: Int64
    /// Versions looked at.
    package let limit: Int

    package struct Found: Sendable, Hashable {
        package let bucketID: Int64
        package let key: ObjectKey
        package let sequence: UInt64
    }

    package struct Page: Sendable {
        package let found: [Found]
        /// nil if nothing follows.
        package let last: Int64?
    }

    package init(contents: Set<ContentID>, after: Int64, limit: Int) {
        self.contents = contents
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> Page {
        var (found, last, count): ([Found], Int64, Int) = ([], after, 0)
        try translating { () throws(DatabaseError) in
            try snapshot.connection.each(
                "SELECT id, content_id, bucket_id, key, version_order FROM versions WHERE id > ? ORDER BY id LIMIT ?",
                .integer(after), .integer(limit)
            ) { row in
                (last, count) = (row.integer(0), count + 1)
                if let content = row.optionalInteger(1), contents.contains(ContentID(content)) {
                    found.append(
                        Found(
                            bucketID: row.integer(2), key: ObjectKey(stored: row.blob(3)), sequence: UInt64(bitPattern: row.integer(4))))
                }
                return true
            }
        }
        return Page(found: found, last: count < limit ? nil : last)
    }
}

/// Its bytes were found damaged: it is refused from now on, and `pelton scrub` lists it.
package struct MarkDamaged: Mutation {
    private let bucketID: Int64
    private let key: ObjectKey
    private let sequence: UInt64

    package init(version: ObjectVersion) { (bucketID, key, sequence) = (version.bucketID, version.key, version.sequence) }
    package init(version: FindVersionsOfContents.Found) { (bucketID, key, sequence) = (version.bucketID, version.key, version.sequence) }

    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE versions SET is_damaged = 1 WHERE bucket_id = ? AND key = ? AND version_order = ?",
                .integer(bucketID), .blob(key.utf8), .integer(Int64(bitPattern: sequence)))
            transaction.objects.change(bucketID, key)
        }
    }
}
