package import Database
package import Notifications
package import Store
package import Core

/// The row of an event of a bucket.
package struct NewEvent: Sendable {
    package let bucketID: Int64
    package let bucketName: BucketName
    /// The owner's canonical user id.
    package let bucketOwner: String
    package let region: String
    /// Of the notification configuration that it is matched by.
    package let revision: Int64
    package let sequence: UInt64
    package let type: EventType
    package let key: ObjectKey
    package let versionID: VersionID?
    package let size: Int64?
    package let etag: String?
    package let contentType: String?
    package let tags: [String: String]
    package let userMetadata: [String: String]
    package let storageClass: String?
    package let stamp: RequestStamp

    package init(
        bucketID: Int64, bucketName: BucketName, bucketOwner: String, region: String, revision: Int64, sequence: UInt64, type: EventType,
        key: ObjectKey, versionID: VersionID?, size: Int64?, etag: String?, contentType: String?, tags: [String: String],
        userMetadata: [String: String], storageClass: String?, stamp: RequestStamp
    ) {
        self.bucketID = bucketID
        self.bucketName = bucketName
        self.bucketOwner = bucketOwner
        self.region = region
        self.revision = revision
        self.sequence = sequence
        self.type = type
        self.key = key
        self.versionID = versionID
        self.size = size
        self.etag = etag
        self.contentType = contentType
        self.tags = tags
        self.userMetadata = userMetadata
        self.storageClass = storageClass
        self.stamp = stamp
    }
}

extension WriteTransaction {
    /// Writes an event, matched or not, and a delivery for each rule that it matches.
    /// - Returns: the event row's id.
    package func record(_ event: NewEvent, for rules: [MatchedRule]) throws(DatabaseError) -> Int64 {
        try insert(event)
        let id = connection.lastInsertedRowID
        for rule in rules { try owe(rule, event: id, event.stamp) }
        return id
    }

    /// Until when the object is restored that an event tells of.
    package func setRestore(until: Timestamp, ofEvent id: Int64) throws(DatabaseError) {
        try connection.run("UPDATE events SET restored_until_ms = ? WHERE id = ?", .integer(until.milliseconds), .integer(id))
    }

    private func insert(_ event: NewEvent) throws(DatabaseError) {
        let stamp = event.stamp
        try connection.run(
            """
            INSERT INTO events (bucket_id, sequence, type, key, version_id, size, etag, time_ms, principal, source_ip, request_id,
                host_id, trace_header, bucket_name, bucket_owner, bucket_region, content_type, tags, user_metadata, revision,
                origin_event_id, origin_function, depth, key_hash, destination_class)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(event.bucketID), .integer(Int64(bitPattern: event.sequence)), .text(event.type.rawValue), .blob(event.key.utf8),
            .optional(event.versionID?.description), .optional(event.size), .optional(event.etag), .integer(wallNow.milliseconds),
            .text(stamp.principalID), .text(stamp.sourceIP), .text(stamp.requestID.description), .text(stamp.requestID.hostID),
            .optional(stamp.traceHeader), .text(event.bucketName.description), .text(event.bucketOwner), .text(event.region),
            .optional(event.contentType), .text(TextMap.encode(event.tags)), .text(TextMap.encode(event.userMetadata)),
            .integer(event.revision), .optional(stamp.provenance?.originEvent), .optional(stamp.provenance?.functionARN),
            .integer(stamp.provenance?.depth ?? 0), .integer(keyHash(event.key)),
            .optional(event.type.namesClass ? event.storageClass : nil))
    }

    private func owe(_ rule: MatchedRule, event: Int64, _ stamp: RequestStamp) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO deliveries (event_id, destination, kind, configuration_id, request_id, state, attempts, created_ms,
                next_attempt_ms, trace_header, depth)
            VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?, ?)
            """,
            .integer(event), .text(rule.destination), .text(rule.kind.rawValue), .text(rule.id), .text(context.random.uuid()),
            .integer(storeNow.milliseconds), .integer(storeNow.milliseconds), .optional(stamp.traceHeader),
            .integer(stamp.provenance?.depth ?? 0))
        publish(Signal(.deliveries, rule.destination))
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
