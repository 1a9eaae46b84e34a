package import Store
internal import Database
package import Notifications
package import Core

/// One thing owed to a destination: an event of a bucket, or the payload of an asynchronous invocation.
package struct Delivery: Sendable, Identifiable {
    package let id: Int64
    package let destination: String
    package let kind: Rule.Kind
    /// The rule's id, as it was when the event was matched; empty for an invocation.
    package let configurationID: String
    /// A UUID, the same for every attempt.
    package let requestID: String
    /// Attempts that were made and failed.
    package let attempts: Int
    /// Store time.
    package let created: Timestamp
    package let traceHeader: String?
    /// Functions between the first, human write and this.
    package let depth: Int
    package let cause: Cause

    package enum Cause: Sendable {
        /// With the account that owns the bucket.
        case event(EventDetail, owner: AccountID?)
        /// Its payload, of up to 1 MiB, is read when it is sent: `FindPayload`.
        case invocation
        /// Its event, or what it is, cannot be read; why.
        case unreadable(String)
    }
}

enum DeliveryRows {
    /// An event's row, whole.
    static func event(_ id: Int64, _ connection: Connection) throws(DatabaseError) -> EventDetail? {
        try connection.first(
            """
            SELECT id, type, bucket_name, bucket_owner, bucket_region, sequence, key, version_id, size, etag, time_ms, principal,
                source_ip, request_id, host_id, trace_header, content_type, tags, user_metadata, revision, origin_event_id,
                origin_function, depth, destination_class, restored_until_ms
            FROM events WHERE id = ?
            """, .integer(id)
        ) { row throws(DatabaseError) in try detail(row) }
    }

    static func account(ofCanonicalID id: String, _ connection: Connection) throws(DatabaseError) -> AccountID? {
        try connection.first("SELECT account_id FROM accounts WHERE canonical_id = ?", .text(id)) {
            row throws(DatabaseError) in try required(AccountID(row.text(0)), "the account of \(id)")
        }
    }

    private static func detail(_ row: Row) throws(DatabaseError) -> EventDetail {
        let type = try required(EventType(rawValue: row.text(1)), "an event's type, \(row.text(1))")
        let restore = row.optionalInteger(24).map {
            EventDetail.Restore(expiry: Timestamp(milliseconds: $0), storageClass: row.optionalText(23) ?? "")
        }
        return EventDetail(
            id: row.integer(0), type: type,
            bucket: try required(BucketName(row.text(2)), "an event's bucket, \(row.text(2))"), bucketOwner: row.text(3),
            region: row.text(4),
            sequence: UInt64(bitPattern: row.integer(5)), key: ObjectKey(stored: row.blob(6)),
            versionID: row.optionalText(7).map { VersionID(stored: $0) }, size: row.optionalInteger(8), etag: row.optionalText(9),
            time: Timestamp(milliseconds: row.integer(10)), principalID: row.text(11), sourceIP: row.text(12),
            requestID: RequestID(description: row.text(13), hostID: row.text(14)), traceHeader: row.optionalText(15),
            contentType: row.optionalText(16), tags: try TextMap.decode(row.text(17)),
            userMetadata: try TextMap.decode(row.text(18)),
            revision: row.integer(19), originEvent: row.optionalInteger(20), originFunction: row.optionalText(21), depth: row.int(22),
            restore: restore, destinationClass: type == .lifecycleTransition ? row.optionalText(23) : nil)
    }
}

/// The next route, in the order of their ids, on which something is owed. However much that is, this reads one row.
package struct FindPendingRoute: Query {
    /// The id of the one before.
    package let after: Int64
    package init(after: Int64) { self.after = after }

    package struct Found: Sendable {
        package let id: Int64
        package let route: DeliveryRoute
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Found? {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                """
                SELECT d.destination_id, n.arn, n.source FROM deliveries d CROSS JOIN destinations n ON n.id = d.destination_id
                WHERE state = 'pending' AND destination_id > ? ORDER BY destination_id LIMIT 1
                """, .integer(after)
            ) { row throws(DatabaseError) in
                Found(id: row.integer(0), route: try DeliveryRoute.read(destination: row.text(1), source: row.text(2)))
            }
        }
    }
}

/// What an asynchronous invocation sends; nil if it is gone.
package struct FindPayload: Query {
    package let delivery: Int64
    package init(delivery: Int64) { self.delivery = delivery }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [UInt8]? {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.first("SELECT payload FROM delivery_payloads WHERE delivery_id = ?", .integer(delivery)) { $0.blob(0) }
        }
    }
}

/// What is due on one route, the longest due first.
package struct ListDueDeliveries: Query {
    package let route: DeliveryRoute
    package let now: Timestamp
    package let limit: Int

    package init(_ route: DeliveryRoute, now: Timestamp, limit: Int) {
        self.route = route
        self.now = now
        self.limit = limit
    }

    package struct Due: Sendable {
        package let deliveries: [Delivery]
        /// When the next one falls due that is not yet; nil if nothing else is pending.
        package let next: Timestamp?
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Due {
        try translating { () throws(DatabaseError) in
            let rows = try snapshot.connection.rows(
                """
                SELECT id, kind, configuration_id, request_id, attempts, created_ms, trace_header, depth, event_id
                FROM deliveries
                WHERE state = 'pending' AND destination_id = (SELECT id FROM destinations WHERE arn = ? AND source = ?)
                    AND next_attempt_ms <= ? ORDER BY next_attempt_ms, id LIMIT ?
                """, .text(route.destination), .text(route.sourceText), .integer(now.milliseconds), .integer(limit)
            ) { ($0.optionalInteger(8), partial($0)) }
            var found: [Delivery] = []
            for (event, make) in rows { found.append(make(try cause(event, snapshot.connection))) }
            let next = try snapshot.connection.first(
                """
                SELECT MIN(next_attempt_ms) FROM deliveries
                WHERE state = 'pending' AND destination_id = (SELECT id FROM destinations WHERE arn = ? AND source = ?)
                    AND next_attempt_ms > ?
                """, .text(route.destination), .text(route.sourceText), .integer(now.milliseconds)
            ) { $0.optionalInteger(0) }
            return Due(deliveries: found, next: (next ?? nil).map(Timestamp.init(milliseconds:)))
        }
    }

    /// One that cannot be read holds up no other of its destination.
    private func cause(_ event: Int64?, _ connection: Connection) throws(DatabaseError) -> Delivery.Cause {
        guard let event else { return .invocation }
        do throws(DatabaseError) {
            guard let detail = try DeliveryRows.event(event, connection) else { return .unreadable("The event is gone.") }
            return .event(detail, owner: try DeliveryRows.account(ofCanonicalID: detail.bucketOwner, connection))
        } catch {
            guard error.isUnreadable else { throw error }
            return .unreadable("The event cannot be read: \(error)")
        }
    }

    private func partial(_ row: Row) -> (Delivery.Cause) -> Delivery {
        let (id, kind, configuration, request) = (row.integer(0), row.text(1), row.text(2), row.text(3))
        let (attempts, created, trace, depth) = (row.int(4), row.integer(5), row.optionalText(6), row.int(7))
        let known = Rule.Kind(rawValue: kind)
        return { cause in
            Delivery(
                id: id, destination: route.destination, kind: known ?? .function, configurationID: configuration,
                requestID: request, attempts: attempts, created: Timestamp(milliseconds: created), traceHeader: trace, depth: depth,
                cause: known == nil ? .unreadable("The kind of its destination cannot be read: \(kind)") : cause)
        }
    }
}
