package import Store
internal import Database
internal import Core

/// Why nothing is done to a queue or to its messages.
package enum QueueRefusal: Error, Sendable, Hashable {
    case noQueue
    /// One of the name was deleted just now.
    case deletedRecently
    /// With the attribute that differs.
    case exists(String)
    /// It is not what the change was made of any more.
    case overtaken
    case tooManyTags
    case purgedRecently
    case tooManyInFlight
    case noTarget
}

package typealias QueueDataError = StoreError<QueueRefusal>

/// A message as it is sent, sealed already where it is to be.
package struct NewMessage: Sendable, Hashable {
    package let id: String
    package let sender: String
    package let group: String?
    package let deduplication: String?
    package let trace: String?

    package init(id: String, sender: String, group: String?, deduplication: String?, trace: String?) {
        self.id = id
        self.sender = sender
        self.group = group
        self.deduplication = deduplication
        self.trace = trace
    }
}

/// What became of one that was sent: of one that was there already, what the first had.
package struct SentMessage: Sendable, Hashable {
    package let id: String
    package let number: Int64
}

/// Source: API_SendMessage, API_SendMessageBatch.
package struct SendMessages: Mutation {
    package struct Entry: Sendable {
        package let message: NewMessage
        package let content: MessageContent
        /// The queue's own where it is nil.
        package let delaySeconds: Int64?

        package init(_ message: NewMessage, _ content: MessageContent, delaySeconds: Int64?) {
            self.message = message
            self.content = content
            self.delaySeconds = delaySeconds
        }
    }

    /// Source: SQS Developer Guide, "Exactly-once processing": 5 minutes.
    private static let deduplicationSeconds: Int64 = 300
    private static let expiredPerMessage = 2

    package let queue: Int64
    package let entries: [Entry]
    /// Whether what it was sealed by is still what the queue asks for.
    package let isSealed: Bool

    package init(queue: Int64, entries: [Entry], isSealed: Bool) {
        self.queue = queue
        self.entries = entries
        self.isSealed = isSealed
    }

    package var weight: Int { entries.count }
    package var rowBytes: Int { entries.reduce(0) { $0 + $1.content.bytes.count + 1200 } }

    /// - Throws: `.noQueue`; `.overtaken` where the queue has since been told to seal.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) -> [SentMessage] {
        let connection = transaction.connection
        let found = try QueueDataError.translating { () throws(DatabaseError) in try connection.queue(queue) }
        guard let found else { throw .refused(.noQueue) }
        guard isSealed || !found.attributes.isSealed else { throw .refused(.overtaken) }
        return try QueueDataError.translating { () throws(DatabaseError) in
            var box = try required(
                try MessageBox(found.box, isFIFO: found.attributes.isFIFO, connection), "the messages of queue \(queue)")
            let sent = try entries.map { entry throws(DatabaseError) in try send(entry, found, &box, transaction) }
            try box.save()
            transaction.publish(Signal(.queues, String(queue)))
            return sent
        }
    }

    private func send(
        _ entry: Entry, _ queue: QueueRecord, _ box: inout MessageBox, _ transaction: WriteTransaction
    ) throws(DatabaseError) -> SentMessage {
        let (connection, now) = (transaction.connection, transaction.storeNow)
        let scope = queue.attributes.deduplicatesByGroup ? entry.message.group ?? "" : ""
        if queue.attributes.isFIFO, let deduplication = entry.message.deduplication {
            try connection.deleteExpiredDuplicates(now, limit: Self.expiredPerMessage)
            let known = try connection.first(
                "SELECT message_id, number, expires_ms FROM message_duplicates WHERE box_id = ? AND scope = ? AND dedup_id = ?",
                .integer(box.id), .text(scope), .text(deduplication)
            ) { (sent: SentMessage(id: $0.text(0), number: $0.integer(1)), expires: Timestamp(milliseconds: $0.integer(2))) }
            if let known, known.expires > now { return known.sent }
        }
        let delay = entry.delaySeconds ?? queue.attributes.delaySeconds
        let content = try connection.insert(entry.content, of: entry.message.id)
        let number = try box.add(
            entry.message, content: content, state: delay > 0 ? .delayed : .ready, due: now.adding(seconds: delay),
            sent: transaction.wallNow)
        if queue.attributes.isFIFO, let deduplication = entry.message.deduplication {
            try connection.run(
                """
                INSERT OR REPLACE INTO message_duplicates (box_id, scope, dedup_id, expires_ms, message_id, number) VALUES (?, ?, ?, ?, ?, ?)
                """, .integer(box.id), .text(scope), .text(deduplication),
                .integer(now.adding(seconds: Self.deduplicationSeconds).milliseconds), .text(entry.message.id), .integer(number))
        }
        return SentMessage(id: entry.message.id, number: number)
    }
}

/// Source: API_ReceiveMessage.
package struct ReceiveMessages: Mutation {
    /// Source: SQS Developer Guide, "Message quotas": about 120,000 in flight.
    private static let mostInFlight: Int64 = 120_000
    /// Messages that one receive takes out of the queue besides those that it gives.
    private static let mostMoved = 20

    package let queue: Int64
    package let limit: Int
    /// The queue's own where it is nil.
    package let visibilitySeconds: Int64?

    package init(queue: Int64, limit: Int, visibilitySeconds: Int64?) {
        self.queue = queue
        self.limit = limit
        self.visibilitySeconds = visibilitySeconds
    }

    package var weight: Int { limit }
    package var usesReserve: Bool { true }

    package struct Result: Sendable {
        package fileprivate(set) var messages: [MessageRecord] = []
        /// Whether there may be more to give out, though nothing was.
        package fileprivate(set) var mayHaveMore = false
    }

    /// - Throws: `.noQueue`, `.tooManyInFlight`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) -> Result {
        let connection = transaction.connection
        let found = try QueueDataError.translating { () throws(DatabaseError) in
            guard let queue = try connection.queue(queue) else { return nil as (QueueRecord, MessageBox)? }
            let box = try required(try MessageBox(queue.box, isFIFO: queue.attributes.isFIFO, connection), "the messages of \(queue.id)")
            return (queue, box)
        }
        guard let (queue, box) = found else { throw .refused(.noQueue) }
        var run = ReceiveRun(queue: queue, box: box, transaction: transaction, asked: self, movesLeft: Self.mostMoved)
        let isFull = try QueueDataError.translating { () throws(DatabaseError) in
            try run.prepare()
            return run.box.counts[.inFlight, default: 0] >= Self.mostInFlight
        }
        if isFull { throw .refused(.tooManyInFlight) }
        return try QueueDataError.translating { () throws(DatabaseError) in
            try queue.attributes.isFIFO ? run.takeGroups() : run.take()
            try run.finish()
            return Result(messages: run.taken, mayHaveMore: run.taken.isEmpty && run.changed > 0)
        }
    }
}

/// One receive under way.
private struct ReceiveRun {
    let queue: QueueRecord
    var box: MessageBox
    let transaction: WriteTransaction
    let asked: ReceiveMessages
    var movesLeft: Int
    var taken: [MessageRecord] = []
    /// Rows that were changed besides.
    var changed = 0
    private var deadLetters: (queue: QueueRecord, box: MessageBox)?
    private var hasMoved = false

    init(queue: QueueRecord, box: MessageBox, transaction: WriteTransaction, asked: ReceiveMessages, movesLeft: Int) {
        self.queue = queue
        self.box = box
        self.transaction = transaction
        self.asked = asked
        self.movesLeft = movesLeft
    }

    mutating func prepare() throws(DatabaseError) {
        changed += try box.expire(transaction.wallNow, retentionSeconds: queue.attributes.retentionSeconds)
        changed += try box.wake(transaction.storeNow)
        guard let redrive = queue.redrive, let key = ARN(redrive.target).flatMap({ QueueKey($0) }), key != queue.key,
            let target = try transaction.connection.queue(key)
        else { return }
        deadLetters = try MessageBox(target.box, isFIFO: target.attributes.isFIFO, transaction.connection).map { (target, $0) }
    }

    mutating func take() throws(DatabaseError) {
        for message in try box.ready(asked.limit + movesLeft) where taken.count < asked.limit {
            if isDead(message) { try move(message) } else { try give(message) }
        }
    }

    mutating func takeGroups() throws(DatabaseError) {
        for group in try box.readyGroups(asked.limit + movesLeft) where taken.count < asked.limit {
            let before = taken.count
            for message in try box.ready(in: group, asked.limit - taken.count + movesLeft) where taken.count < asked.limit {
                if !isDead(message) {
                    try give(message)
                } else {
                    // What is behind it waits for its turn.
                    guard movesLeft > 0 else { break }
                    try move(message)
                }
            }
            if taken.count > before {
                try box.turn(group)
                try box.refresh(group)
            }
        }
    }

    mutating func finish() throws(DatabaseError) {
        try box.save()
        // Who waits for dead letters is not woken by each receive.
        guard let deadLetters, hasMoved else { return }
        try deadLetters.box.save()
        transaction.publish(Signal(.queues, String(deadLetters.queue.id)))
    }

    private mutating func give(_ message: MessageRow) throws(DatabaseError) {
        let seconds = asked.visibilitySeconds ?? queue.attributes.visibilitySeconds
        taken.append(
            try box.receive(
                message, seconds > 0 ? .inFlight : .ready, due: transaction.storeNow.adding(seconds: seconds),
                storeNow: transaction.storeNow, wallNow: transaction.wallNow))
    }

    /// Whether it has been received as often as it may be, and goes to the dead letters.
    /// Source: SQS Developer Guide, "Using dead-letter queues".
    private func isDead(_ message: MessageRow) -> Bool {
        guard let redrive = queue.redrive, deadLetters != nil else { return false }
        return message.receiveCount >= redrive.maxReceives
    }

    /// The rest goes at the next receive.
    private mutating func move(_ message: MessageRow) throws(DatabaseError) {
        guard movesLeft > 0 else { return }
        movesLeft -= 1
        changed += 1
        hasMoved = true
        let moved = NewMessage(
            id: message.id, sender: message.sender, group: message.group, deduplication: message.deduplication, trace: message.trace)
        try box.remove(message, keepsContent: true)
        // A FIFO queue counts the age anew.
        _ = try deadLetters?.box.add(
            moved, content: message.content, state: .ready, due: transaction.storeNow,
            sent: queue.attributes.isFIFO ? transaction.wallNow : message.sent, firstReceived: message.firstReceived,
            receiveCount: message.receiveCount, source: queue.key.arn.description)
    }
}

/// What became of one receipt.
package enum ReceiptOutcome: Sendable, Hashable {
    case done
    /// A FIFO queue's message whose time is over, or that was given out again.
    case expired
    /// There is no such message any more.
    case gone
    case tooLong
}

/// Source: API_DeleteMessage, API_DeleteMessageBatch.
package struct DeleteMessages: Mutation {
    package let queue: Int64
    package let receipts: [Receipt]

    package init(queue: Int64, receipts: [Receipt]) {
        self.queue = queue
        self.receipts = receipts
    }

    package var weight: Int { receipts.count }
    package var usesReserve: Bool { true }

    /// - Throws: `.noQueue`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) -> [ReceiptOutcome] {
        try changing(queue, transaction) { found, box throws(DatabaseError) in
            try receipts.map { receipt throws(DatabaseError) in
                guard receipt.box == box.id, let message = try box.message(receipt.number) else { return .done }
                guard !box.isFIFO || message.isHeld(by: receipt, transaction.storeNow) else { return .expired }
                try box.remove(message)
                return .done
            }
        }
    }
}

/// Source: API_ChangeMessageVisibility, API_ChangeMessageVisibilityBatch.
package struct ChangeVisibility: Mutation {
    package struct Entry: Sendable {
        package let receipt: Receipt
        package let seconds: Int64

        package init(_ receipt: Receipt, seconds: Int64) {
            self.receipt = receipt
            self.seconds = seconds
        }
    }

    /// Source: API_ChangeMessageVisibility: 12 hours from when it was received.
    private static let mostSeconds: Int64 = 43_200

    package let queue: Int64
    package let entries: [Entry]

    package init(queue: Int64, entries: [Entry]) {
        self.queue = queue
        self.entries = entries
    }

    package var weight: Int { entries.count }
    package var usesReserve: Bool { true }

    /// - Throws: `.noQueue`.
    package func apply(_ transaction: WriteTransaction) throws(QueueDataError) -> [ReceiptOutcome] {
        try changing(queue, transaction) { found, box throws(DatabaseError) in
            try entries.map { entry throws(DatabaseError) in try change(entry, &box, transaction.storeNow) }
        }
    }

    private func change(_ entry: Entry, _ box: inout MessageBox, _ now: Timestamp) throws(DatabaseError) -> ReceiptOutcome {
        guard entry.receipt.box == box.id, let message = try box.message(entry.receipt.number), let received = message.received else {
            return .gone
        }
        if box.isFIFO, !message.isHeld(by: entry.receipt, now) { return .expired }
        let due = now.adding(seconds: entry.seconds)
        guard due <= received.adding(seconds: Self.mostSeconds) || entry.seconds == 0 else { return .tooLong }
        try box.set(message, entry.seconds > 0 ? .inFlight : .ready, due: due)
        return .done
    }
}

extension MessageRow {
    /// Whether a receipt is that of the last receive, and its time not over.
    fileprivate func isHeld(by receipt: Receipt, _ now: Timestamp) -> Bool {
        receiveCount == receipt.receiveCount && state == .inFlight && due > now
    }
}

private func changing(
    _ id: Int64, _ transaction: WriteTransaction,
    _ change: (QueueRecord, inout MessageBox) throws(DatabaseError) -> [ReceiptOutcome]
) throws(QueueDataError) -> [ReceiptOutcome] {
    let connection = transaction.connection
    let found = try QueueDataError.translating { () throws(DatabaseError) in try connection.queue(id) }
    guard let found else { throw .refused(.noQueue) }
    return try QueueDataError.translating { () throws(DatabaseError) in
        var box = try required(try MessageBox(found.box, isFIFO: found.attributes.isFIFO, connection), "the messages of queue \(id)")
        let outcomes = try change(found, &box)
        try box.save()
        transaction.publish(Signal(.queues, String(id)))
        return outcomes
    }
}

extension Connection {
    fileprivate func insert(_ content: MessageContent, of message: String) throws(DatabaseError) -> Int64 {
        try run(
            "INSERT INTO message_contents (message_id, size, body_bytes, sealed_key, bytes) VALUES (?, ?, ?, ?, ?)", .text(message),
            .integer(content.size), .integer(content.bodyBytes), .optional(content.sealedKey), .blob(content.bytes))
        return lastInsertedRowID
    }

    func deleteExpiredDuplicates(_ now: Timestamp, limit: Int) throws(DatabaseError) {
        let old = try rows(
            "SELECT box_id, scope, dedup_id FROM message_duplicates WHERE expires_ms <= ? ORDER BY expires_ms LIMIT ?",
            .integer(now.milliseconds), .integer(limit)
        ) { ($0.integer(0), $0.text(1), $0.text(2)) }
        for (box, scope, id) in old {
            try run(
                "DELETE FROM message_duplicates WHERE box_id = ? AND scope = ? AND dedup_id = ?", .integer(box), .text(scope), .text(id))
        }
    }
}
