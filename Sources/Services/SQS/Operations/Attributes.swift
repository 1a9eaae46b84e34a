internal import ServiceKit
internal import Policies
internal import Queues
internal import QueueData
internal import Core

extension SQSService {
    /// Source: API_GetQueueAttributes.
    static let getQueueAttributes = Operation<SQSService>(GetQueueAttributes.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl)
        let (queue, asked) = (permitted.resource, input.attributeNames ?? [])
        if let unknown = asked.first(where: { $0 != "All" && !shown.contains($0) }) { throw .unknownAttribute(unknown) }
        let names = asked.contains("All") ? shown : asked
        var found: [String: String] = [:]
        for name in names { found[name] = queue.attributes.effective(name) }
        let times = ["CreatedTimestamp": queue.created.seconds, "LastModifiedTimestamp": queue.modified.seconds]
        for (name, seconds) in times where names.contains(name) { found[name] = String(seconds) }
        if names.contains("QueueArn") { found["QueueArn"] = queue.key.arn.description }
        if names.contains(where: { $0.hasPrefix("Approximate") }) {
            let counts = try await permitted.run { queues throws(QueueError) in try await queues.counts(of: queue) }
            let counted = [
                "ApproximateNumberOfMessages": counts.ready, "ApproximateNumberOfMessagesDelayed": counts.delayed,
                "ApproximateNumberOfMessagesNotVisible": counts.inFlight,
            ]
            for (name, count) in counted where names.contains(name) { found[name] = String(max(count, 0)) }
        }
        return permitted.answer(GetQueueAttributesResult(attributes: found.isEmpty ? nil : found))
    }

    private static let shown = [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible", "CreatedTimestamp",
        "LastModifiedTimestamp", "DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "QueueArn",
        "ReceiveMessageWaitTimeSeconds",
        "SqsManagedSseEnabled", "VisibilityTimeout", "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit",
        "Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds",
    ]

    /// Source: API_SetQueueAttributes.
    static let setQueueAttributes = Operation<SQSService>(SetQueueAttributes.self, support: .partly("no KMS keys")) {
        input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl, isDelegable: false)
        let (queue, changes) = (permitted.resource, input.attributes)
        guard !changes.isEmpty else { throw .missing("Attribute.Name") }
        try await permitted.run { queues throws(QueueError) in try await queues.set(changes, of: queue) }
        return permitted.answer()
    }

    // MARK: Permissions

    /// Source: API_AddPermission; what is written recorded of AWS.
    static let addPermission = Operation<SQSService>(AddPermission.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl, isDelegable: false)
        let queue = permitted.resource
        let statement = try QueuePolicy.statement(input, queue.key.arn)
        let label = input.label
        let labels = try QueuePolicy.labels(queue)
        guard !labels.contains(label) else { throw .invalid(label, for: "Label", "Already exists.") }
        guard labels.count < QueuePolicy.mostStatements else {
            throw ServiceError(
                403, "OverLimit", "\(labels.count + 1) statements were found, at most \(QueuePolicy.mostStatements) are allowed.")
        }
        try await permitted.run { queues throws(QueueError) in
            try await queues.change(queue) { queue throws(QueueError) in
                try QueuePolicy.changing(queue) { $0 + [statement] }
            }
        }
        return permitted.answer()
    }

    /// Source: API_RemovePermission.
    static let removePermission = Operation<SQSService>(RemovePermission.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl, isDelegable: false)
        let (queue, label) = (permitted.resource, input.label)
        guard try QueuePolicy.labels(queue).contains(label) else { throw .invalid(label, for: "Label", "can't find label.") }
        try await permitted.run { queues throws(QueueError) in
            try await queues.change(queue) { queue throws(QueueError) in
                try QueuePolicy.changing(queue) { $0.filter { $0["Sid"]?.string != label } }
            }
        }
        return permitted.answer()
    }

    // MARK: Tags

    /// Source: API_TagQueue.
    static let tagQueue = Operation<SQSService>(TagQueue.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl, isDelegable: false, SQSConditions(requestTags: input.tags))
        let (queue, tags) = (permitted.resource, input.tags)
        guard !tags.isEmpty else { throw .missing("Tags") }
        try QueueNames.check(tags)
        try await permitted.run { queues throws(QueueError) in try await queues.changeTags(of: queue, adding: tags) }
        return permitted.answer()
    }

    /// Source: API_UntagQueue.
    static let untagQueue = Operation<SQSService>(UntagQueue.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl, isDelegable: false, SQSConditions(tagKeys: input.tagKeys))
        let (queue, keys) = (permitted.resource, input.tagKeys)
        guard !keys.isEmpty else { throw .missing("TagKey") }
        try QueueNames.check(Dictionary(keys.map { ($0, "") }) { $1 })
        try await permitted.run { queues throws(QueueError) in try await queues.changeTags(of: queue, removing: keys) }
        return permitted.answer()
    }

    /// Source: API_ListQueueTags.
    static let listQueueTags = Operation<SQSService>(ListQueueTags.self) { input, call throws(ServiceError) in
        let permitted = try await call.queue(input.queueUrl, isDelegable: false)
        let tags = permitted.resource.tags
        return permitted.answer(ListQueueTagsResult(tags: tags.isEmpty ? nil : tags))
    }
}

/// A queue's policy, as AddPermission and RemovePermission write it: recorded of AWS.
enum QueuePolicy {
    /// Source: API_AddPermission: "maximum of 7 actions"; SQS Developer Guide, "Policy quotas": 20 statements.
    static let mostStatements = 20
    private static let mostActions = 7
    private static let actions: Set<String> = [
        "*", "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl", "PurgeQueue",
        "ListDeadLetterSourceQueues",
    ]

    static func statement(_ input: SQSService.AddPermissionRequest, _ queue: ARN) throws(ServiceError) -> JSON {
        guard !input.label.isEmpty, input.label.utf8.count <= 80, input.label.utf8.allSatisfy(QueueNames.isAllowed) else {
            throw .invalid(
                "Value \(ShownValue.text(input.label)) for parameter Label is invalid. Reason: Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length."
            )
        }
        guard !input.actions.isEmpty else { throw .missing("Actions") }
        guard !input.awsAccountIds.isEmpty else { throw .missing("PrincipalId") }
        guard input.actions.count <= mostActions else {
            throw ServiceError(403, "OverLimit", "\(input.actions.count) Actions were found, maximum allowed is \(mostActions).")
        }
        for action in input.actions where !actions.contains(action) {
            throw .invalid(
                "Value SQS:\(ShownValue.text(action)) for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions."
            )
        }
        let accounts = try input.awsAccountIds.map { text throws(ServiceError) in
            guard let account = AccountID(text) else {
                throw .invalid("Value \(ShownValue.text(text)) for parameter PrincipalId is invalid. Reason: Unable to verify.")
            }
            return JSON.string(ARN(service: "iam", account: account.description, resource: "root").description)
        }
        let named = input.actions.map { JSON.string("SQS:" + $0) }
        return .members([
            "Sid": .string(input.label), "Effect": "Allow", "Principal": .members(["AWS": one(accounts)]), "Action": one(named),
            "Resource": .string(queue.description),
        ])
    }

    private static func one(_ values: [JSON]) -> JSON { values.count == 1 ? values[0] : .array(values) }

    static func labels(_ queue: QueueRecord) throws(ServiceError) -> [String] {
        do throws(QueueError) { return try statements(queue).map { $0["Sid"]?.string ?? "" } } catch { throw SQSService.error(error) }
    }

    private static func document(_ queue: QueueRecord) throws(QueueError) -> JSON? {
        guard let text = queue.attributes["Policy"] else { return nil }
        do { return try JSON(parsing: text, maximumDepth: 16) } catch { throw .attribute(.policy("\(error)")) }
    }

    private static func statements(_ queue: QueueRecord) throws(QueueError) -> [JSON] {
        switch try document(queue)?["Statement"] {
        case .array(let list)?: list
        case let one?: [one]
        case nil: []
        }
    }

    static func changing(_ queue: QueueRecord, _ change: ([JSON]) -> [JSON]) throws(QueueError) -> QueueAttributes {
        let statements = change(try statements(queue))
        let old = try document(queue)
        var attributes = queue.attributes
        guard !statements.isEmpty else {
            attributes["Policy"] = nil
            return attributes
        }
        let policy = JSON.members([
            "Version": old?["Version"] ?? "2008-10-17", "Id": old?["Id"] ?? .string("\(queue.key.arn)/SQSDefaultPolicy"),
            "Statement": .array(statements),
        ])
        do throws(QueueAttributeError) {
            return try QueueAttributeRules.setting(["Policy": policy.text], in: attributes, isNew: false)
        } catch { throw .attribute(error) }
    }
}
