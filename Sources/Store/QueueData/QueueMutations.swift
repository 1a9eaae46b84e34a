package import Store
internal import Database
internal import Core

/// Source: API_CreateQueue.
package struct CreateQueue: Mutation {
    /// Source: API_CreateQueue: 60 seconds.
    static let waitSeconds: Int64 = 60

    package let key: QueueKey
    package let attributes: QueueAttributes
    package let redrive: Redrive?
    package let tags: [String: String]
    /// What a queue of the name must have, where there is one: what the caller has named.
    package let required: [String: String]

    package init(_ key: QueueKey, attributes: QueueAttributes, redrive: Redrive?, tags: [String: String], required: [String: String]) {
        self.key = key
        self.attributes = attributes
        self.redrive = redrive
        self.tags = tags
        self.required = required
    }

    package var rowBytes: Int { attributes.bytes + tags.reduce(300) { $0 + $1.key.utf8.count + $1.value.utf8.count } }

    /// - Throws: `.exists`, `.deletedRecently`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) {
        let (connection, now) = (transaction.connection, transaction.storeNow)
        let owner: (Value, Value, Value) = (.text(key.account.description), .text(key.region.description), .text(key.name))
        let found = try QueueDataError.translating { () throws(DatabaseError) in
            (
                try connection.queue(key),
                try connection.first(
                    "SELECT deleted_ms FROM deleted_queues WHERE account_id = ? AND region = ? AND name = ?", owner.0, owner.1, owner.2
                ) { Timestamp(milliseconds: $0.integer(0)) }
            )
        }
        if let old = found.0 {
            let differs = required.keys.sorted().first { old.attributes.effective($0) != required[$0] }
            if let differs { throw .refused(.exists(differs)) }
            return
        }
        if let deleted = found.1, now < deleted.adding(seconds: Self.waitSeconds) { throw .refused(.deletedRecently) }
        try QueueDataError.translating { () throws(DatabaseError) in
            // So that sequence numbers of a queue rise from one of its lives to the next.
            let first = transaction.wallNow.milliseconds << 20
            try connection.run(
                "INSERT INTO message_boxes (queue_id, next, turn, ready, delayed, in_flight) VALUES (0, ?, 0, 0, 0, 0)", .integer(first))
            let box = connection.lastInsertedRowID
            try connection.run(
                """
                INSERT INTO queues (account_id, region, name, box_id, created_ms, modified_ms, attributes, tags, dead_letter_arn, max_receives)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, owner.0, owner.1, owner.2, .integer(box), .integer(transaction.wallNow.milliseconds),
                .integer(transaction.wallNow.milliseconds), .text(TextMap.encode(attributes.stored)), .text(TextMap.encode(tags)),
                .optional(redrive?.target), .optional(redrive.map { Int64($0.maxReceives) }))
            try connection.run("UPDATE message_boxes SET queue_id = ? WHERE id = ?", .integer(connection.lastInsertedRowID), .integer(box))
            try connection.run(
                "DELETE FROM deleted_queues WHERE account_id = ? AND region = ? AND name = ?", owner.0, owner.1, owner.2)
        }
    }
}

/// Source: API_SetQueueAttributes, and what changes its policy.
package struct SetQueueAttributes: Mutation {
    package let queue: Int64
    /// What they were when the new ones were made of them.
    package let basis: QueueAttributes
    package let attributes: QueueAttributes
    package let redrive: Redrive?

    package init(queue: Int64, basis: QueueAttributes, attributes: QueueAttributes, redrive: Redrive?) {
        self.queue = queue
        self.basis = basis
        self.attributes = attributes
        self.redrive = redrive
    }

    package var rowBytes: Int { attributes.bytes }

    /// - Throws: `.noQueue`, `.overtaken`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) {
        let found = try QueueDataError.translating { () throws(DatabaseError) in try transaction.connection.queue(queue) }
        guard let found else { throw .refused(.noQueue) }
        guard found.attributes == basis else { throw .refused(.overtaken) }
        try QueueDataError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE queues SET attributes = ?, modified_ms = ?, dead_letter_arn = ?, max_receives = ? WHERE id = ?",
                .text(TextMap.encode(attributes.stored)), .integer(transaction.wallNow.milliseconds), .optional(redrive?.target),
                .optional(redrive.map { Int64($0.maxReceives) }), .integer(queue))
        }
        transaction.publish(Signal(.queues, String(queue)))
    }
}

/// Source: API_DeleteQueue. Its messages are out of reach with it, and go in steps.
package struct DeleteQueue: Mutation {
    package let queue: Int64
    package init(_ queue: Int64) { self.queue = queue }

    package var usesReserve: Bool { true }

    /// - Throws: `.noQueue`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) {
        let connection = transaction.connection
        let found = try QueueDataError.translating { () throws(DatabaseError) in try connection.queue(queue) }
        guard let found else { throw .refused(.noQueue) }
        try QueueDataError.translating { () throws(DatabaseError) in
            try connection.run("DELETE FROM queues WHERE id = ?", .integer(queue))
            try connection.run("UPDATE message_boxes SET queue_id = NULL WHERE id = ?", .integer(found.box))
            try connection.run(
                "INSERT OR REPLACE INTO deleted_queues (account_id, region, name, deleted_ms) VALUES (?, ?, ?, ?)",
                .text(found.key.account.description), .text(found.key.region.description), .text(found.key.name),
                .integer(transaction.storeNow.milliseconds))
        }
        transaction.publish(Signal(.queues, String(queue)))
    }
}

/// Source: API_PurgeQueue. The queue gets a box that is empty; what is in the old one goes in steps.
package struct PurgeQueue: Mutation {
    /// Source: API_PurgeQueue: once in 60 seconds.
    private static let waitSeconds: Int64 = 60

    package let queue: Int64
    package init(_ queue: Int64) { self.queue = queue }

    package var usesReserve: Bool { true }

    /// - Throws: `.noQueue`, `.purgedRecently`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) {
        let (connection, now) = (transaction.connection, transaction.storeNow)
        let found = try QueueDataError.translating { () throws(DatabaseError) in try connection.queue(queue) }
        guard let found else { throw .refused(.noQueue) }
        if let purged = found.purged, now < purged.adding(seconds: Self.waitSeconds) { throw .refused(.purgedRecently) }
        try QueueDataError.translating { () throws(DatabaseError) in
            try connection.run(
                """
                INSERT INTO message_boxes (queue_id, next, turn, ready, delayed, in_flight)
                SELECT queue_id, next, turn, 0, 0, 0 FROM message_boxes WHERE id = ?
                """, .integer(found.box))
            try connection.run(
                "UPDATE queues SET box_id = ?, purged_ms = ? WHERE id = ?", .integer(connection.lastInsertedRowID),
                .integer(now.milliseconds), .integer(queue))
            try connection.run("UPDATE message_boxes SET queue_id = NULL WHERE id = ?", .integer(found.box))
        }
        transaction.publish(Signal(.queues, String(queue)))
    }
}

/// Source: API_TagQueue, API_UntagQueue.
package struct ChangeQueueTags: Mutation {
    package let queue: Int64
    package let added: [String: String]
    package let removed: [String]
    /// How many a queue may have.
    package let limit: Int

    package init(_ queue: Int64, adding added: [String: String] = [:], removing removed: [String] = [], limit: Int) {
        self.queue = queue
        self.added = added
        self.removed = removed
        self.limit = limit
    }

    package var usesReserve: Bool { added.isEmpty }
    package var rowBytes: Int { added.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }

    /// - Throws: `.noQueue`, `.tooManyTags`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) {
        let found = try QueueDataError.translating { () throws(DatabaseError) in try transaction.connection.queue(queue) }
        guard let found else { throw .refused(.noQueue) }
        var tags = found.tags
        for name in removed { tags[name] = nil }
        tags.merge(added) { $1 }
        guard tags.count <= limit else { throw .refused(.tooManyTags) }
        try QueueDataError.translating { () throws(DatabaseError) in
            try transaction.connection.run("UPDATE queues SET tags = ? WHERE id = ?", .text(TextMap.encode(tags)), .integer(queue))
        }
    }
}
