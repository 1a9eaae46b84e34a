internal import Store
internal import Database
internal import Notifications
internal import Core

/// What the committer knows of the buckets it writes to: their next sequence and their compiled notifications. Bounded; an entry
/// that goes is read again.
final class BucketCache {
    /// A bucket's place in the numbers of its events. It is its own, so that an entry can go at any time: what was given out of it in this
    /// group stands in memory alone until the group's end, and a sequence must never fall.
    fileprivate final class Sequence {
        let bucket: Int64
        var next: UInt64
        var isDirty = false

        init(bucket: Int64, next: UInt64) {
            self.bucket = bucket
            self.next = next
        }
    }

    final class Entry {
        let bucket: Bucket
        /// Without its documents.
        let row: Bucket
        fileprivate let sequence: Sequence
        /// Why they cannot be read, where they cannot: never to be taken for none.
        let notifications: Result<CompiledNotifications, StoreFailure>
        let revision: Int64
        /// About what it takes in memory, in bytes.
        let weight: Int

        fileprivate init(
            bucket: Bucket, sequence: Sequence, notifications: Result<CompiledNotifications, StoreFailure>, revision: Int64,
            notificationBytes: Int
        ) {
            weight = bucket.weight + 6 * notificationBytes
            self.bucket = bucket
            row = bucket.withoutDocuments
            self.sequence = sequence
            self.notifications = notifications
            self.revision = revision
        }
    }

    private let capacity: Int
    private var entries: [BucketName: Entry] = [:]
    /// Read by the mutation under way: it may be undone, and with it what they say.
    private var fresh: [BucketName] = []
    /// Sequences that this group has moved: a group costs what it touches, however many buckets are kept.
    private var dirty: [Sequence] = []
    private var bytes = 0

    /// - Parameter bytes: what the entries may take in memory.
    init(bytes: Int) { capacity = bytes }

    func entry(_ name: BucketName, _ connection: Connection) throws(ObjectError) -> Entry {
        if let found = entries[name] { return found }
        guard let loaded = try translating({ () throws(DatabaseError) in try load(name, connection) }) else {
            throw .refused(.noSuchBucket(name))
        }
        entries[name] = loaded
        bytes += loaded.weight
        fresh.append(name)
        return loaded
    }

    func nextSequence(of entry: Entry) -> UInt64 { entry.sequence.next }

    /// The bucket's next sequence; what follows it is written at the group's end.
    func takeSequence(of entry: Entry) -> UInt64 {
        defer { advance(entry, to: entry.sequence.next + 1) }
        return entry.sequence.next
    }

    /// Those before `next` are taken.
    func advance(_ entry: Entry, to next: UInt64) {
        let sequence = entry.sequence
        guard sequence.next != next else { return }
        sequence.next = next
        guard !sequence.isDirty else { return }
        sequence.isDirty = true
        dirty.append(sequence)
    }

    /// Forgets a bucket whose row has changed, or is about to.
    func forget(_ name: BucketName) {
        if let entry = entries.removeValue(forKey: name) { bytes -= entry.weight }
    }

    func keep() { if !fresh.isEmpty { fresh = [] } }

    func undo() {
        for name in fresh { forget(name) }
        fresh = []
    }

    /// At a group's end: one row a bucket and group, however many events it had.
    func writeSequences(_ connection: Connection) throws(DatabaseError) {
        for sequence in dirty {
            try connection.run(
                "UPDATE buckets SET next_sequence = ? WHERE id = ?", .integer(Int64(bitPattern: sequence.next)), .integer(sequence.bucket))
            sequence.isDirty = false
        }
        dirty.removeAll(keepingCapacity: true)
        if bytes > capacity { clear() }
    }

    /// Also of what was given out of sequences: for when nothing of it is on the disk.
    func clear() {
        entries = [:]
        fresh = []
        dirty = []
        bytes = 0
    }

    private func load(_ name: BucketName, _ connection: Connection) throws(DatabaseError) -> Entry? {
        guard let bucket = try BucketRows.find(name, connection) else { return nil }
        let latest = try connection.first(
            "SELECT revision, document FROM notification_revisions WHERE bucket_id = ? ORDER BY revision DESC LIMIT 1", .integer(bucket.id)
        ) { ($0.integer(0), $0.blob(1)) }
        return Entry(
            bucket: bucket, sequence: try sequence(of: bucket.id, connection), notifications: Self.notifications(latest?.1, name),
            revision: latest?.0 ?? 0, notificationBytes: latest?.1.count ?? 0)
    }

    private func sequence(of bucket: Int64, _ connection: Connection) throws(DatabaseError) -> Sequence {
        if let moved = dirty.first(where: { $0.bucket == bucket }) { return moved }
        let next = try connection.first("SELECT next_sequence FROM buckets WHERE id = ?", .integer(bucket)) { $0.integer(0) }
        return Sequence(bucket: bucket, next: UInt64(bitPattern: next ?? 0))
    }

    /// - Parameter document: nil where none was ever put.
    private static func notifications(_ document: [UInt8]?, _ name: BucketName) -> Result<CompiledNotifications, StoreFailure> {
        guard let document else { return .success(CompiledNotifications(NotificationConfiguration())) }
        do { return .success(CompiledNotifications(try NotificationConfiguration(document: document))) } catch {
            return .failure(StoreFailure(DatabaseError.unreadable("the notification configuration of \(name): \(error)")))
        }
    }
}

/// Reading bucket rows, on either side.
enum BucketRows {
    static func find(_ name: BucketName, _ connection: Connection) throws(DatabaseError) -> Bucket? {
        try row(name, connection, try documents(name, connection))
    }

    static func row(
        _ name: BucketName, _ connection: Connection, _ documents: BucketDocuments = .none
    ) throws(DatabaseError) -> Bucket? {
        try connection.first(
            """
            SELECT b.id, b.name, b.account_id, a.canonical_id, a.display_name, b.location, b.created_ms, b.versioning, b.object_lock
            FROM buckets b LEFT JOIN accounts a ON a.account_id = b.account_id WHERE b.name = ?
            """, .text(name.description)
        ) { row throws(DatabaseError) in try bucket(row, documents) }
    }

    private static func documents(_ name: BucketName, _ connection: Connection) throws(DatabaseError) -> BucketDocuments {
        let rows = try connection.rows(
            """
            SELECT d.kind, d.document FROM buckets b JOIN bucket_documents d ON d.bucket_id = b.id
            WHERE b.name = ? AND instr(d.kind, '/') = 0
            """, .text(name.description)
        ) { (DocumentKind($0.text(0)), $0.blob(1)) }
        return rows.isEmpty ? .none : BucketDocuments(Dictionary(rows) { first, _ in first })
    }

    /// - Parameter row: the columns as `find` selects them.
    static func bucket(_ row: Row, _ documents: BucketDocuments = .none) throws(DatabaseError) -> Bucket {
        let name = try required(BucketName(row.text(1)), "the name of bucket \(row.integer(0))")
        return Bucket(
            id: row.integer(0), name: name, owner: try required(AccountID(row.text(2)), "the owner of \(name)"),
            ownerCanonicalID: row.text(3), ownerDisplayName: row.text(4),
            location: row.optionalText(5), created: try row.time(6),
            versioning: try required(Bucket.Versioning(rawValue: row.text(7)), "the versioning of \(name)"), hasObjectLock: row.flag(8),
            documents: documents)
    }
}
