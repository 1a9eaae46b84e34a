package import ServiceKit
package import Queues
package import Logging
internal import QueueData
private import Store
private import Core

/// Simple Queue Service. Source: Amazon SQS API Reference.
package struct SQSService: ModelledService {
    package let domain: Guarded<QueueStore>
    let finder: QueueFinder
    package let logger: Logger

    package init(queues: QueueStore, logger: Logger) {
        domain = Guarded(queues)
        finder = QueueFinder(queues)
        self.logger = logger
    }

    package static let operations = Operations<SQSService>([
        createQueue, deleteQueue, getQueueUrl, listQueues, getQueueAttributes, setQueueAttributes, purgeQueue, listDeadLetterSourceQueues,
        sendMessage, sendMessageBatch, receiveMessage.keepingBodies(), deleteMessage, deleteMessageBatch, changeMessageVisibility,
        changeMessageVisibilityBatch, addPermission, removePermission, tagQueue, untagQueue, listQueueTags,
    ])

    /// What is sent may have a MiB, three times as long in a form.
    package static let bodyLimit = 4 << 20
    package static let invalidInput = "InvalidParameterValueException"
    package static let failure = ServiceError(500, "InternalFailure", "An internal error occurred.")

    package static func error(_ error: QueueError) -> ServiceError {
        switch error {
        case .noQueue: .noQueue
        case .deletedRecently:
            .queueDeletedRecently(
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.")
        case .exists(let name):
            .queueNameExists("A queue already exists with the same name and a different value for attribute \(name)")
        case .tooManyTags: .invalid("Too many tags added for queue. A queue can have at most \(QueueStore.mostTags) tags.")
        case .purgedRecently: ServiceError(403, "PurgeQueueInProgress", "Only one PurgeQueue operation is allowed every 60 seconds.")
        case .tooManyInFlight:
            ServiceError(403, "OverLimit", "The specified action violates a limit: too many messages are in flight.")
        case .overtaken: ServiceError(503, "RequestThrottled", "The queue is being changed by others; try again.")
        case .attribute(let error): attributeError(error)
        case .failed(let why): model.wire.error(why, failure: failure)
        }
    }

    private static func attributeError(_ error: QueueAttributeError) -> ServiceError {
        switch error {
        case .unknown(let name): .unknownAttribute(name)
        case .invalid(let name): .invalidAttributeValue("Invalid value for the parameter \(name).")
        case .onlyOfFIFO(let name): .invalidAttributeName("You can specify the \(name) only when FifoQueue is set to true.")
        case .typeIsFixed:
            .invalidAttributeValue("Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.")
        case .twoEncryptions:
            .invalidAttributeName(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.")
        case .throughputWithoutScope:
            .invalidAttributeValue(
                "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId is only allowed when DeduplicationScope is messageGroup."
            )
        case .policy(let why): .invalidAttributeValue("Invalid value for the parameter Policy. \(why)")
        case .redriveAllowance(let value): .invalid("Value \(ShownValue.text(value)) for parameter RedriveAllowPolicy is invalid.")
        case .redrive(let value, let why): redriveError(ShownValue.text(value), why)
        case .unbuilt(let what): .notImplemented(what)
        }
    }

    private static func redriveError(_ value: String, _ error: QueueAttributeError.RedriveError) -> ServiceError {
        func invalid(_ why: String) -> ServiceError { .invalid("Value \(value) for parameter RedrivePolicy is invalid. Reason: \(why)") }
        return switch error {
        case .unreadable: invalid("Redrive policy is not a valid JSON map.")
        case .missing(let name): .invalid("The required parameter '\(name)' is missing")
        case .count(let count):
            invalid("Invalid value for maxReceiveCount: \(ShownValue.text(count)), valid values are from 1 to 1000 both inclusive.")
        case .noTarget: invalid("Dead letter target does not exist.")
        case .otherType: invalid("Dead-letter queue must be same type of queue as the source.")
        case .otherPlace: invalid("Dead-letter target owned by another account or of another region.")
        case .notAllowed: invalid("The dead-letter queue's RedriveAllowPolicy does not allow this queue.")
        }
    }
}

extension ServiceError {
    static let noQueue = ServiceError.queueDoesNotExist("The specified queue does not exist.")

    static func invalid(_ message: String) -> Self { Self(400, SQSService.invalidInput, message) }

    static func invalid(_ value: String, for parameter: String, _ reason: String) -> Self {
        .invalid("Value \(ShownValue.text(value)) for parameter \(parameter) is invalid. Reason: \(reason)")
    }

    static func missing(_ parameter: String) -> Self {
        Self(400, "MissingRequiredParameterException", "The request must contain the parameter \(parameter).")
    }

    static func unknownAttribute(_ name: String) -> Self { .invalidAttributeName("Unknown Attribute \(ShownValue.text(name)).") }
}
