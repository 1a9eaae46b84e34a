// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension SQSService {
    struct AddPermissionRequest: InputStructure {
        var queueUrl: String = ""
        var label: String = ""
        var awsAccountIds: [String] = []
        var actions: [String] = []

        static let members = Shape.Members([
            .required("QueueUrl", .string), .required("Label", .string), .required("AWSAccountIds", Shapes.awsAccountIdList),
            .required("Actions", Shapes.actionNameList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&label)
            case 2: try reader.read(&awsAccountIds)
            case 3: try reader.read(&actions)
            default: break
            }
        }
    }
}

extension SQSService {
    struct ChangeMessageVisibilityRequest: InputStructure {
        var queueUrl: String = ""
        var receiptHandle: String = ""
        var visibilityTimeout: Int = 0

        static let members = Shape.Members([
            .required("QueueUrl", .string), .required("ReceiptHandle", .string), .required("VisibilityTimeout", .integer),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&receiptHandle)
            case 2: try reader.read(&visibilityTimeout)
            default: break
            }
        }
    }
}

extension SQSService {
    struct ChangeMessageVisibilityBatchRequest: InputStructure {
        var queueUrl: String = ""
        var entries: [ChangeMessageVisibilityBatchRequestEntry] = []

        static let members = Shape.Members([
            .required("QueueUrl", .string), .required("Entries", Shapes.changeMessageVisibilityBatchRequestEntryList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&entries)
            default: break
            }
        }
    }
}

extension SQSService {
    struct ChangeMessageVisibilityBatchRequestEntry: InputStructure {
        var id: String = ""
        var receiptHandle: String = ""
        var visibilityTimeout: Int?

        static let members = Shape.Members([
            .required("Id", .string), .required("ReceiptHandle", .string), .optional("VisibilityTimeout", .integer),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&id)
            case 1: try reader.read(&receiptHandle)
            case 2: try reader.read(&visibilityTimeout)
            default: break
            }
        }
    }
}

extension SQSService {
    struct CreateQueueRequest: InputStructure {
        var queueName: String = ""
        var attributes: [String: String]?
        var tags: [String: String]?

        static let members = Shape.Members([
            .required("QueueName", .string), .optional("Attributes", Shapes.queueAttributeMap), .optional("tags", Shapes.tagMap),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueName)
            case 1: try reader.read(&attributes)
            case 2: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension SQSService {
    struct DeleteMessageRequest: InputStructure {
        var queueUrl: String = ""
        var receiptHandle: String = ""

        static let members = Shape.Members([.required("QueueUrl", .string), .required("ReceiptHandle", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&receiptHandle)
            default: break
            }
        }
    }
}

extension SQSService {
    struct DeleteMessageBatchRequest: InputStructure {
        var queueUrl: String = ""
        var entries: [DeleteMessageBatchRequestEntry] = []

        static let members = Shape.Members([
            .required("QueueUrl", .string), .required("Entries", Shapes.deleteMessageBatchRequestEntryList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&entries)
            default: break
            }
        }
    }
}

extension SQSService {
    struct DeleteMessageBatchRequestEntry: InputStructure {
        var id: String = ""
        var receiptHandle: String = ""

        static let members = Shape.Members([.required("Id", .string), .required("ReceiptHandle", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&id)
            case 1: try reader.read(&receiptHandle)
            default: break
            }
        }
    }
}

extension SQSService {
    struct DeleteQueueRequest: InputStructure {
        var queueUrl: String = ""

        static let members = Shape.Members([.required("QueueUrl", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            default: break
            }
        }
    }
}

extension SQSService {
    struct GetQueueAttributesRequest: InputStructure {
        var queueUrl: String = ""
        var attributeNames: [String]?

        static let members = Shape.Members([.required("QueueUrl", .string), .optional("AttributeNames", Shapes.attributeNameList)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&attributeNames)
            default: break
            }
        }
    }
}

extension SQSService {
    struct GetQueueUrlRequest: InputStructure {
        var queueName: String = ""
        var queueOwnerAWSAccountId: String?

        static let members = Shape.Members([.required("QueueName", .string), .optional("QueueOwnerAWSAccountId", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueName)
            case 1: try reader.read(&queueOwnerAWSAccountId)
            default: break
            }
        }
    }
}

extension SQSService {
    struct ListDeadLetterSourceQueuesRequest: InputStructure {
        var queueUrl: String = ""
        var nextToken: String?
        var maxResults: Int?

        static let members = Shape.Members([
            .required("QueueUrl", .string), .optional("NextToken", .string), .optional("MaxResults", .integer),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&nextToken)
            case 2: try reader.read(&maxResults)
            default: break
            }
        }
    }
}

extension SQSService {
    struct ListQueueTagsRequest: InputStructure {
        var queueUrl: String = ""

        static let members = Shape.Members([.required("QueueUrl", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            default: break
            }
        }
    }
}

extension SQSService {
    struct ListQueuesRequest: InputStructure {
        var queueNamePrefix: String?
        var nextToken: String?
        var maxResults: Int?

        static let members = Shape.Members([
            .optional("QueueNamePrefix", .string), .optional("NextToken", .string), .optional("MaxResults", .integer),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueNamePrefix)
            case 1: try reader.read(&nextToken)
            case 2: try reader.read(&maxResults)
            default: break
            }
        }
    }
}

extension SQSService {
    struct PurgeQueueRequest: InputStructure {
        var queueUrl: String = ""

        static let members = Shape.Members([.required("QueueUrl", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            default: break
            }
        }
    }
}

extension SQSService {
    struct ReceiveMessageRequest: InputStructure {
        var queueUrl: String = ""
        var attributeNames: [String]?
        var messageSystemAttributeNames: [String]?
        var messageAttributeNames: [String]?
        var maxNumberOfMessages: Int?
        var visibilityTimeout: Int?
        var waitTimeSeconds: Int?
        var receiveRequestAttemptId: String?

        static let members = Shape.Members([
            .required("QueueUrl", .string), .optional("AttributeNames", Shapes.attributeNameList),
            .optional("MessageSystemAttributeNames", Shapes.messageSystemAttributeList),
            .optional("MessageAttributeNames", Shapes.messageAttributeNameList), .optional("MaxNumberOfMessages", .integer),
            .optional("VisibilityTimeout", .integer), .optional("WaitTimeSeconds", .integer), .optional("ReceiveRequestAttemptId", .string),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&attributeNames)
            case 2: try reader.read(&messageSystemAttributeNames)
            case 3: try reader.read(&messageAttributeNames)
            case 4: try reader.read(&maxNumberOfMessages)
            case 5: try reader.read(&visibilityTimeout)
            case 6: try reader.read(&waitTimeSeconds)
            case 7: try reader.read(&receiveRequestAttemptId)
            default: break
            }
        }
    }
}

extension SQSService {
    struct RemovePermissionRequest: InputStructure {
        var queueUrl: String = ""
        var label: String = ""

        static let members = Shape.Members([.required("QueueUrl", .string), .required("Label", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&label)
            default: break
            }
        }
    }
}

extension SQSService {
    struct SendMessageRequest: InputStructure {
        var queueUrl: String = ""
        var messageBody: String = ""
        var delaySeconds: Int?
        var messageAttributes: [String: MessageAttributeValue]?
        var messageSystemAttributes: [String: MessageSystemAttributeValue]?
        var messageDeduplicationId: String?
        var messageGroupId: String?

        static let members = Shape.Members([
            .required("QueueUrl", .string), .required("MessageBody", .string), .optional("DelaySeconds", .integer),
            .optional("MessageAttributes", Shapes.messageBodyAttributeMap),
            .optional("MessageSystemAttributes", Shapes.messageBodySystemAttributeMap), .optional("MessageDeduplicationId", .string),
            .optional("MessageGroupId", .string),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&messageBody)
            case 2: try reader.read(&delaySeconds)
            case 3: try reader.read(&messageAttributes)
            case 4: try reader.read(&messageSystemAttributes)
            case 5: try reader.read(&messageDeduplicationId)
            case 6: try reader.read(&messageGroupId)
            default: break
            }
        }
    }
}

extension SQSService {
    struct MessageAttributeValue: InputStructure, OutputStructure {
        var stringValue: String?
        var binaryValue: Blob?
        var stringListValues: [String]?
        var binaryListValues: [Blob]?
        var dataType: String = ""

        static let members = Shape.Members([
            .optional("StringValue", .string), .optional("BinaryValue", .blob), .optional("StringListValues", Shapes.stringList),
            .optional("BinaryListValues", Shapes.binaryList), .required("DataType", .string),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&stringValue)
            case 1: try reader.read(&binaryValue)
            case 2: try reader.read(&stringListValues)
            case 3: try reader.read(&binaryListValues)
            case 4: try reader.read(&dataType)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("StringValue", stringValue)
            writer.member("BinaryValue", binaryValue)
            writer.member("StringListValues", stringListValues)
            writer.member("BinaryListValues", binaryListValues)
            writer.member("DataType", dataType)
        }
    }
}

extension SQSService {
    struct MessageSystemAttributeValue: InputStructure {
        var stringValue: String?
        var binaryValue: Blob?
        var stringListValues: [String]?
        var binaryListValues: [Blob]?
        var dataType: String = ""

        static let members = Shape.Members([
            .optional("StringValue", .string), .optional("BinaryValue", .blob), .optional("StringListValues", Shapes.stringList),
            .optional("BinaryListValues", Shapes.binaryList), .required("DataType", .string),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&stringValue)
            case 1: try reader.read(&binaryValue)
            case 2: try reader.read(&stringListValues)
            case 3: try reader.read(&binaryListValues)
            case 4: try reader.read(&dataType)
            default: break
            }
        }
    }
}

extension SQSService {
    struct SendMessageBatchRequest: InputStructure {
        var queueUrl: String = ""
        var entries: [SendMessageBatchRequestEntry] = []

        static let members = Shape.Members([.required("QueueUrl", .string), .required("Entries", Shapes.sendMessageBatchRequestEntryList)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&entries)
            default: break
            }
        }
    }
}

extension SQSService {
    struct SendMessageBatchRequestEntry: InputStructure {
        var id: String = ""
        var messageBody: String = ""
        var delaySeconds: Int?
        var messageAttributes: [String: MessageAttributeValue]?
        var messageSystemAttributes: [String: MessageSystemAttributeValue]?
        var messageDeduplicationId: String?
        var messageGroupId: String?

        static let members = Shape.Members([
            .required("Id", .string), .required("MessageBody", .string), .optional("DelaySeconds", .integer),
            .optional("MessageAttributes", Shapes.messageBodyAttributeMap),
            .optional("MessageSystemAttributes", Shapes.messageBodySystemAttributeMap), .optional("MessageDeduplicationId", .string),
            .optional("MessageGroupId", .string),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&id)
            case 1: try reader.read(&messageBody)
            case 2: try reader.read(&delaySeconds)
            case 3: try reader.read(&messageAttributes)
            case 4: try reader.read(&messageSystemAttributes)
            case 5: try reader.read(&messageDeduplicationId)
            case 6: try reader.read(&messageGroupId)
            default: break
            }
        }
    }
}

extension SQSService {
    struct SetQueueAttributesRequest: InputStructure {
        var queueUrl: String = ""
        var attributes: [String: String] = [:]

        static let members = Shape.Members([.required("QueueUrl", .string), .required("Attributes", Shapes.queueAttributeMap)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&attributes)
            default: break
            }
        }
    }
}

extension SQSService {
    struct TagQueueRequest: InputStructure {
        var queueUrl: String = ""
        var tags: [String: String] = [:]

        static let members = Shape.Members([.required("QueueUrl", .string), .required("Tags", Shapes.tagMap)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension SQSService {
    struct UntagQueueRequest: InputStructure {
        var queueUrl: String = ""
        var tagKeys: [String] = []

        static let members = Shape.Members([.required("QueueUrl", .string), .required("TagKeys", Shapes.tagKeyList)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&queueUrl)
            case 1: try reader.read(&tagKeys)
            default: break
            }
        }
    }
}

extension SQSService {
    private enum Shapes {
        static let awsAccountIdList: Shape = .list(.string)
        static let actionNameList: Shape = .list(.string)
        static let changeMessageVisibilityBatchRequestEntryList: Shape = .list(.structure(ChangeMessageVisibilityBatchRequestEntry.self))
        static let queueAttributeMap: Shape = .map(.string, .string)
        static let tagMap: Shape = .map(.string, .string)
        static let deleteMessageBatchRequestEntryList: Shape = .list(.structure(DeleteMessageBatchRequestEntry.self))
        static let attributeNameList: Shape = .list(.string)
        static let messageSystemAttributeList: Shape = .list(.string)
        static let messageAttributeNameList: Shape = .list(.string)
        static let stringList: Shape = .list(.string)
        static let binaryList: Shape = .list(.blob)
        static let messageBodyAttributeMap: Shape = .map(.string, .structure(MessageAttributeValue.self))
        static let messageSystemAttributeNameForSends: Shape = .values(["AWSTraceHeader"])
        static let messageBodySystemAttributeMap: Shape = .map(Shapes.messageSystemAttributeNameForSends, .structure(MessageSystemAttributeValue.self))
        static let sendMessageBatchRequestEntryList: Shape = .list(.structure(SendMessageBatchRequestEntry.self))
        static let tagKeyList: Shape = .list(.string)
    }
}
