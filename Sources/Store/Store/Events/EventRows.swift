internal import Database
internal import Notifications
internal import Core

/// An event about to be written. The bucket and the request behind it come from elsewhere.
struct EventDraft {
    let type: EventType
    let key: ObjectKey
    let versionID: VersionID?
    let size: Int64?
    let etag: String?
    let attributes: ObjectAttributes?
    let sequence: UInt64
}

extension WriteTransaction {
    /// Writes the event of one mutation, matched or not, and a delivery for each rule that it matches.
    /// - Returns: the event row's id.
    /// - Throws: also where it cannot be told whom the event is for: what nobody would hear of does not happen.
    func record(_ event: EventDraft, _ entry: BucketCache.Entry, _ stamp: RequestStamp) throws(DatabaseError) -> Int64 {
        let notifications = try entry.notifications.get()
        try insert(event, entry, stamp)
        let id = connection.lastInsertedRowID
        for rule in notifications.matches(event.type, key: event.key.utf8) {
            try owe(rule, event: id, stamp)
        }
        return id
    }

    private func insert(_ event: EventDraft, _ entry: BucketCache.Entry, _ stamp: RequestStamp) throws(DatabaseError) {
        let bucket = entry.bucket
        try connection.run(
            """
            INSERT INTO events (bucket_id, sequence, type, key, version_id, size, etag, time_ms, principal, source_ip, request_id,
                host_id, trace_header, bucket_name, bucket_owner, bucket_region, content_type, tags, user_metadata, revision,
                origin_event_id, origin_function, depth, key_hash, destination_class)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(bucket.id), .integer(Int64(bitPattern: event.sequence)), .text(event.type.rawValue), .blob(event.key.utf8),
            .optional(event.versionID?.description), .optional(event.size), .optional(event.etag), .integer(now.milliseconds),
            .text(stamp.principalID), .text(stamp.sourceIP), .text(stamp.requestID.description), .text(stamp.requestID.hostID),
            .optional(stamp.traceHeader), .text(bucket.name.description), .text(bucket.ownerCanonicalID),
            .text(bucket.region(default: context.region)), .optional(event.attributes?.contentType),
            .text(AttributeCoding.encode(map: event.attributes?.tags ?? [:])),
            .text(AttributeCoding.encode(map: event.attributes?.userMetadata ?? [:])), .integer(entry.revision),
            .optional(stamp.provenance?.originEvent), .optional(stamp.provenance?.functionARN), .integer(stamp.provenance?.depth ?? 0),
            .integer(keyHash(event.key)),
            .optional(event.type.namesClass ? event.attributes?.storageClass : nil))
    }

    private func owe(_ rule: MatchedRule, event: Int64, _ stamp: RequestStamp) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO deliveries (event_id, destination, kind, configuration_id, request_id, state, attempts, created_ms,
                next_attempt_ms, trace_header, depth)
            VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?, ?)
            """,
            .integer(event), .text(rule.destination), .text(rule.kind.rawValue), .text(rule.id), .text(context.random.uuid()),
            .integer(now.milliseconds), .integer(now.milliseconds), .optional(stamp.traceHeader), .integer(stamp.provenance?.depth ?? 0))
        effects.signals.insert(Signal(.deliveries, rule.destination))
    }
}

extension EventType {
    /// Whether its record says a storage class: where an object went, or is restored from.
    fileprivate var namesClass: Bool { self == .lifecycleTransition || self == .objectRestoreCompleted }
}

/// FNV-1a of the key's bytes: short enough for an index, equal for equal keys, whatever the machine.
func keyHash(_ key: ObjectKey) -> Int64 {
    Int64(bitPattern: key.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
}
