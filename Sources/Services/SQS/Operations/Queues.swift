internal import ServiceKit
internal import Queues
internal import QueueData
internal import Core

extension SQSService {
    /// Source: API_CreateQueue.
    static let createQueue = Operation<SQSService>(CreateQueue.self, support: .partly("no KMS keys")) { input, call throws(ServiceError) in
        let key = QueueKey(account: call.account, region: call.region, name: input.queueName)
        let tags = input.tags ?? [:]
        let permitted = try await call.authorize((), key, nil, SQSConditions(requestTags: tags))
        let attributes = input.attributes ?? [:]
        try QueueNames.check(input.queueName, isFIFO: attributes["FifoQueue"] == "true")
        try QueueNames.check(tags)
        try await permitted.run { queues throws(QueueError) in try await queues.create(key, attributes, tags: tags) }
        return permitted.answer(CreateQueueResult(queueUrl: call.url(key)))
    }

    /// Source: API_DeleteQueue.
    static let deleteQueue = Operation<SQSService>(DeleteQueue.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl, isDelegable: false)
        let queue = permitted.resource
        try await permitted.run { queues throws(QueueError) in try await queues.delete(queue) }
        return permitted.answer()
    }

    /// Source: API_GetQueueUrl.
    static let getQueueUrl = Operation<SQSService>(GetQueueUrl.self) { input, call throws(ServiceError) in
        var owner = call.account
        if let named = input.queueOwnerAWSAccountId {
            guard let account = AccountID(named) else { throw .noQueue }
            owner = account
        }
        let key = QueueKey(account: owner, region: call.region, name: input.queueName)
        let permitted = try await call.queue(key)
        return permitted.answer(GetQueueUrlResult(queueUrl: call.url(key)))
    }

    /// Source: API_ListQueues: a token only for who asked for pages.
    static let listQueues = Operation<SQSService>(ListQueues.self) { input, call throws(ServiceError) in
        let any = QueueKey(account: call.account, region: call.region, name: "*")
        let permitted = try await call.authorize((), any, nil, SQSConditions())
        let limit = try QueueNames.limit(input.maxResults)
        let after = try QueueNames.position(input.nextToken)
        let page = QueueData.ListQueues(
            account: call.account, region: call.region, prefix: input.queueNamePrefix ?? "", after: after, limit: limit + 1)
        let names = try await permitted.run { queues throws(QueueError) in try await queues.list(page) }
        let urls = names.prefix(limit).map { call.url(QueueKey(account: call.account, region: call.region, name: $0)) }
        let next = names.count > limit && input.maxResults != nil ? QueueNames.token(names[limit - 1]) : nil
        return permitted.answer(ListQueuesResult(queueUrls: urls.isEmpty ? nil : urls, nextToken: next))
    }

    /// Source: API_ListDeadLetterSourceQueues.
    static let listDeadLetterSourceQueues = Operation<SQSService>(ListDeadLetterSourceQueues.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let key = permitted.resource.key
        let limit = try QueueNames.limit(input.maxResults)
        let page = QueueData.ListQueues(
            account: key.account, region: key.region, deadLetters: key.arn.description,
            after: try QueueNames.position(input.nextToken), limit: limit + 1)
        let names = try await permitted.run { queues throws(QueueError) in try await queues.list(page) }
        let urls = names.prefix(limit).map { call.url(QueueKey(account: key.account, region: key.region, name: $0)) }
        let next = names.count > limit && input.maxResults != nil ? QueueNames.token(names[limit - 1]) : nil
        return permitted.answer(ListDeadLetterSourceQueuesResult(queueUrls: urls, nextToken: next))
    }

    /// Source: API_PurgeQueue.
    static let purgeQueue = Operation<SQSService>(PurgeQueue.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let queue = permitted.resource
        do throws(QueueError) { try await permitted.domain.purge(queue) } catch {
            guard error == .purgedRecently else { throw SQSService.error(error) }
            throw ServiceError(
                403, "PurgeQueueInProgress", "Only one PurgeQueue operation on \(queue.key.name) is allowed every 60 seconds.")
        }
        return permitted.answer()
    }
}

enum QueueNames {
    /// Source: API_CreateQueue, "QueueName"; recorded of AWS.
    static func check(_ name: String, isFIFO: Bool) throws(ServiceError) {
        let stem = isFIFO && name.hasSuffix(".fifo") ? name.dropLast(5) : name[...]
        let isRight = !stem.isEmpty && name.utf8.count <= 80 && stem.utf8.allSatisfy(isAllowed)
        guard isRight, !isFIFO || name.hasSuffix(".fifo") else {
            throw isFIFO
                ? .invalid(
                    "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
                )
                : .invalid("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
        }
    }

    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Source: SQS Developer Guide, "Tag restrictions".
    static func check(_ tags: [String: String]) throws(ServiceError) {
        for (key, value) in tags {
            guard (1...128).contains(key.unicodeScalars.count), value.unicodeScalars.count <= 256 else {
                throw .invalid("Tag keys must be between 1 and 128 characters in length, tag values at most 256.")
            }
            guard !key.asciiLowercased.hasPrefix("aws:") else {
                throw .invalid("Tag keys beginning with aws: are reserved for AWS use.")
            }
        }
    }

    /// Source: API_ListQueues, "MaxResults".
    static func limit(_ asked: Int?) throws(ServiceError) -> Int {
        guard let asked else { return 1000 }
        guard (1...1000).contains(asked) else {
            throw .invalid(String(asked), for: "MaxResults", "MaxResults must be an integer between 1 and 1000.")
        }
        return asked
    }

    static func token(_ name: String) -> String { Base64.encode(Array(name.utf8)) }

    static func position(_ token: String?) throws(ServiceError) -> String {
        guard let token else { return "" }
        guard token.utf8.count <= 200, let bytes = Base64.decode(token), let name = String(validating: bytes, as: UTF8.self) else {
            throw .invalid(token, for: "NextToken", "The token is none that was given.")
        }
        return name
    }
}
