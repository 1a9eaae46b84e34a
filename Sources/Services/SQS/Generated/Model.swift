// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension SQSService {
    package static let model = ServiceModel(
        name: "sqs", wire: SQSProtocol(),
        operations: """
            AddPermission CancelMessageMoveTask ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue DeleteMessage \
            DeleteMessageBatch DeleteQueue GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListMessageMoveTasks ListQueueTags \
            ListQueues PurgeQueue ReceiveMessage RemovePermission SendMessage SendMessageBatch SetQueueAttributes StartMessageMoveTask \
            TagQueue UntagQueue
            """)

    enum AddPermission: OperationModel {
        static let name = "AddPermission"
        typealias Input = AddPermissionRequest
        typealias Output = NoOutput
    }

    enum ChangeMessageVisibility: OperationModel {
        static let name = "ChangeMessageVisibility"
        typealias Input = ChangeMessageVisibilityRequest
        typealias Output = NoOutput
    }

    enum ChangeMessageVisibilityBatch: OperationModel {
        static let name = "ChangeMessageVisibilityBatch"
        static let action = "ChangeMessageVisibility"
        typealias Input = ChangeMessageVisibilityBatchRequest
        typealias Output = ChangeMessageVisibilityBatchResult
    }

    enum CreateQueue: OperationModel {
        static let name = "CreateQueue"
        typealias Input = CreateQueueRequest
        typealias Output = CreateQueueResult
    }

    enum DeleteMessage: OperationModel {
        static let name = "DeleteMessage"
        typealias Input = DeleteMessageRequest
        typealias Output = NoOutput
    }

    enum DeleteMessageBatch: OperationModel {
        static let name = "DeleteMessageBatch"
        static let action = "DeleteMessage"
        typealias Input = DeleteMessageBatchRequest
        typealias Output = DeleteMessageBatchResult
    }

    enum DeleteQueue: OperationModel {
        static let name = "DeleteQueue"
        typealias Input = DeleteQueueRequest
        typealias Output = NoOutput
    }

    enum GetQueueAttributes: OperationModel {
        static let name = "GetQueueAttributes"
        typealias Input = GetQueueAttributesRequest
        typealias Output = GetQueueAttributesResult
    }

    enum GetQueueUrl: OperationModel {
        static let name = "GetQueueUrl"
        typealias Input = GetQueueUrlRequest
        typealias Output = GetQueueUrlResult
    }

    enum ListDeadLetterSourceQueues: OperationModel {
        static let name = "ListDeadLetterSourceQueues"
        typealias Input = ListDeadLetterSourceQueuesRequest
        typealias Output = ListDeadLetterSourceQueuesResult
    }

    enum ListQueueTags: OperationModel {
        static let name = "ListQueueTags"
        typealias Input = ListQueueTagsRequest
        typealias Output = ListQueueTagsResult
    }

    enum ListQueues: OperationModel {
        static let name = "ListQueues"
        typealias Input = ListQueuesRequest
        typealias Output = ListQueuesResult
    }

    enum PurgeQueue: OperationModel {
        static let name = "PurgeQueue"
        typealias Input = PurgeQueueRequest
        typealias Output = NoOutput
    }

    enum ReceiveMessage: OperationModel {
        static let name = "ReceiveMessage"
        typealias Input = ReceiveMessageRequest
        typealias Output = ReceiveMessageResult
    }

    enum RemovePermission: OperationModel {
        static let name = "RemovePermission"
        typealias Input = RemovePermissionRequest
        typealias Output = NoOutput
    }

    enum SendMessage: OperationModel {
        static let name = "SendMessage"
        typealias Input = SendMessageRequest
        typealias Output = SendMessageResult
    }

    enum SendMessageBatch: OperationModel {
        static let name = "SendMessageBatch"
        static let action = "SendMessage"
        typealias Input = SendMessageBatchRequest
        typealias Output = SendMessageBatchResult
    }

    enum SetQueueAttributes: OperationModel {
        static let name = "SetQueueAttributes"
        typealias Input = SetQueueAttributesRequest
        typealias Output = NoOutput
    }

    enum TagQueue: OperationModel {
        static let name = "TagQueue"
        typealias Input = TagQueueRequest
        typealias Output = NoOutput
    }

    enum UntagQueue: OperationModel {
        static let name = "UntagQueue"
        typealias Input = UntagQueueRequest
        typealias Output = NoOutput
    }
}
