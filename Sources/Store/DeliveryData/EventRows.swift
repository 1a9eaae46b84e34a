package import Database
package import Notifications
package import Store
package import Core

/// The row of an event of a bucket, with what is owed for it. A reference, as it is handed on more often than it is made.
package final class NewEvent: Sendable {
    package let id: Int64
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
    package let time: Timestamp
    package let contentType: String?
    package let tags: [String: String]
    package let userMetadata: [String: String]
    package let storageClass: String?
    package let stamp: RequestStamp
    package let deliveries: [NewDelivery]

    package init(
        id: Int64, bucketID: Int64, bucketName: BucketName, bucketOwner: String, region: String, revision: Int64, sequence: UInt64,
        type: EventType, key: ObjectKey, versionID: VersionID?, size: Int64?, etag: String?, time: Timestamp, contentType: String?,
        tags: [String: String], userMetadata: [String: String], storageClass: String?, stamp: RequestStamp, deliveries: [NewDelivery]
    ) {
        self.id = id
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
        self.time = time
        self.contentType = contentType
        self.tags = tags
        self.userMetadata = userMetadata
        self.storageClass = storageClass
        self.stamp = stamp
        self.deliveries = deliveries
    }
}

/// The row of something that is owed to a destination from now on.
package struct NewDelivery: Sendable, Hashable {
    package let id: Int64
    /// nil for an asynchronous invocation.
    package let event: Int64?
    /// For which the row has a number.
    package let route: DeliveryRoute
    package let kind: String
    package let configurationID: String
    package let requestID: String
    /// Store time.
    package let due: Timestamp
    package let traceHeader: String?
    package let depth: Int

    package init(
        id: Int64, event: Int64?, route: DeliveryRoute, kind: String, configurationID: String, requestID: String, due: Timestamp,
        traceHeader: String?, depth: Int
    ) {
        self.id = id
        self.event = event
        self.route = route
        self.kind = kind
        self.configurationID = configurationID
        self.requestID = requestID
        self.due = due
        self.traceHeader = traceHeader
        self.depth = depth
    }
}

extension WriteTransaction {
    /// The ids that the next event and the next delivery have.
    package var nextDeliveryIDs: (event: Int64, delivery: Int64) { owed.next }

    /// Those before these are taken.
    package func advanceDeliveryIDs(event: Int64, delivery: Int64) { owed.advance(event: event, delivery: delivery) }

    package func write(_ event: NewEvent) throws(DatabaseError) {
        let stamp = event.stamp
        try connection.run(
            """
            INSERT INTO events (id, bucket_id, sequence, type, key, version_id, size, etag, time_ms, principal, source_ip, request_id,
                host_id, trace_header, bucket_name, bucket_owner, bucket_region, content_type, tags, user_metadata, revision,
                origin_event_id, origin_function, depth, key_hash, destination_class)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
            """,
            .integer(event.id), .integer(event.bucketID), .integer(Int64(bitPattern: event.sequence)), .text(event.type.rawValue),
            .blob(event.key.utf8), .optional(event.versionID?.description), .optional(event.size), .optional(event.etag),
            .integer(event.time.milliseconds), .text(stamp.principalID), .text(stamp.sourceIP), .text(stamp.requestID.description),
            .text(stamp.requestID.hostID), .optional(stamp.traceHeader), .text(event.bucketName.description), .text(event.bucketOwner),
            .text(event.region), .optional(event.contentType), .text(TextMap.encode(event.tags)),
            .text(TextMap.encode(event.userMetadata)), .integer(event.revision), .optional(stamp.provenance?.originEvent),
            .optional(stamp.provenance?.functionARN), .integer(stamp.provenance?.depth ?? 0),
            .optional(event.type.namesClass ? event.storageClass : nil))
        for delivery in event.deliveries { try write(delivery) }
    }

    func write(_ delivery: NewDelivery) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO deliveries (id, event_id, destination_id, kind, configuration_id, request_id, state, attempts, created_ms,
                next_attempt_ms, trace_header, depth)
            VALUES (?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?, ?)
            """,
            .integer(delivery.id), .optional(delivery.event), .integer(try owed.destination(delivery.route, connection)),
            .text(delivery.kind), .text(delivery.configurationID), .text(delivery.requestID), .integer(delivery.due.milliseconds),
            .integer(delivery.due.milliseconds), .optional(delivery.traceHeader), .integer(delivery.depth))
        publish(Signal(.deliveries, delivery.route.description))
    }

    /// Until when the object is restored that an event tells of.
    package func setRestore(until: Timestamp, ofEvent id: Int64) throws(DatabaseError) {
        try connection.run("UPDATE events SET restored_until_ms = ? WHERE id = ?", .integer(until.milliseconds), .integer(id))
    }
}

extension EventType {
    /// Whether its record says a storage class: where an object went, or is restored from.
    fileprivate var namesClass: Bool { self == .lifecycleTransition || self == .objectRestoreCompleted }
}
