package import Store
internal import Database
package import Core

/// Lets go of the messages of queues that are gone or were purged, of those that are too old, and of what is remembered of duplicates and of
/// names; and wakes what nobody looks for, so that it is counted as what it is.
package struct TrimQueues: TrimStep {
    package static let keptSeconds: Int64 = 0
    package static let rows = 256
    private static let boxes = 16

    private let before: Timestamp
    private let after: Int64
    package let limit: Int

    package init(before: Timestamp, after: Int64, limit: Int) {
        self.before = before
        self.after = after
        self.limit = limit
    }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int64? {
        try translating { () throws(DatabaseError) in
            if try emptyOne(transaction.connection) { return after }
            if after == 0 { try forget(transaction) }
            return try lookThrough(transaction)
        }
    }

    /// - Returns: whether there was one.
    private func emptyOne(_ connection: Connection) throws(DatabaseError) -> Bool {
        let gone = try connection.first(
            "SELECT id FROM message_boxes INDEXED BY message_boxes_gone WHERE queue_id IS NULL AND id > 0 ORDER BY id LIMIT 1"
        ) { $0.integer(0) }
        guard let gone else { return false }
        let messages = try connection.rows(
            "SELECT number, content_id FROM messages WHERE box_id = ? ORDER BY number LIMIT ?", .integer(gone), .integer(limit)
        ) { ($0.integer(0), $0.integer(1)) }
        for (number, content) in messages {
            try connection.run("DELETE FROM messages WHERE box_id = ? AND number = ?", .integer(gone), .integer(number))
            try connection.run("DELETE FROM message_contents WHERE id = ?", .integer(content))
        }
        let groups = try connection.rows(
            "SELECT group_id FROM message_groups WHERE box_id = ? LIMIT ?", .integer(gone), .integer(limit)
        ) { $0.text(0) }
        for group in groups {
            try connection.run("DELETE FROM message_groups WHERE box_id = ? AND group_id = ?", .integer(gone), .text(group))
        }
        if messages.count < limit, groups.count < limit { try connection.run("DELETE FROM message_boxes WHERE id = ?", .integer(gone)) }
        return true
    }

    private func forget(_ transaction: WriteTransaction) throws(DatabaseError) {
        let connection = transaction.connection
        try connection.deleteExpiredDuplicates(transaction.storeNow, limit: limit)
        let names = try connection.rows(
            "SELECT account_id, region, name FROM deleted_queues WHERE deleted_ms <= ? ORDER BY deleted_ms LIMIT ?",
            .integer(transaction.storeNow.adding(seconds: -CreateQueue.waitSeconds).milliseconds), .integer(limit)
        ) { ($0.text(0), $0.text(1), $0.text(2)) }
        for (account, region, name) in names {
            try connection.run(
                "DELETE FROM deleted_queues WHERE account_id = ? AND region = ? AND name = ?", .text(account), .text(region), .text(name))
        }
    }

    private func lookThrough(_ transaction: WriteTransaction) throws(DatabaseError) -> Int64? {
        let connection = transaction.connection
        let page = try connection.rows(
            "SELECT id, queue_id FROM message_boxes WHERE id > ? ORDER BY id LIMIT ?", .integer(after), .integer(Self.boxes)
        ) { ($0.integer(0), $0.optionalInteger(1)) }
        var left = limit
        for (id, owner) in page {
            guard let owner, let queue = try connection.queue(owner),
                var box = try MessageBox(id, isFIFO: queue.attributes.isFIFO, connection)
            else { continue }
            let expired = try box.expire(before, retentionSeconds: queue.attributes.retentionSeconds, left)
            let woken = try box.wake(transaction.storeNow, left)
            if expired + woken > 0 { try box.save() }
            left -= max(expired, woken)
            if left <= 0 { return id - 1 }
        }
        return page.count < Self.boxes ? nil : page.last?.0
    }
}
