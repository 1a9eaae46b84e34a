internal import ServiceKit
internal import Identity
internal import Core

/// What the service has; everything else of KMS answers 501.
enum KMSOperation {
    typealias Perform = @Sendable (KMSCall) -> @Sendable () async throws(KMSCallError) -> JSON

    static let all: [String: Perform] = [
        "CreateKey": KMSCall.createKey, "DescribeKey": KMSCall.describeKey, "ListKeys": KMSCall.listKeys,
        "EnableKey": KMSCall.enableKey, "DisableKey": KMSCall.disableKey, "UpdateKeyDescription": KMSCall.updateKeyDescription,
        "ScheduleKeyDeletion": KMSCall.scheduleKeyDeletion, "CancelKeyDeletion": KMSCall.cancelKeyDeletion,
        "CreateAlias": KMSCall.createAlias, "UpdateAlias": KMSCall.updateAlias, "DeleteAlias": KMSCall.deleteAlias,
        "ListAliases": KMSCall.listAliases, "Encrypt": KMSCall.encrypt, "Decrypt": KMSCall.decrypt,
        "GenerateDataKey": KMSCall.generateDataKey, "GenerateDataKeyWithoutPlaintext": KMSCall.generateDataKeyWithoutPlaintext,
        "GetKeyPolicy": KMSCall.getKeyPolicy, "GetKeyRotationStatus": KMSCall.getKeyRotationStatus,
        "ListResourceTags": KMSCall.listResourceTags,
    ]
}

/// Why a call failed: by what it says, or by what became of a key.
enum KMSCallError: Error {
    case service(KMSAPIError)
    case key(KeyError)

    static func invalid(_ message: String) -> Self { .service(.invalid(message)) }
    static func notImplemented(_ what: String) -> Self { .service(.notImplemented(what)) }
}
