package import ObjectData
package import Store
internal import Blobs
internal import Database
package import Core

/// Looks at a store that no server has open: what its rows say, and whether they agree. It changes nothing.
package final class StoreAudit {
    /// How many of one kind are told apart; beyond, they are only counted as more.
    package static let told = 20
    private let connection: Connection

    /// - Throws: `.storage` if there is no database, or one of another format.
    package init(folder: String) throws(StoreFailure) {
        let format: Int
        do {
            connection = try Connection(path: folder + "/pelton.sqlite3", access: .readOnly)
            try connection.execute("PRAGMA query_only=1;")
            format = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
        } catch { throw StoreFailure(error) }
        let current = Migrations(StoreAreas.all).current
        guard format == current else {
            throw .storage("The database has format \(format), not \(current). Start the server once: it migrates it.")
        }
    }

    /// What rows say of each other that cannot be, in plain words.
    package func contradictions() throws(ObjectError) -> [String] {
        try ObjectError.translating { () throws(DatabaseError) in
            let damage = try connection.rows("PRAGMA integrity_check(20)") { $0.text(0) }.filter { $0 != "ok" }
            guard damage.isEmpty else { return damage.map { "The database file is damaged: \($0)" } }
            var found = try counts() + names() + extents() + unreachable() + latest() + sequences() + deliveries() + records()
            for area in StoreAreas.all { found += try area.contradictions(connection, limit: Self.told) }
            return found
        }
    }

    private func counts() throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            WITH used AS (
                SELECT id, COUNT(*) AS times FROM (
                    SELECT content_id AS id FROM versions WHERE content_id IS NOT NULL UNION ALL SELECT content_id FROM parts
                    UNION ALL SELECT source_id FROM extents UNION ALL SELECT code_content_id FROM functions) GROUP BY id)
            SELECT c.id, c.refs, COALESCE(u.times, 0) FROM contents c LEFT JOIN used u ON u.id = c.id
            WHERE c.refs <> COALESCE(u.times, 0) LIMIT ?
            """, .integer(Self.told)
        ) { "Content \($0.integer(0)) counts \($0.integer(1)) references, but \($0.integer(2)) rows refer to it." }
    }

    private func names() throws(DatabaseError) -> [String] {
        let lost = try connection.rows(
            """
            SELECT what, id FROM (
                SELECT 'The version of key ' || quote(key) AS what, content_id AS id FROM versions WHERE content_id IS NOT NULL
                UNION ALL SELECT 'Part ' || number || ' of upload ' || upload_id, content_id FROM parts
                UNION ALL SELECT 'An extent of content ' || content_id, source_id FROM extents
                UNION ALL SELECT 'Function ' || name, code_content_id FROM functions)
            WHERE id NOT IN (SELECT id FROM contents) LIMIT ?
            """, .integer(Self.told)
        ) { "\($0.text(0)) names content \($0.integer(1)), which is not there." }
        let empty = try connection.rows(
            "SELECT quote(key) FROM versions WHERE is_marker = 0 AND content_id IS NULL LIMIT ?", .integer(Self.told)
        ) { "The version of key \($0.text(0)) names no content." }
        return lost + empty
    }

    private func extents() throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT c.id FROM contents c WHERE c.place = 2 AND c.id NOT IN (SELECT id FROM releases WHERE kind = 0)
                AND c.size <> (SELECT COALESCE(SUM(length), 0) FROM extents e WHERE e.content_id = c.id)
            UNION SELECT e.content_id FROM extents e JOIN contents s ON s.id = e.source_id
                WHERE e.source_start < 0 OR e.source_start + e.length > s.size OR s.place = 2
            UNION SELECT e.content_id FROM extents e
                LEFT JOIN extents b ON b.content_id = e.content_id AND b.ordinal = e.ordinal - 1
                WHERE e.start <> COALESCE(b.start + b.length, 0)
            LIMIT ?
            """, .integer(Self.told)
        ) { "The extents of content \($0.integer(0)) do not fit together." }
    }

    /// What nobody can reach must be on its way out.
    private func unreachable() throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT 'Content ' || id FROM contents WHERE refs <= 0 AND id NOT IN (SELECT id FROM releases WHERE kind = 0)
            UNION ALL SELECT DISTINCT 'A part of upload ' || upload_id FROM parts
                WHERE upload_id NOT IN (SELECT upload_id FROM uploads WHERE completed_ms IS NULL)
                    AND upload_id NOT IN (SELECT id FROM releases WHERE kind = 1)
            UNION ALL SELECT 'Upload ' || upload_id FROM uploads
                WHERE completed_ms IS NULL AND bucket_id NOT IN (SELECT id FROM buckets)
                    AND bucket_id NOT IN (SELECT id FROM releases WHERE kind = 2)
            UNION ALL SELECT 'That key ' || quote(key) || ' was deleted' FROM deleted_keys d WHERE NOT EXISTS (
                SELECT 1 FROM uploads u WHERE u.bucket_id = d.bucket_id AND u.key = d.key AND completed_ms IS NULL)
            LIMIT ?
            """, .integer(Self.told)
        ) { "\($0.text(0)) is out of reach, but is not given back." }
    }

    private func latest() throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT quote(key) FROM versions GROUP BY bucket_id, key
            HAVING SUM(is_latest) <> 1 OR MAX(version_order) <> MAX(CASE WHEN is_latest = 1 THEN version_order END) LIMIT ?
            """, .integer(Self.told)
        ) { "The versions of key \($0.text(0)) do not have one current version, the newest." }
    }

    private func sequences() throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT b.name FROM buckets b WHERE EXISTS (SELECT 1 FROM versions v WHERE v.bucket_id = b.id AND v.sequence >= b.next_sequence)
                OR EXISTS (SELECT 1 FROM events e WHERE e.bucket_id = b.id AND e.sequence >= b.next_sequence) LIMIT ?
            """, .integer(Self.told)
        ) { "Bucket \($0.text(0)) would give a sequence number twice." }
    }

    private func deliveries() throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT id FROM deliveries WHERE state NOT IN ('pending', 'dead')
                OR (event_id IS NULL AND id NOT IN (SELECT delivery_id FROM delivery_payloads))
                OR (event_id IS NOT NULL AND event_id NOT IN (SELECT id FROM events))
                OR destination_id NOT IN (SELECT id FROM destinations) LIMIT ?
            """, .integer(Self.told)
        ) { "Delivery \($0.integer(0)) has no event and no payload, no destination, or a state that there is not." }
            + connection.rows(
                "SELECT delivery_id FROM delivery_payloads WHERE delivery_id NOT IN (SELECT id FROM deliveries) LIMIT ?",
                .integer(Self.told)
            ) { "A payload belongs to delivery \($0.integer(0)), which is not there." }
    }

    private func records() throws(DatabaseError) -> [String] {
        var (found, last): ([String], SegmentRange?) = ([], nil)
        try connection.each(
            """
            SELECT segment, segment_start, ?1 + size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16
            FROM contents WHERE segment IS NOT NULL
            UNION ALL SELECT segment, start, length FROM segment_garbage ORDER BY 1, 2
            """, .integer(SegmentRecord.headerBytes)
        ) { row in
            let range = SegmentRange(segment: UInt32(truncatingIfNeeded: row.integer(0)), start: row.integer(1), length: row.integer(2))
            if let last, last.segment == range.segment, last.end > range.start { found.append("Records \(last) and \(range) overlap.") }
            last = range
            return found.count < Self.told
        }
        return found
    }
}

extension StoreAudit {
    /// A page of contents by id.
    package func contents(after: ContentID?, limit: Int) throws(ObjectError) -> [StoredContent] {
        try ListContents(after: after, limit: limit).run(ReadSnapshot(connection: connection))
    }

    package func named(among blobs: [BlobID]) throws(ObjectError) -> Set<BlobID> {
        try FindNamedBlobs(blobs: blobs).run(ReadSnapshot(connection: connection))
    }

    package func isNamed(segment: UInt32) throws(ObjectError) -> Bool {
        try ObjectError.translating { () throws(DatabaseError) in
            try connection.first(
                "SELECT 1 FROM contents WHERE segment = ?1 UNION ALL SELECT 1 FROM segment_garbage WHERE segment = ?1 LIMIT 1",
                .integer(segment)
            ) { _ in true } ?? false
        }
    }

    package func damagedVersions() throws(ObjectError) -> [DamagedVersion] {
        try ListDamaged(limit: Self.told).run(ReadSnapshot(connection: connection))
    }

    /// Objects, and the bytes of theirs that lie on the disk: of sealed ones with their tags, as `ListContents` has them.
    package func totals() throws(ObjectError) -> (versions: Int64, contents: Int64, bytes: Int64) {
        try ObjectError.translating { () throws(DatabaseError) in
            let versions = try connection.first("SELECT COUNT(*) FROM versions") { $0.integer(0) } ?? 0
            let contents = try connection.first(
                """
                SELECT COUNT(*), COALESCE(SUM(size + (sealed_key IS NOT NULL) * ((size + 65535) / 65536) * 16), 0) FROM contents
                WHERE place <> 2
                """
            ) { ($0.integer(0), $0.integer(1)) }
            return (versions, contents?.0 ?? 0, contents?.1 ?? 0)
        }
    }
}
