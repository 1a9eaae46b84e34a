internal import Database
package import Core

/// What names a queue.
package struct QueueKey: Sendable, Hashable {
    package let account: AccountID
    package let region: Region
    package let name: String

    package init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    package var arn: ARN { ARN(service: "sqs", region: region.description, account: account.description, resource: name) }

    /// - Returns: nil unless it is the ARN of a queue.
    package init?(_ arn: ARN) {
        guard arn.service == "sqs", let account = AccountID(arn.account), let region = Region(arn.region) else { return nil }
        self.init(account: account, region: region, name: arn.resource)
    }
}

/// Where what a queue cannot get rid of goes. Source: API_SetQueueAttributes, "RedrivePolicy".
package struct Redrive: Sendable, Hashable {
    package let target: String
    package let maxReceives: Int

    package init(target: String, maxReceives: Int) {
        self.target = target
        self.maxReceives = maxReceives
    }
}

/// A queue's attributes as they were set, each judged before it gets here; what is not set has a standard.
/// Source: API_SetQueueAttributes.
package struct QueueAttributes: Sendable, Hashable {
    package private(set) var stored: [String: String]

    package init(_ stored: [String: String] = [:]) { self.stored = stored }

    package subscript(_ name: String) -> String? {
        get { stored[name] }
        set { stored[name] = newValue }
    }

    private func number(_ name: String, _ standard: Int64) -> Int64 { stored[name].flatMap { Int64($0) } ?? standard }

    package var visibilitySeconds: Int64 { number("VisibilityTimeout", 30) }
    package var delaySeconds: Int64 { number("DelaySeconds", 0) }
    package var mostBytes: Int { Int(number("MaximumMessageSize", 1_048_576)) }
    package var retentionSeconds: Int64 { number("MessageRetentionPeriod", 345_600) }
    package var waitSeconds: Int64 { number("ReceiveMessageWaitTimeSeconds", 0) }
    package var isFIFO: Bool { stored["FifoQueue"] == "true" }
    package var deduplicatesByContent: Bool { stored["ContentBasedDeduplication"] == "true" }
    package var deduplicatesByGroup: Bool { stored["DeduplicationScope"] == "messageGroup" }
    package var isSealed: Bool { stored["SqsManagedSseEnabled"] != "false" }

    /// What an attribute reads as; nil for one that is not set and has no standard.
    package func effective(_ name: String) -> String? {
        switch name {
        case "VisibilityTimeout": String(visibilitySeconds)
        case "DelaySeconds": String(delaySeconds)
        case "MaximumMessageSize": String(mostBytes)
        case "MessageRetentionPeriod": String(retentionSeconds)
        case "ReceiveMessageWaitTimeSeconds": String(waitSeconds)
        case "SqsManagedSseEnabled": isSealed ? "true" : "false"
        case "FifoQueue": isFIFO ? "true" : nil
        case "ContentBasedDeduplication": isFIFO ? deduplicatesByContent ? "true" : "false" : nil
        case "DeduplicationScope": isFIFO ? stored[name] ?? "queue" : nil
        case "FifoThroughputLimit": isFIFO ? stored[name] ?? "perQueue" : nil
        default: stored[name]
        }
    }

    var bytes: Int { stored.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }
}

package struct QueueRecord: Sendable {
    package let id: Int64
    package let key: QueueKey
    package let box: Int64
    package let created: Timestamp
    package let modified: Timestamp
    package let attributes: QueueAttributes
    package let tags: [String: String]
    package let redrive: Redrive?
    /// In store time.
    let purged: Timestamp?
}

extension QueueRecord {
    /// Of the columns that all queries have, in their order.
    init(_ row: Row) throws(DatabaseError) {
        id = row.integer(0)
        let account = try required(AccountID(row.text(1)), "the account of queue \(row.integer(0))")
        let region = try required(Region(row.text(2)), "the region of queue \(row.integer(0))")
        key = QueueKey(account: account, region: region, name: row.text(3))
        box = row.integer(4)
        created = try row.time(5)
        modified = try row.time(6)
        purged = row.optionalInteger(7).map { Timestamp(milliseconds: $0) }
        attributes = QueueAttributes(try TextMap.decode(row.text(8)))
        tags = try TextMap.decode(row.text(9))
        redrive = row.optionalText(10).map { Redrive(target: $0, maxReceives: row.int(11)) }
    }
}

/// What a message says, as it lies in the store: its body with its attributes behind it, sealed where the queue says so.
package struct MessageContent: Sendable, Hashable {
    /// Of what was sealed, before that.
    package let size: Int
    package let bodyBytes: Int
    /// Nil for what is not sealed.
    package let sealedKey: [UInt8]?
    package let bytes: [UInt8]

    package init(size: Int, bodyBytes: Int, sealedKey: [UInt8]?, bytes: [UInt8]) {
        self.size = size
        self.bodyBytes = bodyBytes
        self.sealedKey = sealedKey
        self.bytes = bytes
    }
}

/// A message as it is given out.
package struct MessageRecord: Sendable {
    package let box: Int64
    package let number: Int64
    package let id: String
    package let sender: String
    package let sent: Timestamp
    package let firstReceived: Timestamp
    package let receiveCount: Int64
    package let group: String?
    package let deduplication: String?
    package let trace: String?
    package let source: String?
    package let content: Int64
}

/// What a receipt handle names.
package struct Receipt: Sendable, Hashable {
    package let queue: Int64
    package let box: Int64
    package let number: Int64
    package let receiveCount: Int64

    package init(queue: Int64, box: Int64, number: Int64, receiveCount: Int64) {
        self.queue = queue
        self.box = box
        self.number = number
        self.receiveCount = receiveCount
    }
}

package struct MessageCounts: Sendable, Hashable {
    package var ready: Int64
    package var delayed: Int64
    package var inFlight: Int64

    package init(ready: Int64, delayed: Int64, inFlight: Int64) {
        self.ready = ready
        self.delayed = delayed
        self.inFlight = inFlight
    }
}
