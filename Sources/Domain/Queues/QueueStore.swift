package import Identity
package import QueueData
package import Store
internal import ContentEncryption
package import Core
internal import Synchronization

/// A message to be sent.
package struct OutgoingMessage: Sendable {
    package var body: [UInt8]
    package var attributes: [String: MessageAttribute]
    package var sender: String
    package var group: String?
    package var deduplication: String?
    package var trace: String?
    package var delaySeconds: Int64?

    package init(
        body: [UInt8], attributes: [String: MessageAttribute] = [:], sender: String, group: String? = nil, deduplication: String? = nil,
        trace: String? = nil, delaySeconds: Int64? = nil
    ) {
        self.body = body
        self.attributes = attributes
        self.sender = sender
        self.group = group
        self.deduplication = deduplication
        self.trace = trace
        self.delaySeconds = delaySeconds
    }
}

/// A message that was given out.
package struct ReceivedMessage: Sendable {
    package let record: MessageRecord
    package let handle: String
    package let body: [UInt8]
    package let attributes: [String: MessageAttribute]
}

/// What a receipt handle turned out to be.
package enum HandleOutcome: Sendable, Hashable {
    case receipt(ReceiptOutcome)
    /// None of this queue.
    case invalid
}

/// Queues with their messages.
package final class QueueStore: Sendable {
    /// Source: SQS Developer Guide, "Tagging queues": 50.
    package static let mostTags = 50
    private static let tries = 4

    private let metadata: MetadataStore
    private let keys: KeyStore
    private let random: any RandomSource
    private let receipts: ReceiptSealer
    private let waiters = Mutex(Waiters())

    private struct Waiters {
        var queues: [Int64: Int] = [:]
        var isStopped = false
    }

    package init(metadata: MetadataStore, keys: KeyStore, random: any RandomSource) {
        self.metadata = metadata
        self.keys = keys
        self.random = random
        receipts = ReceiptSealer(keys.ownWrap)
    }

    // MARK: Queues

    package func find(_ key: QueueKey) async throws(QueueError) -> QueueRecord? {
        try await plain { () throws(StoreFailure) in try await metadata.read(FindQueue(key)) }
    }

    package func list(_ page: ListQueues) async throws(QueueError) -> [String] {
        try await plain { () throws(StoreFailure) in try await metadata.read(page) }
    }

    package func counts(of queue: QueueRecord) async throws(QueueError) -> MessageCounts {
        let query = CountMessages(box: queue.box, now: metadata.clock.now)
        return try await plain { () throws(StoreFailure) in try await metadata.read(query) }
    }

    /// - Throws: `.attribute`, `.exists`, `.deletedRecently`.
    package func create(_ key: QueueKey, _ asked: [String: String], tags: [String: String]) async throws(QueueError) {
        guard tags.count <= Self.mostTags else { throw .tooManyTags }
        let attributes = try setting(asked, in: QueueAttributes(), isNew: true)
        let redrive = try await redrive(of: attributes, key: key, isFIFO: attributes.isFIFO)
        let create = CreateQueue(
            key, attributes: attributes, redrive: redrive, tags: tags,
            required: asked.filter { !($0.key == "KmsMasterKeyId" || $0.key == "KmsDataKeyReusePeriodSeconds") && !$0.value.isEmpty })
        try await run { () throws(QueueDataError) in try await metadata.commit(create) }
    }

    /// - Throws: `.attribute`, `.noQueue`.
    package func set(_ changes: [String: String], of queue: QueueRecord) async throws(QueueError) {
        try await change(queue) { queue throws(QueueError) in try self.setting(changes, in: queue.attributes, isNew: false) }
    }

    /// Makes the attributes of what they are, again where they have changed meanwhile.
    package func change(
        _ queue: QueueRecord, _ make: @Sendable (QueueRecord) throws(QueueError) -> QueueAttributes
    ) async throws(QueueError) {
        var queue = queue
        for _ in 0..<Self.tries {
            let attributes = try make(queue)
            let redrive =
                attributes["RedrivePolicy"] == queue.attributes["RedrivePolicy"]
                ? queue.redrive : try await redrive(of: attributes, key: queue.key, isFIFO: queue.attributes.isFIFO)
            let change = SetQueueAttributes(queue: queue.id, basis: queue.attributes, attributes: attributes, redrive: redrive)
            do throws(QueueError) {
                return try await run { () throws(QueueDataError) in try await metadata.commit(change) }
            } catch {
                guard error == .overtaken else { throw error }
            }
            guard let next = try await find(queue.key) else { throw .noQueue }
            queue = next
        }
        throw .overtaken
    }

    package func delete(_ queue: QueueRecord) async throws(QueueError) {
        try await run { () throws(QueueDataError) in try await metadata.commit(DeleteQueue(queue.id)) }
    }

    /// - Throws: `.purgedRecently`.
    package func purge(_ queue: QueueRecord) async throws(QueueError) {
        try await run { () throws(QueueDataError) in try await metadata.commit(PurgeQueue(queue.id)) }
    }

    /// - Throws: `.tooManyTags`.
    package func changeTags(
        of queue: QueueRecord, adding added: [String: String] = [:], removing removed: [String] = []
    ) async throws(QueueError) {
        let change = ChangeQueueTags(queue.id, adding: added, removing: removed, limit: Self.mostTags)
        try await run { () throws(QueueDataError) in try await metadata.commit(change) }
    }

    private func setting(
        _ changes: [String: String], in old: QueueAttributes, isNew: Bool
    ) throws(QueueError) -> QueueAttributes {
        do throws(QueueAttributeError) { return try QueueAttributeRules.setting(changes, in: old, isNew: isNew) } catch {
            throw .attribute(error)
        }
    }

    /// The target must be there, of the same kind, and let this queue.
    private func redrive(of attributes: QueueAttributes, key: QueueKey, isFIFO: Bool) async throws(QueueError) -> Redrive? {
        guard let value = attributes["RedrivePolicy"] else { return nil }
        let found: Redrive
        do throws(QueueAttributeError) { found = try QueueAttributeRules.redrive(value) } catch { throw .attribute(error) }
        func wrong(_ error: QueueAttributeError.RedriveError) -> QueueError { .attribute(.redrive(value: value, error)) }
        guard let named = ARN(found.target).flatMap({ QueueKey($0) }) else { throw wrong(.noTarget) }
        guard named.account == key.account, named.region == key.region else { throw wrong(.otherPlace) }
        guard let target = try await find(named) else { throw wrong(.noTarget) }
        guard target.attributes.isFIFO == isFIFO else { throw wrong(.otherType) }
        guard let text = target.attributes["RedriveAllowPolicy"] else { return found }
        let allowance: QueueAttributeRules.Allowance
        do throws(QueueAttributeError) { allowance = try QueueAttributeRules.allowance(text) } catch { throw .attribute(error) }
        guard allowance.allows(key.arn.description) else { throw wrong(.notAllowed) }
        return found
    }

    // MARK: Sending

    /// Seals what a queue's messages say, where it asks for that. It takes as long as they are.
    package func prepare(_ messages: [OutgoingMessage], for queue: QueueRecord) throws(QueueError) -> SendMessages {
        var entries: [SendMessages.Entry] = []
        for message in messages {
            let new = NewMessage(
                id: random.uuid(), sender: message.sender, group: message.group, deduplication: message.deduplication, trace: message.trace)
            entries.append(
                SendMessages.Entry(new, try content(message, isSealed: queue.attributes.isSealed), delaySeconds: message.delaySeconds))
        }
        return SendMessages(queue: queue.id, entries: entries, isSealed: queue.attributes.isSealed)
    }

    private func content(_ message: OutgoingMessage, isSealed: Bool) throws(QueueError) -> MessageContent {
        let plain = message.body + MessageAttributes.encode(message.attributes)
        guard isSealed else { return MessageContent(size: plain.count, bodyBytes: message.body.count, sealedKey: nil, bytes: plain) }
        do {
            let (key, sealed) = try keys.ownWrap.fresh(for: Int64(plain.count))
            let bytes = try plain.withUnsafeBytes { try ContentEncryptor.seal(whole: $0, key: key) }
            return MessageContent(size: plain.count, bodyBytes: message.body.count, sealedKey: sealed, bytes: bytes)
        } catch { throw .failed(.storage("A message cannot be sealed: \(error)")) }
    }

    /// - Throws: `.overtaken` where the queue asks for other sealing by now.
    package func send(_ messages: SendMessages) async throws(QueueError) -> [SentMessage] {
        try await run { () throws(QueueDataError) in try await metadata.commit(messages) }
    }

    // MARK: Receiving

    /// - Parameter waitSeconds: the queue's own where it is nil.
    /// - Throws: `.tooManyInFlight`, unless it waits; `.noQueue`.
    package func receive(
        from queue: QueueRecord, limit: Int, visibilitySeconds: Int64?, waitSeconds: Int64?
    ) async throws(QueueError) -> [ReceivedMessage] {
        let wait = waitSeconds ?? queue.attributes.waitSeconds
        let end = metadata.clock.now.adding(seconds: wait)
        let ask = ReceiveMessages(queue: queue.id, limit: limit, visibilitySeconds: visibilitySeconds)
        while true {
            // Before the look: nothing that comes behind it is missed.
            let changes = wait > 0 ? metadata.signals.subscribe(.queues, id: String(queue.id)) : nil
            let look = LookForMessages(queue: queue.id, now: metadata.clock.now)
            var due: Timestamp?
            switch try await plain({ () throws(StoreFailure) in try await metadata.read(look) }) {
            case .gone: throw .noQueue
            case .none(let next): due = next
            case .some:
                guard !Task.isCancelled else { return [] }
                var mayHaveMore = false
                do throws(QueueError) {
                    let found = try await run { () throws(QueueDataError) in try await metadata.commit(ask) }
                    let messages = found.messages.isEmpty ? [] : try await open(found.messages, of: queue)
                    if !messages.isEmpty { return messages }
                    mayHaveMore = found.mayHaveMore
                } catch {
                    guard error == .tooManyInFlight, wait > 0 || queue.attributes.isFIFO else { throw error }
                    if wait == 0 { return [] }
                }
                if mayHaveMore { continue }
            }
            guard let changes, metadata.clock.now < end, await pause(until: min(due ?? end, end), changes, queue.id) else { return [] }
        }
    }

    /// - Returns: false if there is nobody to wait for it any more.
    private func pause(until due: Timestamp, _ changes: SignalSubscription, _ queue: Int64) async -> Bool {
        let isStopped = waiters.withLock { waiters in
            waiters.queues[queue, default: 0] += 1
            return waiters.isStopped
        }
        defer {
            waiters.withLock { waiters in
                waiters.queues[queue, default: 0] -= 1
                if waiters.queues[queue] == 0 { waiters.queues[queue] = nil }
            }
        }
        guard !isStopped else { return false }
        let clock = metadata.clock
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var changes = changes.makeAsyncIterator()
                _ = await changes.next()
            }
            group.addTask {
                // One that is cancelled has waited enough.
                do throws(CancellationError) { try await clock.sleep(until: due) } catch {}
            }
            await group.next()
            group.cancelAll()
        }
        return !Task.isCancelled && waiters.withLock { !$0.isStopped }
    }

    /// Who waits for messages is answered that there are none.
    package func stop() {
        let waiting = waiters.withLock { waiters in
            waiters.isStopped = true
            return waiters.queues.keys.map { Signal(.queues, String($0)) }
        }
        metadata.signals.publish(Set(waiting))
    }

    private func open(_ messages: [MessageRecord], of queue: QueueRecord) async throws(QueueError) -> [ReceivedMessage] {
        let (wrap, receipts, id) = (keys.ownWrap, receipts, queue.id)
        do throws(StoreError<Never>) {
            return try await metadata.read(ReadContents(messages)) { found throws(StoreError<Never>) in
                try found.map { record, content throws(StoreError<Never>) in
                    do throws(ContentEncryptionError) {
                        return try Self.open(record, content, wrap, receipts, queue: id)
                    } catch { throw .failed(.storage("Message \(record.id) cannot be opened: \(error)")) }
                }
            }
        } catch { throw .failed(error.failure) }
    }

    private static func open(
        _ record: MessageRecord, _ content: MessageContent, _ wrap: KeyEncryptionKey, _ receipts: ReceiptSealer, queue: Int64
    ) throws(ContentEncryptionError) -> ReceivedMessage {
        var plain = content.bytes
        if let sealed = content.sealedKey {
            guard let key = try wrap.open(sealed) else { throw .forged }
            plain = try ContentDecryptor(key: key, size: Int64(content.size)).open(plain, range: 0..<Int64(content.size))
        }
        guard content.bodyBytes <= plain.count, let attributes = MessageAttributes.decode(plain[content.bodyBytes...]) else {
            throw .forged
        }
        let receipt = Receipt(queue: queue, box: record.box, number: record.number, receiveCount: record.receiveCount)
        return ReceivedMessage(
            record: record, handle: try receipts.seal(receipt), body: Array(plain[..<content.bodyBytes]), attributes: attributes)
    }

    // MARK: Receipts

    /// - Returns: what became of each handle, in their order.
    package func delete(_ handles: [String], of queue: QueueRecord) async throws(QueueError) -> [HandleOutcome] {
        let found = handles.map { receipt($0, of: queue) }
        let known = found.compactMap { $0 }
        let outcomes =
            known.isEmpty
            ? []
            : try await run { () throws(QueueDataError) in try await metadata.commit(DeleteMessages(queue: queue.id, receipts: known)) }
        return Self.merged(found, outcomes)
    }

    package func changeVisibility(
        _ changes: [(handle: String, seconds: Int64)], of queue: QueueRecord
    ) async throws(QueueError) -> [HandleOutcome] {
        let found = changes.map { receipt($0.handle, of: queue) }
        let entries = zip(found, changes).compactMap { receipt, change in
            receipt.map { ChangeVisibility.Entry($0, seconds: change.seconds) }
        }
        let outcomes =
            entries.isEmpty
            ? []
            : try await run { () throws(QueueDataError) in try await metadata.commit(ChangeVisibility(queue: queue.id, entries: entries)) }
        return Self.merged(found, outcomes)
    }

    private func receipt(_ handle: String, of queue: QueueRecord) -> Receipt? {
        receipts.open(handle).flatMap { $0.queue == queue.id ? $0 : nil }
    }

    private static func merged(_ receipts: [Receipt?], _ outcomes: [ReceiptOutcome]) -> [HandleOutcome] {
        var rest = outcomes.makeIterator()
        return receipts.map { receipt in receipt == nil ? .invalid : rest.next().map { .receipt($0) } ?? .invalid }
    }

    // MARK: Errors

    private func run<T>(_ body: () async throws(QueueDataError) -> T) async throws(QueueError) -> T {
        do { return try await body() } catch {
            switch error {
            case .refused(.noQueue), .refused(.noTarget): throw .noQueue
            case .refused(.deletedRecently): throw .deletedRecently
            case .refused(.exists(let name)): throw .exists(name)
            case .refused(.overtaken): throw .overtaken
            case .refused(.tooManyTags): throw .tooManyTags
            case .refused(.purgedRecently): throw .purgedRecently
            case .refused(.tooManyInFlight): throw .tooManyInFlight
            case .failed(let failure): throw .failed(failure)
            }
        }
    }

    /// What refuses nothing.
    private func plain<T>(_ body: () async throws(StoreFailure) -> T) async throws(QueueError) -> T {
        do { return try await body() } catch { throw .failed(error) }
    }
}
