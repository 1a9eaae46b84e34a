internal import ServiceKit
internal import Queues
internal import QueueData
internal import Core

/// What a message may be. Source: API_SendMessage; SQS Developer Guide, "Amazon SQS message attributes"; texts recorded of AWS (LocalStack).
struct MessageInput: Sendable {
    let body: String
    let attributes: [String: SQSService.MessageAttributeValue]
    let systemAttributes: [String: SQSService.MessageSystemAttributeValue]
    let delaySeconds: Int?
    let deduplicationID: String?
    let groupID: String?
    /// Whether it is one of a batch, which words some faults otherwise.
    var isOfBatch = false

    /// Source: SQS Developer Guide, "Message quotas": at most 10.
    private static let mostAttributes = 10

    func judged(for queue: QueueRecord, sender: String, trace: String?) throws(ServiceError) -> OutgoingMessage {
        guard !body.isEmpty else { throw .missing("MessageBody") }
        try checkIDs(queue.attributes)
        guard Self.isText(body) else {
            throw .invalidMessageContents(
                "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
            )
        }
        let attributes = try judgedAttributes()
        let bytes = Array(body.utf8)
        guard Self.size(body, attributes) <= queue.attributes.mostBytes else {
            let what = isOfBatch ? "cannot be validated" : "are invalid"
            throw .invalid("One or more parameters \(what). Reason: Message must be shorter than \(queue.attributes.mostBytes) bytes.")
        }
        var message = OutgoingMessage(
            body: bytes, attributes: attributes, sender: sender, group: groupID, trace: try judgedTrace() ?? trace)
        message.delaySeconds = try delay(queue.attributes)
        if queue.attributes.isFIFO {
            message.deduplication = deduplicationID ?? MessageAttributes.deduplicationID(ofBody: bytes)
        } else {
            message.deduplication = deduplicationID
        }
        return message
    }

    /// What it takes of a queue's quota: names, types and values of attributes count.
    var size: Int {
        attributes.reduce(body.utf8.count) {
            $0 + $1.key.utf8.count + $1.value.dataType.utf8.count + ($1.value.stringValue?.utf8.count ?? 0)
                + ($1.value.binaryValue?.bytes.count ?? 0)
        }
    }

    private static func size(_ body: String, _ attributes: [String: MessageAttribute]) -> Int {
        attributes.reduce(body.utf8.count) { $0 + $1.key.utf8.count + $1.value.size }
    }

    private func checkIDs(_ queue: QueueAttributes) throws(ServiceError) {
        if queue.isFIFO {
            guard deduplicationID != nil || queue.deduplicatesByContent else {
                throw .invalid(
                    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
            }
            guard groupID != nil else {
                throw isOfBatch ? .invalid("The request must contain the parameter MessageGroupId.") : .missing("MessageGroupId")
            }
        } else if let deduplicationID {
            throw .invalid(
                deduplicationID, for: "MessageDeduplicationId",
                "The request includes a parameter that is not valid for this queue type.")
        }
        for (name, id) in [("MessageGroupId", groupID), ("MessageDeduplicationId", deduplicationID)] {
            guard let id, !((1...128).contains(id.utf8.count) && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }) else { continue }
            throw .invalid(id, for: name, "\(name) can only include alphanumeric and punctuation characters. 1 to 128 in length.")
        }
    }

    private func delay(_ queue: QueueAttributes) throws(ServiceError) -> Int64? {
        guard let delaySeconds else { return nil }
        guard (0...900).contains(delaySeconds) else {
            throw .invalid(String(delaySeconds), for: "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")
        }
        guard queue.isFIFO else { return Int64(delaySeconds) }
        guard delaySeconds == 0 else {
            throw .invalid(
                String(delaySeconds), for: "DelaySeconds", "The request include parameter that is not valid for this queue type.")
        }
        // The queue's own, not none: recorded of AWS.
        return nil
    }

    private func judgedTrace() throws(ServiceError) -> String? {
        guard let trace = systemAttributes["AWSTraceHeader"] else { return nil }
        guard trace.dataType == "String", let text = trace.stringValue, !text.isEmpty, text.utf8.count <= 2048, Self.isText(text) else {
            throw .invalid("The message system attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.")
        }
        return text
    }

    // MARK: Attributes

    private func judgedAttributes() throws(ServiceError) -> [String: MessageAttribute] {
        guard attributes.count <= Self.mostAttributes else {
            throw .invalid("Number of message attributes [\(attributes.count)] exceeds the allowed maximum [\(Self.mostAttributes)].")
        }
        var judged: [String: MessageAttribute] = [:]
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            try Self.checkName(name)
            judged[name] = try Self.attribute(name, value)
        }
        return judged
    }

    private static func checkName(_ name: String) throws(ServiceError) {
        let shown = ShownValue.text(name)
        guard !name.isEmpty else {
            throw .invalid("The message attribute name can not be empty.")
        }
        guard name.utf8.count < 256 else { throw .invalid("Message (user) attribute name must be shorter than 256 Bytes") }
        guard name.unicodeScalars.allSatisfy(isNamed) else {
            throw .invalid(
                "Message (user) attributes name '\(shown)' can contain only alphanumeric characters, hyphens, underscores, and periods.")
        }
        let lower = name.asciiLowercased
        guard !lower.hasPrefix("aws."), !lower.hasPrefix("amazon.") else {
            throw .invalid(
                "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use.")
        }
        guard !name.hasPrefix("."), !name.hasSuffix("."), !name.contains("..") else {
            throw .invalid("Invalid message attribute name: '\(shown)'. It must not begin or end with a period, or have several in a row.")
        }
    }

    /// Letters of Latin with accents are taken as well: recorded of AWS.
    private static func isNamed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0xC0...0x24F: true
        default: false
        }
    }

    private static func attribute(_ name: String, _ value: SQSService.MessageAttributeValue) throws(ServiceError) -> MessageAttribute {
        guard value.stringListValues?.isEmpty ?? true, value.binaryListValues?.isEmpty ?? true else {
            throw .unsupportedOperation("Message attribute list values in SendMessage operation are not supported.")
        }
        let type = value.dataType
        let base = String(type.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first ?? "")
        guard ["String", "Number", "Binary"].contains(base), type.utf8.count < 256, Self.isText(type) else {
            throw .invalid(
                "The type of message (user) attribute '\(name)' is invalid. You must use only the following supported type prefixes: Binary, Number, String."
            )
        }
        let empty = ServiceError.invalid("Message (user) attribute '\(name)' must contain a non-empty value of type '\(base)'.")
        if base == "Binary" {
            guard let bytes = value.binaryValue?.bytes, !bytes.isEmpty, value.stringValue == nil else { throw empty }
            return MessageAttribute(type: type, value: .binary(bytes))
        }
        guard let text = value.stringValue, !text.isEmpty, value.binaryValue == nil else { throw empty }
        guard Self.isText(text) else {
            throw .invalid(
                "Invalid characters found in message (user) attribute '\(name)'. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
            )
        }
        if base == "Number", Double(text) == nil || text.utf8.count > 256 {
            throw .invalid("Can't cast the value of message (user) attribute '\(name)' to a number.")
        }
        return MessageAttribute(type: type, value: .string(text))
    }

    /// Source: API_SendMessage, "MessageBody".
    private static func isText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
            default: false
            }
        }
    }
}
