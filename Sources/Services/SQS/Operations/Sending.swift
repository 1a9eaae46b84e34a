internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Queues
internal import QueueData
internal import Core

extension SQSService {
    /// Source: API_SendMessage.
    static let sendMessage = Operation<SQSService>(SendMessage.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let message = MessageInput(
            body: input.messageBody, attributes: input.messageAttributes ?? [:], systemAttributes: input.messageSystemAttributes ?? [:],
            delaySeconds: input.delaySeconds, deduplicationID: input.messageDeduplicationId, groupID: input.messageGroupId)
        let sent = try await call.send([message], to: permitted.resource, permitted.domain)
        guard let one = sent.first else { throw failure.caused(by: "a message has no answer") }
        let receipt = try one.get()
        return permitted.answer(
            SendMessageResult(
                mD5OfMessageBody: receipt.body, mD5OfMessageAttributes: receipt.attributes,
                mD5OfMessageSystemAttributes: receipt.system, messageId: receipt.id, sequenceNumber: receipt.sequence))
    }

    /// Source: API_SendMessageBatch.
    static let sendMessageBatch = Operation<SQSService>(SendMessageBatch.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        try Batch.check(input.entries.map(\.id), of: "SendMessageBatchRequestEntry")
        let messages = input.entries.map { entry in
            MessageInput(
                body: entry.messageBody, attributes: entry.messageAttributes ?? [:], systemAttributes: entry.messageSystemAttributes ?? [:],
                delaySeconds: entry.delaySeconds, deduplicationID: entry.messageDeduplicationId, groupID: entry.messageGroupId,
                isOfBatch: true)
        }
        let bytes = messages.reduce(0) { $0 + $1.size }
        guard bytes <= Batch.mostBytes else {
            throw .batchRequestTooLong("Batch requests cannot be longer than \(Batch.mostBytes) bytes. You have sent \(bytes) bytes.")
        }
        let sent = try await call.send(messages, to: permitted.resource, permitted.domain)
        var (successful, failed): ([SendMessageBatchResultEntry], [BatchResultErrorEntry]) = ([], [])
        for (entry, result) in zip(input.entries, sent) {
            switch result {
            case .success(let receipt):
                successful.append(
                    SendMessageBatchResultEntry(
                        id: entry.id, messageId: receipt.id, mD5OfMessageBody: receipt.body, mD5OfMessageAttributes: receipt.attributes,
                        mD5OfMessageSystemAttributes: receipt.system, sequenceNumber: receipt.sequence))
            case .failure(let error): failed.append(Batch.failure(entry.id, error))
            }
        }
        return permitted.answer(SendMessageBatchResult(successful: Batch.some(successful), failed: Batch.some(failed)))
    }

    /// What a sender is told.
    struct SendReceipt: Sendable {
        let id: String
        let body: String
        let attributes: String?
        let system: String?
        let sequence: String?
    }

    /// 20 digits. Source: SQS Developer Guide, "FIFO queue key terms".
    static func sequence(_ number: Int64) -> String { String(10_000_000_000_000_000_000 + UInt64(max(number, 0))) }
}

/// What was made of the messages of a request, on a thread of its own where they are long.
private struct Made: Sendable {
    let messages: [Result<OutgoingMessage, ServiceError>]
    let digests: [(body: String, attributes: String?, system: String?)?]
    let mutation: SendMessages
}

extension Call<SQSService> {
    private static let tries = 4

    func send(
        _ inputs: [MessageInput], to queue: QueueRecord, _ queues: QueueStore
    ) async throws(ServiceError) -> [Result<SQSService.SendReceipt, ServiceError>] {
        var queue = queue
        for _ in 0..<Self.tries {
            let made = try await make(inputs, for: queue, queues)
            let sent: [SentMessage]
            do throws(QueueError) { sent = made.mutation.entries.isEmpty ? [] : try await queues.send(made.mutation) } catch {
                guard error == .overtaken else { throw SQSService.error(error) }
                let key = queue.key
                guard let next = try await run({ () throws(QueueError) in try await queues.find(key) }) else { throw .noQueue }
                queue = next
                continue
            }
            var numbers = sent.makeIterator()
            let isFIFO = queue.attributes.isFIFO
            return zip(made.messages, made.digests).map { message, digests in
                message.flatMap { _ in
                    guard let sent = numbers.next(), let digests else {
                        return .failure(SQSService.failure.caused(by: "a message has no answer"))
                    }
                    return .success(
                        SQSService.SendReceipt(
                            id: sent.id, body: digests.body, attributes: digests.attributes, system: digests.system,
                            sequence: isFIFO ? SQSService.sequence(sent.number) : nil))
                }
            }
        }
        throw SQSService.error(.overtaken)
    }

    private func make(_ inputs: [MessageInput], for queue: QueueRecord, _ queues: QueueStore) async throws(ServiceError) -> Made {
        let sender = request.caller.principal.userID
        let trace = request.http.headers.first("x-amzn-trace-id").flatMap { $0.utf8.count <= 2048 ? $0 : nil }
        let bytes = inputs.reduce(0) { $0 + $1.size }
        return try await request.threads.run(bytes: bytes, busy: SQSService.throttled) { () throws(ServiceError) in
            var messages: [Result<OutgoingMessage, ServiceError>] = []
            var digests: [(body: String, attributes: String?, system: String?)?] = []
            for input in inputs {
                do throws(ServiceError) {
                    let message = try input.judged(for: queue, sender: sender, trace: trace)
                    messages.append(.success(message))
                    digests.append(Self.digests(message, input))
                } catch {
                    // One that could never be sent to this queue fails all that came with it: recorded of AWS.
                    guard input.isOfBatch, error.status != 501, !input.failsBatch(queue.attributes) else { throw error }
                    messages.append(.failure(error))
                    digests.append(nil)
                }
            }
            let right = messages.compactMap { result in if case .success(let message) = result { message } else { nil } }
            do throws(QueueError) {
                return Made(messages: messages, digests: digests, mutation: try queues.prepare(right, for: queue))
            } catch { throw SQSService.error(error) }
        }
    }

    private static func digests(_ message: OutgoingMessage, _ input: MessageInput) -> (body: String, attributes: String?, system: String?) {
        let attributes = message.attributes.isEmpty ? nil : MessageAttributes.digest(message.attributes)
        let system =
            input.systemAttributes.isEmpty
            ? nil : message.trace.map { MessageAttributes.digest(["AWSTraceHeader": MessageAttribute(type: "String", value: .string($0))]) }
        return (MessageAttributes.digest(ofBody: message.body), attributes, system)
    }
}

extension MessageInput {
    /// Recorded of AWS: a group or an id that is missing fails the whole request.
    func failsBatch(_ queue: QueueAttributes) -> Bool {
        queue.isFIFO && (groupID == nil || deduplicationID == nil && !queue.deduplicatesByContent)
    }
}
