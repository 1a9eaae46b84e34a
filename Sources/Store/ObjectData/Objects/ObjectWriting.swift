internal import DeliveryData
internal import Store
internal import Database
internal import Notifications
package import Core

/// What a committed write tells its caller.
package struct WrittenVersion: Sendable, Hashable {
    package let versionID: VersionID
    package let etag: String
    package let checksum: StoredChecksum?
    package let size: Int64
    package let modified: Timestamp
    package let sequence: UInt64
    /// The event that the write made; the id of its row.
    package let eventID: Int64

    package init(
        versionID: VersionID, etag: String, checksum: StoredChecksum?, size: Int64, modified: Timestamp, sequence: UInt64, eventID: Int64
    ) {
        self.versionID = versionID
        self.etag = etag
        self.checksum = checksum
        self.size = size
        self.modified = modified
        self.sequence = sequence
        self.eventID = eventID
    }
}

/// A version about to be written: everything but its place in the order.
struct VersionDraft {
    let key: ObjectKey
    let content: ContentID
    let size: Int64
    let etag: String
    let checksum: StoredChecksum?
    var attributes: ObjectAttributes
    let partCount: Int
    let sourceVersion: String?
}

extension WriteTransaction {
    func judge(_ condition: WriteCondition, _ key: ObjectKey, _ current: StoredVersion?) throws(ObjectError) {
        let existing = current.flatMap { $0.version.isDeleteMarker ? nil : $0.version }
        if condition.mustBeAbsent, existing != nil { throw .refused(.preconditionFailed(condition: "If-None-Match")) }
        guard let etag = condition.etag else { return }
        guard let existing else { throw .refused(.noSuchKey(key)) }
        guard etag == "*" || etag == existing.etag else { throw .refused(.preconditionFailed(condition: "If-Match")) }
    }

    /// Makes `draft` the key's current version, with its event and the deliveries it owes. What was current until now steps back, or
    /// goes where the bucket keeps no versions.
    func write(
        _ draft: VersionDraft, replacing current: StoredVersion?, in entry: BucketCache.Entry, as type: EventType, by stamp: RequestStamp
    ) throws(ObjectError) -> WrittenVersion {
        let sequence = next(entry)
        let id = newVersionID(entry.bucket, sequence)
        let modified = max(wallNow, current?.version.modified ?? wallNow)
        var draft = draft
        draft.attributes.lock = try lock(asked: draft.attributes.lock, in: entry.bucket)
        try supersede(current, draft.key, by: id, entry.bucket)
        return try translating { () throws(DatabaseError) in
            objects.change(entry.bucket.id, draft.key)
            try insert(draft, entry.bucket.id, id, sequence, modified, stamp)
            let event = try record(
                EventDraft(
                    type: type, key: draft.key, versionID: id.inEvents, size: draft.size, etag: draft.etag,
                    attributes: draft.attributes, sequence: sequence), entry, stamp)
            return WrittenVersion(
                versionID: id, etag: draft.etag, checksum: draft.checksum, size: draft.size, modified: modified, sequence: sequence,
                eventID: event)
        }
    }

    /// Makes a delete marker the key's current version.
    func mark(
        _ key: ObjectKey, replacing current: StoredVersion?, in entry: BucketCache.Entry, as type: EventType, by stamp: RequestStamp
    ) throws(ObjectError) -> VersionID {
        let sequence = next(entry)
        let id = newVersionID(entry.bucket, sequence)
        let modified = max(wallNow, current?.version.modified ?? wallNow)
        try supersede(current, key, by: id, entry.bucket)
        try translating { () throws(DatabaseError) in
            objects.change(entry.bucket.id, key)
            try insertMarker(key, entry.bucket.id, id, sequence, modified, stamp)
            _ = try record(
                EventDraft(
                    type: type, key: key, versionID: id.inEvents, size: nil, etag: nil, attributes: nil, sequence: sequence), entry, stamp)
        }
        return id
    }

    /// Only a bucket whose versioning is enabled gives ids; else the one version without an id is replaced.
    private func newVersionID(_ bucket: Bucket, _ sequence: UInt64) -> VersionID {
        guard bucket.versioning == .enabled else { return .null }
        return VersionID(order: sequence, random: context.random)
    }

    private func supersede(_ current: StoredVersion?, _ key: ObjectKey, by id: VersionID, _ bucket: Bucket) throws(ObjectError) {
        guard let current else { return }
        if id == .null {
            if let old = try nullVersion(current, bucket.id, key) {
                try requireUnlocked(old.version)
                try translating { () throws(DatabaseError) in try remove(old) }
                guard old.row != current.row else { return }
            }
        }
        try translating { () throws(DatabaseError) in
            try connection.run("UPDATE versions SET is_latest = 0 WHERE id = ?", .integer(current.row))
        }
    }

    private func nullVersion(_ current: StoredVersion, _ bucket: Int64, _ key: ObjectKey) throws(ObjectError) -> StoredVersion? {
        if current.version.versionID == .null { return current }
        return try translating { () throws(DatabaseError) in try VersionRows.named(.null, bucket, key, connection) }
    }

    /// The newest of those that are left is what the key has now.
    func promote(_ bucket: Int64, _ key: ObjectKey) throws(DatabaseError) {
        try connection.run(
            """
            UPDATE versions SET is_latest = 1 WHERE is_latest = 0 AND id = (
                SELECT id FROM versions WHERE bucket_id = ? AND key = ? ORDER BY version_order DESC LIMIT 1)
            """, .integer(bucket), .blob(key.utf8))
    }

    func remove(_ old: StoredVersion) throws(DatabaseError) {
        try connection.run("DELETE FROM versions WHERE id = ?", .integer(old.row))
        try forgetRestore(of: old)
        if let content = old.version.content { try release(content) }
    }

    func next(_ entry: BucketCache.Entry) -> UInt64 { buckets.takeSequence(of: entry) }

    private func insert(
        _ draft: VersionDraft, _ bucket: Int64, _ id: VersionID, _ sequence: UInt64, _ modified: Timestamp, _ stamp: RequestStamp
    ) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO versions (bucket_id, key, version_order, version_id, is_latest, is_marker, size, etag, checksum_algorithm,
                checksum_value, checksum_is_composite, content_id, part_count, modified_ms, sequence, storage_class, attributes, tags,
                origin_event_id, origin_function, depth, source_version, owner)
            VALUES (?, ?, ?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(bucket), .blob(draft.key.utf8), .integer(Int64(bitPattern: sequence)), .text(id.description),
            .integer(draft.size), .text(draft.etag), .optional(draft.checksum?.algorithm), .optional(draft.checksum?.value),
            .flag(draft.checksum?.isComposite ?? false), .integer(draft.content.rawValue), .integer(draft.partCount),
            .integer(modified.milliseconds), .integer(Int64(bitPattern: sequence)), .optional(draft.attributes.storageClass),
            .text(AttributeCoding.encode(draft.attributes)), .text(TextMap.encode(draft.attributes.tags)),
            .optional(stamp.provenance?.originEvent), .optional(stamp.provenance?.functionARN), .integer(stamp.provenance?.depth ?? 0),
            .optional(draft.sourceVersion), .optional(draft.attributes.owner?.description))
    }

    private func insertMarker(
        _ key: ObjectKey, _ bucket: Int64, _ id: VersionID, _ sequence: UInt64, _ modified: Timestamp, _ stamp: RequestStamp
    ) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO versions (bucket_id, key, version_order, version_id, is_latest, is_marker, size, etag, checksum_is_composite,
                part_count, modified_ms, sequence, attributes, tags, origin_event_id, origin_function, depth)
            VALUES (?, ?, ?, ?, 1, 1, 0, '', 0, 0, ?, ?, '{}', '', ?, ?, ?)
            """,
            .integer(bucket), .blob(key.utf8), .integer(Int64(bitPattern: sequence)), .text(id.description),
            .integer(modified.milliseconds), .integer(Int64(bitPattern: sequence)), .optional(stamp.provenance?.originEvent),
            .optional(stamp.provenance?.functionARN), .integer(stamp.provenance?.depth ?? 0))
    }
}

extension VersionID {
    /// Events name only versions that have an id.
    var inEvents: VersionID? { self == .null ? nil : self }
}
