internal import ServiceKit
internal import Queues
internal import QueueData
internal import Core

extension SQSService {
    /// Source: API_ReceiveMessage.
    static let receiveMessage = Operation<SQSService>(
        ReceiveMessage.self, bodyLimit: 128 << 10,
        unread: [
            .withoutEffect(
                "ReceiveRequestAttemptId",
                "a receive whose answer was lost is not repeated: its messages come again when their time is over")
        ]
    ) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let queue = permitted.resource
        let limit = input.maxNumberOfMessages ?? 1
        guard (1...10).contains(limit) else {
            throw .invalid(String(limit), for: "MaxNumberOfMessages", "Must be between 1 and 10, if provided.")
        }
        if let wait = input.waitTimeSeconds, !(0...20).contains(wait) {
            throw .invalid(String(wait), for: "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.")
        }
        if let visibility = input.visibilityTimeout { try checkVisibility(visibility) }
        let selection = try MessageSelection(
            system: input.messageSystemAttributeNames, old: input.attributeNames, attributes: input.messageAttributeNames ?? [],
            isQuery: call.isQuery)
        call.endWithClient()
        let found = try await permitted.run { queues throws(QueueError) in
            try await queues.receive(
                from: queue, limit: limit, visibilitySeconds: input.visibilityTimeout.map { Int64($0) },
                waitSeconds: input.waitTimeSeconds.map { Int64($0) })
        }
        let bytes = found.reduce(0) { $0 + $1.body.count }
        if bytes > 64 << 10 { try await call.reserve(2 * bytes) }
        let messages = try await call.request.threads.run(bytes: bytes, busy: throttled) { () throws(ServiceError) in
            found.map { selection.answer($0) }
        }
        return permitted.answer(ReceiveMessageResult(messages: messages.isEmpty ? nil : messages))
    }

    static func checkVisibility(_ seconds: Int) throws(ServiceError) {
        guard (0...43_200).contains(seconds) else {
            throw .invalid(String(seconds), for: "VisibilityTimeout", "VisibilityTimeout must be an integer between 0 and 43200")
        }
    }

    /// Source: API_DeleteMessage.
    static let deleteMessage = Operation<SQSService>(DeleteMessage.self, bodyLimit: 128 << 10) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let (queue, handle) = (permitted.resource, input.receiptHandle)
        guard !handle.isEmpty else { throw .missing("ReceiptHandle") }
        let outcomes = try await permitted.run { queues throws(QueueError) in try await queues.delete([handle], of: queue) }
        if let error = outcomes.first.flatMap({ ServiceError.outcome($0, handle) }) { throw error }
        return permitted.answer()
    }

    /// Source: API_DeleteMessageBatch.
    static let deleteMessageBatch = Operation<SQSService>(DeleteMessageBatch.self, bodyLimit: 256 << 10) {
        input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let (queue, entries) = (permitted.resource, input.entries)
        try Batch.check(entries.map(\.id), of: "DeleteMessageBatchRequestEntry")
        let outcomes = try await permitted.run { queues throws(QueueError) in
            try await queues.delete(entries.map(\.receiptHandle), of: queue)
        }
        var (successful, failed): ([DeleteMessageBatchResultEntry], [BatchResultErrorEntry]) = ([], [])
        for (entry, outcome) in zip(entries, outcomes) {
            if let error = ServiceError.outcome(outcome, entry.receiptHandle) {
                failed.append(Batch.failure(entry.id, error))
            } else {
                successful.append(DeleteMessageBatchResultEntry(id: entry.id))
            }
        }
        return permitted.answer(DeleteMessageBatchResult(successful: Batch.some(successful), failed: Batch.some(failed)))
    }

    /// Source: API_ChangeMessageVisibility.
    static let changeMessageVisibility = Operation<SQSService>(ChangeMessageVisibility.self, bodyLimit: 128 << 10) {
        input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let (queue, handle, seconds) = (permitted.resource, input.receiptHandle, input.visibilityTimeout)
        guard !handle.isEmpty else { throw .missing("ReceiptHandle") }
        try checkVisibility(seconds)
        let outcomes = try await permitted.run { queues throws(QueueError) in
            try await queues.changeVisibility([(handle: handle, seconds: Int64(seconds))], of: queue)
        }
        if let error = outcomes.first.flatMap({ ServiceError.outcome($0, handle) }) { throw error }
        return permitted.answer()
    }

    /// Source: API_ChangeMessageVisibilityBatch.
    static let changeMessageVisibilityBatch = Operation<SQSService>(ChangeMessageVisibilityBatch.self, bodyLimit: 256 << 10) {
        input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let (queue, entries) = (permitted.resource, input.entries)
        try Batch.check(entries.map(\.id), of: "ChangeMessageVisibilityBatchRequestEntry")
        var failed: [BatchResultErrorEntry] = []
        var right: [ChangeMessageVisibilityBatchRequestEntry] = []
        for entry in entries {
            do throws(ServiceError) {
                try checkVisibility(entry.visibilityTimeout ?? Int(queue.attributes.visibilitySeconds))
                right.append(entry)
            } catch { failed.append(Batch.failure(entry.id, error)) }
        }
        let changes = right.map { entry in
            (handle: entry.receiptHandle, seconds: entry.visibilityTimeout.map { Int64($0) } ?? queue.attributes.visibilitySeconds)
        }
        let outcomes = try await permitted.run { queues throws(QueueError) in try await queues.changeVisibility(changes, of: queue) }
        var successful: [ChangeMessageVisibilityBatchResultEntry] = []
        for (entry, outcome) in zip(right, outcomes) {
            if let error = ServiceError.outcome(outcome, entry.receiptHandle) {
                failed.append(Batch.failure(entry.id, error))
            } else {
                successful.append(ChangeMessageVisibilityBatchResultEntry(id: entry.id))
            }
        }
        return permitted.answer(ChangeMessageVisibilityBatchResult(successful: Batch.some(successful), failed: Batch.some(failed)))
    }
}

extension ServiceError {
    /// - Returns: nil for what was done.
    fileprivate static func outcome(_ outcome: HandleOutcome, _ handle: String) -> ServiceError? {
        switch outcome {
        case .receipt(.done): nil
        case .invalid: .receiptHandleIsInvalid("The input receipt handle \"\(ShownValue.text(handle))\" is not a valid receipt handle.")
        case .receipt(.expired): .invalid(handle, for: "ReceiptHandle", "The receipt handle has expired.")
        case .receipt(.gone):
            .invalid(handle, for: "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.")
        case .receipt(.tooLong):
            .invalid(
                handle, for: "ReceiptHandle", "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].")
        }
    }
}

/// What a receive asks for of its messages.
struct MessageSelection: Sendable {
    private static let known: Set<String> = [
        "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "SequenceNumber",
        "MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader", "DeadLetterQueueSourceArn",
    ]
    private let system: Set<String>
    private let hasAllAttributes: Bool
    private let names: Set<String>
    private let prefixes: [String]

    /// - Parameter old: `AttributeNames`, which the query protocol prefers where both are given: recorded of AWS.
    init(system: [String]?, old: [String]?, attributes: [String], isQuery: Bool) throws(ServiceError) {
        let (new, old) = (system ?? [], old ?? [])
        let asked = Set(isQuery && !old.isEmpty ? old : new + old)
        for name in asked.sorted() where name != "All" && !Self.known.contains(name) { throw .unknownAttribute(name) }
        self.system = asked.contains("All") ? Self.known : asked
        hasAllAttributes = attributes.contains { $0 == "All" || $0 == "*" || $0 == ".*" }
        names = Set(attributes)
        prefixes = attributes.filter { $0.hasSuffix(".*") && $0.utf8.count > 2 }.map { String($0.dropLast(2)) }
    }

    func answer(_ message: ReceivedMessage) -> SQSService.Message {
        let attributes = message.attributes.filter { name, _ in
            hasAllAttributes || names.contains(name) || prefixes.contains { name.hasPrefix($0) }
        }
        let answered = attributes.mapValues { attribute in
            var value = SQSService.MessageAttributeValue(dataType: attribute.type)
            switch attribute.value {
            case .string(let text): value.stringValue = text
            case .binary(let bytes): value.binaryValue = Blob(bytes)
            }
            return value
        }
        let system = systemAttributes(message.record)
        return SQSService.Message(
            messageId: message.record.id, receiptHandle: message.handle, mD5OfBody: MessageAttributes.digest(ofBody: message.body),
            body: String(decoding: message.body, as: UTF8.self), attributes: system.isEmpty ? nil : system,
            mD5OfMessageAttributes: attributes.isEmpty ? nil : MessageAttributes.digest(attributes),
            messageAttributes: answered.isEmpty ? nil : answered)
    }

    private func systemAttributes(_ message: MessageRecord) -> [String: String] {
        let all: [String: String?] = [
            "SenderId": message.sender, "SentTimestamp": String(message.sent.milliseconds),
            "ApproximateReceiveCount": String(message.receiveCount),
            "ApproximateFirstReceiveTimestamp": String(message.firstReceived.milliseconds),
            "SequenceNumber": message.isOfFIFO ? SQSService.sequence(message.number) : nil,
            "MessageDeduplicationId": message.deduplication, "MessageGroupId": message.group, "AWSTraceHeader": message.trace,
            "DeadLetterQueueSourceArn": message.source,
        ]
        return all.compactMapValues { $0 }.filter { system.contains($0.key) }
    }
}

extension MessageRecord {
    /// Those of FIFO queues alone have an id to be told apart by.
    fileprivate var isOfFIFO: Bool { deduplication != nil }
}
