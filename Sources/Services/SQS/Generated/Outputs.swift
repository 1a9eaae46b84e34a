// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension SQSService {
    struct ChangeMessageVisibilityBatchResult: OutputStructure {
        var successful: [ChangeMessageVisibilityBatchResultEntry]?
        var failed: [BatchResultErrorEntry]?

        func write(to writer: inout OutputWriter) {
            writer.member("Successful", successful)
            writer.member("Failed", failed)
        }
    }
}

extension SQSService {
    struct ChangeMessageVisibilityBatchResultEntry: OutputStructure {
        var id: String

        func write(to writer: inout OutputWriter) {
            writer.member("Id", id)
        }
    }
}

extension SQSService {
    struct BatchResultErrorEntry: OutputStructure {
        var id: String
        var senderFault: Bool
        var code: String
        var message: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Id", id)
            writer.member("SenderFault", senderFault)
            writer.member("Code", code)
            writer.member("Message", message)
        }
    }
}

extension SQSService {
    struct CreateQueueResult: OutputStructure {
        var queueUrl: String?

        func write(to writer: inout OutputWriter) {
            writer.member("QueueUrl", queueUrl)
        }
    }
}

extension SQSService {
    struct DeleteMessageBatchResult: OutputStructure {
        var successful: [DeleteMessageBatchResultEntry]?
        var failed: [BatchResultErrorEntry]?

        func write(to writer: inout OutputWriter) {
            writer.member("Successful", successful)
            writer.member("Failed", failed)
        }
    }
}

extension SQSService {
    struct DeleteMessageBatchResultEntry: OutputStructure {
        var id: String

        func write(to writer: inout OutputWriter) {
            writer.member("Id", id)
        }
    }
}

extension SQSService {
    struct GetQueueAttributesResult: OutputStructure {
        var attributes: [String: String]?

        func write(to writer: inout OutputWriter) {
            writer.member("Attributes", attributes)
        }
    }
}

extension SQSService {
    struct GetQueueUrlResult: OutputStructure {
        var queueUrl: String?

        func write(to writer: inout OutputWriter) {
            writer.member("QueueUrl", queueUrl)
        }
    }
}

extension SQSService {
    struct ListDeadLetterSourceQueuesResult: OutputStructure {
        var queueUrls: [String]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("queueUrls", queueUrls)
            writer.member("NextToken", nextToken)
        }
    }
}

extension SQSService {
    struct ListQueueTagsResult: OutputStructure {
        var tags: [String: String]?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
        }
    }
}

extension SQSService {
    struct ListQueuesResult: OutputStructure {
        var queueUrls: [String]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("QueueUrls", queueUrls)
            writer.member("NextToken", nextToken)
        }
    }
}

extension SQSService {
    struct ReceiveMessageResult: OutputStructure {
        var messages: [Message]?

        func write(to writer: inout OutputWriter) {
            writer.member("Messages", messages)
        }
    }
}

extension SQSService {
    struct Message: OutputStructure {
        var messageId: String?
        var receiptHandle: String?
        var mD5OfBody: String?
        var body: String?
        var attributes: [String: String]?
        var mD5OfMessageAttributes: String?
        var messageAttributes: [String: MessageAttributeValue]?

        func write(to writer: inout OutputWriter) {
            writer.member("MessageId", messageId)
            writer.member("ReceiptHandle", receiptHandle)
            writer.member("MD5OfBody", mD5OfBody)
            writer.member("Body", body)
            writer.member("Attributes", attributes)
            writer.member("MD5OfMessageAttributes", mD5OfMessageAttributes)
            writer.member("MessageAttributes", messageAttributes)
        }
    }
}

extension SQSService {
    struct SendMessageResult: OutputStructure {
        var mD5OfMessageBody: String?
        var mD5OfMessageAttributes: String?
        var mD5OfMessageSystemAttributes: String?
        var messageId: String?
        var sequenceNumber: String?

        func write(to writer: inout OutputWriter) {
            writer.member("MD5OfMessageBody", mD5OfMessageBody)
            writer.member("MD5OfMessageAttributes", mD5OfMessageAttributes)
            writer.member("MD5OfMessageSystemAttributes", mD5OfMessageSystemAttributes)
            writer.member("MessageId", messageId)
            writer.member("SequenceNumber", sequenceNumber)
        }
    }
}

extension SQSService {
    struct SendMessageBatchResult: OutputStructure {
        var successful: [SendMessageBatchResultEntry]?
        var failed: [BatchResultErrorEntry]?

        func write(to writer: inout OutputWriter) {
            writer.member("Successful", successful)
            writer.member("Failed", failed)
        }
    }
}

extension SQSService {
    struct SendMessageBatchResultEntry: OutputStructure {
        var id: String
        var messageId: String
        var mD5OfMessageBody: String
        var mD5OfMessageAttributes: String?
        var mD5OfMessageSystemAttributes: String?
        var sequenceNumber: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Id", id)
            writer.member("MessageId", messageId)
            writer.member("MD5OfMessageBody", mD5OfMessageBody)
            writer.member("MD5OfMessageAttributes", mD5OfMessageAttributes)
            writer.member("MD5OfMessageSystemAttributes", mD5OfMessageSystemAttributes)
            writer.member("SequenceNumber", sequenceNumber)
        }
    }
}
