package import Store
internal import Database
internal import Core

// What nobody can reach any more goes in steps where it has many rows: the pieces of a multipart object, the parts of an upload, the
// uploads of a bucket. One row in `releases` names it, written in the transaction that made it unreachable; each step is a transaction
// that leaves the counts of references right, so that a crash between two of them is as good as none. A list that a completion makes
// ready stands there too, with the number of the boot that makes it: should that end before the list is an object's, the next takes it down.

/// The numbers in `releases.kind`, in the order in which they are taken.
enum ReleaseKind {
    /// A list of extents that nothing refers to; `id` is the content's.
    static let list: Int64 = 0
    /// The parts of an upload that is aborted or completed.
    static let upload: Int64 = 1
    /// The open uploads and the documents of a bucket that is deleted.
    static let bucket: Int64 = 2
}

extension WriteTransaction {
    /// Whether `count` rows may be given back in this transaction; then they are counted.
    func mayRelease(_ count: Int) -> Bool {
        guard count <= objects.releasableRows else { return false }
        objects.releasableRows -= count
        return true
    }

    func postpone(_ kind: Int64, _ id: Value) throws(DatabaseError) {
        try connection.run("INSERT OR REPLACE INTO releases (kind, id) VALUES (?, ?)", .number(kind), id)
        objects.hasReleases = true
    }

    /// The list's row stays until its pieces are gone.
    func releaseList(_ content: ContentID) throws(DatabaseError) {
        let count = try connection.first(
            "SELECT COUNT(*) FROM (SELECT 1 FROM extents WHERE content_id = ? LIMIT ?)", .integer(content.rawValue),
            .integer(objects.releasableRows + 1)
        ) { $0.int(0) }
        guard mayRelease(count ?? 0) else { return try postpone(ReleaseKind.list, .integer(content.rawValue)) }
        _ = try releaseExtents(of: content, limit: .max)
    }

    /// The last ones first, so that those that are left still begin at 0; the list itself with the last of them.
    /// - Returns: how many there were.
    fileprivate func releaseExtents(of content: ContentID, limit: Int) throws(DatabaseError) -> Int {
        let pieces = try connection.rows(
            "SELECT ordinal, source_id FROM extents WHERE content_id = ? ORDER BY ordinal DESC LIMIT ?", .integer(content.rawValue),
            .integer(limit)
        ) { (ordinal: $0.integer(0), source: ContentID($0.integer(1))) }
        for piece in pieces { try release(piece.source) }
        if let first = pieces.last {
            try connection.run(
                "DELETE FROM extents WHERE content_id = ? AND ordinal >= ?", .integer(content.rawValue), .integer(first.ordinal))
        }
        if pieces.count < limit { try connection.run("DELETE FROM contents WHERE id = ?", .integer(content.rawValue)) }
        return pieces.count
    }

    /// The upload is closed or gone.
    func dropParts(of upload: String) throws(DatabaseError) {
        let count = try connection.first(
            "SELECT COUNT(*) FROM (SELECT 1 FROM parts WHERE upload_id = ? LIMIT ?)", .text(upload), .integer(objects.releasableRows + 1)
        ) { $0.int(0) }
        guard mayRelease(count ?? 0) else { return try postpone(ReleaseKind.upload, .text(upload)) }
        _ = try releaseParts(of: upload, limit: .max)
    }

    fileprivate func releaseParts(of upload: String, limit: Int) throws(DatabaseError) -> Int {
        let parts = try connection.rows(
            "SELECT number, content_id FROM parts WHERE upload_id = ? ORDER BY number LIMIT ?", .text(upload), .integer(limit)
        ) { (number: $0.integer(0), content: ContentID($0.integer(1))) }
        for part in parts { try release(part.content) }
        if let last = parts.last {
            try connection.run("DELETE FROM parts WHERE upload_id = ? AND number <= ?", .text(upload), .integer(last.number))
        }
        return parts.count
    }

    /// The bucket's row goes with this transaction, and with it everything is out of reach that has its id.
    func dropUploadsAndDocuments(ofBucket bucket: Int64) throws(DatabaseError) {
        let count = try connection.first(
            """
            SELECT COUNT(*) FROM (SELECT 1 FROM uploads WHERE bucket_id = ?1 AND completed_ms IS NULL LIMIT ?2)
                UNION ALL SELECT COUNT(*) FROM (SELECT 1 FROM bucket_documents WHERE bucket_id = ?1 LIMIT ?2) ORDER BY 1 DESC
            """, .integer(bucket), .integer(objects.releasableRows + 1)
        ) { $0.int(0) }
        // Each of the two may have as many: what is let go at once is half of what it might be.
        guard mayRelease(2 * (count ?? 0)) else { return try postpone(ReleaseKind.bucket, .integer(bucket)) }
        _ = try releaseUploadsAndDocuments(ofBucket: bucket, limit: .max)
    }

    /// The open uploads: they have an index. Completed ones name no bytes any more, and are forgotten in their time.
    fileprivate func releaseUploadsAndDocuments(ofBucket bucket: Int64, limit: Int) throws(DatabaseError) -> Int {
        let uploads = try connection.rows(
            "SELECT upload_id, key FROM uploads WHERE bucket_id = ? AND completed_ms IS NULL LIMIT ?", .integer(bucket), .integer(limit)
        ) { (id: $0.text(0), key: $0.blob(1)) }
        for upload in uploads {
            try dropParts(of: upload.id)
            try connection.run("DELETE FROM uploads WHERE upload_id = ?", .text(upload.id))
            try forgetDeletion(bucket, upload.key)
        }
        guard uploads.count < limit else { return uploads.count }
        let kinds = try connection.rows(
            "SELECT kind FROM bucket_documents WHERE bucket_id = ? ORDER BY kind LIMIT ?", .integer(bucket),
            .integer(limit - uploads.count)
        ) { $0.text(0) }
        if let last = kinds.last {
            try connection.run("DELETE FROM bucket_documents WHERE bucket_id = ? AND kind <= ?", .integer(bucket), .text(last))
        }
        return uploads.count + kinds.count
    }
}

/// One step of what waits to be given back.
package struct ReleaseStep: Mutation {
    package init() {}

    /// With what its pieces let go of in their turn.
    package var weight: Int { 512 }

    package var usesReserve: Bool { true }

    /// - Returns: whether there may be more.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Bool {
        try translating { () throws(DatabaseError) in
            var left = transaction.limits.stepRows
            while left > 0 {
                guard let (kind, id) = try next(transaction) else { return false }
                let done = try release(kind, id, left, transaction)
                if done < left {
                    try transaction.connection.run("DELETE FROM releases WHERE kind = ? AND id = ?", .number(kind), id)
                }
                left -= max(1, done)
            }
            return true
        }
    }

    /// Not what this boot is making ready.
    private func next(_ transaction: WriteTransaction) throws(DatabaseError) -> (kind: Int64, id: Value)? {
        try transaction.connection.first(
            "SELECT kind, id FROM releases WHERE boot IS NULL OR boot <> ? ORDER BY kind, id LIMIT 1", .integer(transaction.context.boot)
        ) { ($0.integer(0), $0.integer(0) == ReleaseKind.upload ? .text($0.text(1)) : .number($0.integer(1))) }
    }

    private func release(_ kind: Int64, _ id: Value, _ limit: Int, _ transaction: WriteTransaction) throws(DatabaseError) -> Int {
        switch (kind, id) {
        case (ReleaseKind.list, .number(let content)): try transaction.releaseExtents(of: ContentID(content), limit: limit)
        case (ReleaseKind.upload, .text(let upload)): try transaction.releaseParts(of: upload, limit: limit)
        case (_, .number(let bucket)): try transaction.releaseUploadsAndDocuments(ofBucket: bucket, limit: limit)
        default: 0
        }
    }
}
