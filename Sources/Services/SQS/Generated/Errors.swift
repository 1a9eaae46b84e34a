// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit

extension ServiceError {
    static func batchEntryIdsNotDistinct(_ message: String) -> Self { Self(400, "BatchEntryIdsNotDistinct", message) }
    static func batchRequestTooLong(_ message: String) -> Self { Self(400, "BatchRequestTooLong", message) }
    static func emptyBatchRequest(_ message: String) -> Self { Self(400, "EmptyBatchRequest", message) }
    static func invalidAddress(_ message: String) -> Self { Self(400, "InvalidAddress", message) }
    static func invalidAttributeName(_ message: String) -> Self { Self(400, "InvalidAttributeName", message) }
    static func invalidAttributeValue(_ message: String) -> Self { Self(400, "InvalidAttributeValue", message) }
    static func invalidBatchEntryId(_ message: String) -> Self { Self(400, "InvalidBatchEntryId", message) }
    static func invalidIdFormat(_ message: String) -> Self { Self(400, "InvalidIdFormat", message) }
    static func invalidMessageContents(_ message: String) -> Self { Self(400, "InvalidMessageContents", message) }
    static func invalidSecurity(_ message: String) -> Self { Self(400, "InvalidSecurity", message) }
    static func kmsAccessDenied(_ message: String) -> Self { Self(400, "KmsAccessDenied", message) }
    static func kmsDisabled(_ message: String) -> Self { Self(400, "KmsDisabled", message) }
    static func kmsInvalidKeyUsage(_ message: String) -> Self { Self(400, "KmsInvalidKeyUsage", message) }
    static func kmsInvalidState(_ message: String) -> Self { Self(400, "KmsInvalidState", message) }
    static func kmsNotFound(_ message: String) -> Self { Self(400, "KmsNotFound", message) }
    static func kmsOptInRequired(_ message: String) -> Self { Self(400, "KmsOptInRequired", message) }
    static func kmsThrottled(_ message: String) -> Self { Self(400, "KmsThrottled", message) }
    static func messageNotInflight(_ message: String) -> Self { Self(400, "MessageNotInflight", message) }
    static func overLimit(_ message: String) -> Self { Self(400, "OverLimit", message) }
    static func purgeQueueInProgress(_ message: String) -> Self { Self(400, "PurgeQueueInProgress", message) }
    static func queueDeletedRecently(_ message: String) -> Self { Self(400, "QueueDeletedRecently", message) }
    static func queueDoesNotExist(_ message: String) -> Self { Self(400, "QueueDoesNotExist", message) }
    static func queueNameExists(_ message: String) -> Self { Self(400, "QueueNameExists", message) }
    static func receiptHandleIsInvalid(_ message: String) -> Self { Self(400, "ReceiptHandleIsInvalid", message) }
    static func requestThrottled(_ message: String) -> Self { Self(400, "RequestThrottled", message) }
    static func tooManyEntriesInBatchRequest(_ message: String) -> Self { Self(400, "TooManyEntriesInBatchRequest", message) }
    static func unsupportedOperation(_ message: String) -> Self { Self(400, "UnsupportedOperation", message) }
}
