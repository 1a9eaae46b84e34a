internal import Database
package import DeliveryData
package import Notifications
package import Store
package import Core

// A hot mutation of objects has three parts: it reads the rows that it judges (`KeyState`), it decides, of these and of a `DecisionContext` alone, what is
// to be written (`ObjectWrites`), and that is written. A decision is pure: it can be tested without a database, and what it decided could as
// well be written to a log first, or to another database.

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

/// The rows that a write to a key judges, as they are in the commit.
package struct KeyState: Sendable {
    package let bucket: Bucket
    /// Of the notification configuration.
    package let revision: Int64
    package let notifications: Result<CompiledNotifications, StoreFailure>
    /// The newest version, a delete marker included; nil if there is none.
    package let current: StoredVersion?
    /// The version without an id, where a write without one takes its place.
    package let null: StoredVersion?

    package init(
        bucket: Bucket, revision: Int64 = 0, notifications: Result<CompiledNotifications, StoreFailure>, current: StoredVersion?,
        null: StoredVersion?
    ) {
        self.bucket = bucket
        self.revision = revision
        self.notifications = notifications
        self.current = current
        self.null = null
    }
}

/// What a decision needs that is in no row: times, chance, and the numbers that are free.
package struct DecisionContext: Sendable {
    package let wallNow: Timestamp
    package let storeNow: Timestamp
    package let region: Region
    package let random: any RandomSource
    /// The next of each: what a decision takes is counted on.
    package var sequence: UInt64
    package var event: Int64
    package var delivery: Int64

    package init(
        wallNow: Timestamp, storeNow: Timestamp, region: Region, random: any RandomSource, sequence: UInt64, event: Int64, delivery: Int64
    ) {
        self.wallNow = wallNow
        self.storeNow = storeNow
        self.region = region
        self.random = random
        self.sequence = sequence
        self.event = event
        self.delivery = delivery
    }
}

/// A version's row with its place in the order. A reference: it is looked at in many places, and copied in none.
package final class NewVersion: Sendable {
    package enum Bytes: Sendable {
        /// That this commit puts somewhere.
        case fresh(NewContent)
        /// Of another version: they get one reference more.
        case linked(ContentID)
        /// Whose reference becomes the version's.
        case owned(ContentID)
        /// None: it is a delete marker.
        case marker
    }

    package let draft: VersionDraft
    package let id: VersionID
    package let sequence: UInt64
    package let modified: Timestamp
    package let provenance: Provenance?

    init(_ draft: consuming VersionDraft, id: VersionID, sequence: UInt64, modified: Timestamp, provenance: Provenance?) {
        self.draft = draft
        self.id = id
        self.sequence = sequence
        self.modified = modified
        self.provenance = provenance
    }
}

/// What a mutation of a key writes, in this order: a value in which nothing is left to decide.
package struct ObjectWrites: Sendable {
    /// A version that goes or steps back, of which open uploads of the key must know.
    package var notedDeletion: Int64?
    package var version: NewVersion?
    /// They go with their reference to their bytes.
    package var removed: [StoredVersion] = []
    /// The row that is not the current one any more.
    package var steppedBack: Int64?
    /// The newest that is left becomes the current one.
    package var promotes = false
    package var event: NewEvent?
    /// It adds a row that nobody booked.
    package var takesRoom = false
}

/// A version about to be written: everything but its place in the order.
package struct VersionDraft: Sendable {
    package let key: ObjectKey
    package let bytes: NewVersion.Bytes
    package let size: Int64
    package let etag: String
    package let checksum: StoredChecksum?
    package var attributes: ObjectAttributes
    package let partCount: Int
    package let sourceVersion: String?

    static func marker(_ key: ObjectKey) -> VersionDraft {
        VersionDraft(
            key: key, bytes: .marker, size: 0, etag: "", checksum: nil, attributes: ObjectAttributes(), partCount: 0, sourceVersion: nil)
    }
}

// MARK: Deciding

extension WriteCondition {
    /// - Parameter current: what the key has.
    /// - Throws: `.preconditionFailed`; `.noSuchKey` for an If-Match without an object.
    func judge(_ current: StoredVersion?, _ key: ObjectKey) throws(ObjectError) {
        let existing = current.flatMap { $0.version.isDeleteMarker ? nil : $0.version }
        if mustBeAbsent, existing != nil { throw .refused(.preconditionFailed(condition: "If-None-Match")) }
        guard let etag else { return }
        guard let existing else { throw .refused(.noSuchKey(key)) }
        guard etag == "*" || etag == existing.etag else { throw .refused(.preconditionFailed(condition: "If-Match")) }
    }
}

extension KeyState {
    /// Makes `draft` the key's current version, with its event and the deliveries it owes. What was current until now steps back, or
    /// goes where the bucket keeps no versions.
    /// - Throws: `.locked`, `.missingObjectLock`; `.storage` where a document of the bucket cannot be read: it is not taken for none.
    func replace(
        with draft: consuming VersionDraft, as type: EventType, by stamp: RequestStamp, _ decision: inout DecisionContext
    ) throws(ObjectError) -> ObjectWrites {
        draft.attributes.lock = try bucket.lock(asked: draft.attributes.lock, at: decision.wallNow)
        var writes = ObjectWrites()
        let (sequence, id) = nextVersion(&decision)
        try supersede(by: id, at: decision.wallNow, &writes)
        writes.event = try event(
            EventDraft(
                type: type, key: draft.key, versionID: id.inEvents, size: draft.size, etag: draft.etag, attributes: draft.attributes,
                sequence: sequence), stamp, &decision)
        writes.version = NewVersion(
            draft, id: id, sequence: sequence, modified: modified(at: decision.wallNow), provenance: stamp.provenance)
        return writes
    }

    /// Makes a delete marker the key's current version.
    /// - Throws: as `replace`.
    func mark(_ key: ObjectKey, as type: EventType, by stamp: RequestStamp, _ decision: inout DecisionContext) throws(ObjectError)
        -> ObjectWrites
    {
        var writes = ObjectWrites()
        let (sequence, id) = nextVersion(&decision)
        try supersede(by: id, at: decision.wallNow, &writes)
        writes.version = NewVersion(
            VersionDraft.marker(key), id: id, sequence: sequence, modified: modified(at: decision.wallNow), provenance: stamp.provenance)
        writes.event = try event(
            EventDraft(type: type, key: key, versionID: id.inEvents, size: nil, etag: nil, attributes: nil, sequence: sequence), stamp,
            &decision)
        return writes
    }

    /// The event of one mutation, matched or not, and a delivery for each rule that it matches.
    /// - Throws: also where it cannot be told whom the event is for: what nobody would hear of does not happen.
    func event(_ event: EventDraft, _ stamp: RequestStamp, _ decision: inout DecisionContext) throws(ObjectError) -> NewEvent {
        let rules = try compiled().matches(event.type, key: event.key.utf8)
        defer {
            decision.event += 1
            decision.delivery += Int64(rules.count)
        }
        return NewEvent(event, bucket, revision: revision, stamp, for: rules, decision)
    }

    func compiled() throws(ObjectError) -> CompiledNotifications {
        do throws(StoreFailure) { return try notifications.get() } catch { throw .failed(error) }
    }

    /// Only a bucket whose versioning is enabled gives ids; else the one version without an id is replaced.
    private func nextVersion(_ decision: inout DecisionContext) -> (sequence: UInt64, id: VersionID) {
        let sequence = decision.sequence
        decision.sequence += 1
        return (sequence, bucket.versioning == .enabled ? VersionID(order: sequence, random: decision.random) : .null)
    }

    /// No version is older than the one before it, whatever the wall's clock does.
    private func modified(at now: Timestamp) -> Timestamp { max(now, current?.version.modified ?? now) }

    private func supersede(by id: VersionID, at now: Timestamp, _ writes: inout ObjectWrites) throws(ObjectError) {
        guard let current else { return }
        if id == .null, let null {
            guard !null.version.isLocked(at: now, bypassesGovernance: false) else { throw .refused(.locked) }
            writes.removed.append(null)
            guard null.row != current.row else { return }
        }
        writes.steppedBack = current.row
    }
}

extension NewEvent {
    convenience init(
        _ event: EventDraft, _ bucket: Bucket, revision: Int64, _ stamp: RequestStamp, for rules: [MatchedRule], _ decision: DecisionContext
    ) {
        self.init(
            id: decision.event, bucketID: bucket.id, bucketName: bucket.name, bucketOwner: bucket.ownerCanonicalID,
            region: bucket.region(default: decision.region), revision: revision, sequence: event.sequence, type: event.type, key: event.key,
            versionID: event.versionID, size: event.size, etag: event.etag, time: decision.wallNow, contentType: event.contentType,
            tags: event.tags, userMetadata: event.userMetadata, storageClass: event.storageClass, stamp: stamp,
            deliveries: rules.enumerated().map { i, rule in
                NewDelivery(
                    id: decision.delivery + Int64(i), event: decision.event,
                    route: DeliveryRoute(destination: rule.destination, source: rule.isOfAccount(bucket.owner) ? nil : bucket.owner),
                    kind: rule.kind.rawValue, configurationID: rule.id, requestID: decision.random.uuid(), due: decision.storeNow,
                    traceHeader: stamp.traceHeader,
                    depth: stamp.provenance?.depth ?? 0)
            })
    }
}

extension WrittenVersion {
    /// - Returns: nil if nothing was written.
    init?(_ writes: ObjectWrites) {
        guard let version = writes.version, let event = writes.event else { return nil }
        self.init(
            versionID: version.id, etag: version.draft.etag, checksum: version.draft.checksum, size: version.draft.size,
            modified: version.modified, sequence: version.sequence, eventID: event.id)
    }
}

// MARK: Reading and writing

extension WriteTransaction {
    /// What a write to `key` judges.
    func rows(of key: ObjectKey, in entry: BucketCache.Entry) throws(DatabaseError) -> KeyState {
        let current = try VersionRows.latest(entry.bucket.id, key, connection)
        var null = current.flatMap { $0.version.versionID == .null ? $0 : nil }
        if null == nil, current != nil, entry.bucket.versioning != .enabled {
            null = try VersionRows.named(.null, entry.bucket.id, key, connection)
        }
        return KeyState(
            bucket: entry.bucket, revision: entry.revision, notifications: entry.notifications, current: current, null: null)
    }

    /// Reads what a write to `key` judges, and writes what is decided of it.
    func write(
        to bucket: BucketName, _ key: ObjectKey, _ decide: (KeyState, inout DecisionContext) throws(ObjectError) -> ObjectWrites
    ) throws(ObjectError) -> WrittenVersion {
        let entry = try buckets.entry(bucket, connection)
        let rows = try translating { () throws(DatabaseError) in try self.rows(of: key, in: entry) }
        var decision = self.decision(entry)
        let writes = try decide(rows, &decision)
        guard let written = WrittenVersion(writes) else { throw .failed(.storage("A write has decided for nothing.")) }
        let after = decision
        try translating { () throws(DatabaseError) in try write(writes, in: entry, after) }
        return written
    }

    func decision(_ entry: BucketCache.Entry) -> DecisionContext {
        let (event, delivery) = nextDeliveryIDs
        return DecisionContext(
            wallNow: wallNow, storeNow: storeNow, region: context.region, random: context.random, sequence: buckets.nextSequence(of: entry),
            event: event, delivery: delivery)
    }

    /// - Parameter decision: as the decision has left it.
    func write(_ writes: ObjectWrites, in entry: BucketCache.Entry, _ decision: DecisionContext) throws(DatabaseError) {
        let bucket = entry.bucket.id
        buckets.advance(entry, to: decision.sequence)
        advanceDeliveryIDs(event: decision.event, delivery: decision.delivery)
        if writes.takesRoom { countUnbookedRow() }
        if let row = writes.notedDeletion, let key = writes.key { try noteDeletion(ofRow: row, bucket, key) }
        // Bytes are linked before another version of theirs goes: it may be the last.
        let bytes = try writes.version.map { version throws(DatabaseError) in try content(of: version) }
        for version in writes.removed { try remove(version) }
        if let row = writes.steppedBack { try connection.run("UPDATE versions SET is_latest = 0 WHERE id = ?", .integer(row)) }
        if let version = writes.version { try insert(version, bytes?.id, bucket) }
        if writes.promotes, let key = writes.key { try promote(bucket, key) }
        if let key = writes.key { objects.change(bucket, key, to: writes.version?.found(in: entry.row, bytes ?? (nil, nil))) }
        if let event = writes.event { try write(event) }
    }

    private func content(of version: NewVersion) throws(DatabaseError) -> (id: ContentID?, place: ContentPlace?) {
        switch version.draft.bytes {
        case .fresh(let content):
            let fresh = try place(content)
            return (fresh.id, fresh.place)
        case .linked(let content):
            try addReference(content)
            return (content, nil)
        case .owned(let content): return (content, nil)
        case .marker: return (nil, nil)
        }
    }

    /// The newest of those that are left is what the key has now.
    private func promote(_ bucket: Int64, _ key: ObjectKey) throws(DatabaseError) {
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

    private func insert(_ version: NewVersion, _ content: ContentID?, _ bucket: Int64) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO versions (bucket_id, key, version_order, version_id, is_latest, is_marker, size, etag, checksum_algorithm,
                checksum_value, checksum_is_composite, content_id, part_count, modified_ms, sequence, storage_class, attributes, tags,
                origin_event_id, origin_function, depth, source_version, owner)
            VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(bucket), .blob(version.draft.key.utf8), .integer(Int64(bitPattern: version.sequence)), .text(version.id.description),
            .flag(version.isMarker), .integer(version.draft.size), .text(version.draft.etag), .optional(version.draft.checksum?.algorithm),
            .optional(version.draft.checksum?.value), .flag(version.draft.checksum?.isComposite ?? false), .optional(content?.rawValue),
            .integer(version.draft.partCount), .integer(version.modified.milliseconds), .integer(Int64(bitPattern: version.sequence)),
            .optional(version.draft.attributes.storageClass), .text(AttributeCoding.encode(version.draft.attributes)),
            .text(TextMap.encode(version.draft.attributes.tags)), .optional(version.provenance?.originEvent),
            .optional(version.provenance?.functionARN), .integer(version.provenance?.depth ?? 0), .optional(version.draft.sourceVersion),
            .optional(version.draft.attributes.owner?.description))
    }
}

extension ObjectWrites {
    /// The key whose rows these are.
    fileprivate var key: ObjectKey? { version?.draft.key ?? event?.key ?? removed.first?.version.key }
}

extension NewVersion {
    package var isMarker: Bool {
        if case .marker = draft.bytes { true } else { false }
    }

    /// What readers find from then on; nil if they must look it up.
    fileprivate func found(in bucket: Bucket, _ bytes: (id: ContentID?, place: ContentPlace?)) -> FoundObject? {
        guard let content = bytes.id, let place = bytes.place else { return nil }
        return FoundObject(
            bucket: bucket,
            version: ObjectVersion(
                bucketID: bucket.id, key: draft.key, versionID: id, isDeleteMarker: false, size: draft.size, etag: draft.etag,
                checksum: draft.checksum, attributes: draft.attributes, modified: modified, sequence: sequence, content: content,
                partCount: draft.partCount),
            place: place, isDamaged: false, parts: nil)
    }
}

extension VersionID {
    /// Events name only versions that have an id.
    var inEvents: VersionID? { self == .null ? nil : self }
}
