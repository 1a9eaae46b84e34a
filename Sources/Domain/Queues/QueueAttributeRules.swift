package import QueueData
internal import Policies
internal import Core

/// What a queue's attributes may be. Source: API_SetQueueAttributes.
package enum QueueAttributeRules {
    private static let numbers: [String: ClosedRange<Int64>] = [
        "VisibilityTimeout": 0...43_200, "DelaySeconds": 0...900, "MaximumMessageSize": 1024...1_048_576,
        "MessageRetentionPeriod": 60...1_209_600, "ReceiveMessageWaitTimeSeconds": 0...20, "KmsDataKeyReusePeriodSeconds": 60...86_400,
    ]
    private static let onlyOfFIFO = [
        "DeduplicationScope": ["queue", "messageGroup"], "FifoThroughputLimit": ["perQueue", "perMessageGroupId"],
    ]

    /// The attributes that a queue has once those named are set.
    /// - Parameter isNew: whether the queue is being made.
    package static func setting(
        _ changes: [String: String], in old: QueueAttributes, isNew: Bool
    ) throws(QueueAttributeError) -> QueueAttributes {
        var all = old
        let isFIFO = isNew ? changes["FifoQueue"] == "true" : old.isFIFO
        if changes["SqsManagedSseEnabled"] == "true", changes["KmsMasterKeyId"].map({ !$0.isEmpty }) == true { throw .twoEncryptions }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) { try set(name, value, isFIFO, isNew, &all) }
        if all["FifoThroughputLimit"] == "perMessageGroupId", !all.deduplicatesByGroup { throw .throughputWithoutScope }
        return all
    }

    private static func set(
        _ name: String, _ value: String, _ isFIFO: Bool, _ isNew: Bool, _ all: inout QueueAttributes
    ) throws(QueueAttributeError) {
        switch name {
        case "FifoQueue":
            if isNew {
                guard value == "true" || value == "false" else { throw .invalid(name) }
                guard value == "true" else { throw .unknown(name) }
                all[name] = value
            } else {
                guard isFIFO, value != "true" else { throw .unknown(name) }
                throw .typeIsFixed
            }
        case "ContentBasedDeduplication":
            guard isFIFO else { throw .unknown(name) }
            guard value == "true" || value == "false" else { throw .invalid(name) }
            all[name] = value
        case "DeduplicationScope", "FifoThroughputLimit":
            guard isFIFO else { throw .onlyOfFIFO(name) }
            guard onlyOfFIFO[name]?.contains(value) == true else { throw .invalid(name) }
            all[name] = value
        case "SqsManagedSseEnabled":
            guard value == "true" || value == "false" else { throw .invalid(name) }
            all[name] = value
        case "KmsMasterKeyId":
            guard value.isEmpty else { throw .unbuilt("queues that are encrypted with KMS keys (KmsMasterKeyId)") }
        case "Policy", "RedrivePolicy", "RedriveAllowPolicy": all[name] = value.isEmpty ? nil : try document(name, value)
        default:
            guard let range = numbers[name] else { throw .unknown(name) }
            guard let number = Int64(value), range.contains(number), !value.hasPrefix("+") else { throw .invalid(name) }
            // It says how long data keys are used of a KMS key, which no queue has.
            if name == "KmsDataKeyReusePeriodSeconds" {
                guard number == 300 else { throw .unbuilt("queues that are encrypted with KMS keys (KmsDataKeyReusePeriodSeconds)") }
            } else {
                all[name] = String(number)
            }
        }
    }

    /// Longer documents are none that a queue has.
    private static let mostDocumentBytes = 20_480

    private static func document(_ name: String, _ value: String) throws(QueueAttributeError) -> String {
        guard value.utf8.count <= mostDocumentBytes else { throw .invalid(name) }
        switch name {
        case "Policy":
            do throws(PolicyError) { _ = try PolicyDocument(parsing: value, kind: .resource) } catch { throw .policy(error.message) }
        case "RedrivePolicy": _ = try redrive(value)
        default: _ = try allowance(value)
        }
        return value
    }

    /// Source: SQS Developer Guide, "RedrivePolicy"; recorded of AWS: the count may be a number or a numeric string.
    package static func redrive(_ value: String) throws(QueueAttributeError) -> Redrive {
        let json: JSON
        do { json = try JSON(parsing: value, maximumDepth: 4) } catch { throw .redrive(value: value, .unreadable) }
        guard json.members != nil else { throw .redrive(value: value, .unreadable) }
        guard let target = json["deadLetterTargetArn"]?.string else { throw .redrive(value: value, .missing("deadLetterTargetArn")) }
        guard let count = json["maxReceiveCount"] else { throw .redrive(value: value, .missing("maxReceiveCount")) }
        guard let most = count.integer ?? count.string.flatMap({ Int(digits: $0) }), (1...1000).contains(most) else {
            throw .redrive(value: value, .count(count.string ?? count.text))
        }
        return Redrive(target: target, maxReceives: most)
    }

    /// Which queues may send their dead letters here. Source: API_SetQueueAttributes, "RedriveAllowPolicy".
    enum Allowance: Hashable {
        case all, none
        case queues([String])

        func allows(_ source: String) -> Bool {
            switch self {
            case .all: true
            case .none: false
            case .queues(let arns): arns.contains(source)
            }
        }
    }

    static func allowance(_ value: String) throws(QueueAttributeError) -> Allowance {
        let json: JSON
        do { json = try JSON(parsing: value, maximumDepth: 4) } catch { throw .redriveAllowance(value) }
        let arns = json["sourceQueueArns"]?.array?.map(\.string)
        switch json["redrivePermission"]?.string ?? "allowAll" {
        case "allowAll" where arns == nil: return .all
        case "denyAll" where arns == nil: return .none
        case "byQueue":
            guard let arns, (1...10).contains(arns.count), !arns.contains(nil) else { throw .redriveAllowance(value) }
            return .queues(arns.compactMap { $0 })
        default: throw .redriveAllowance(value)
        }
    }
}
