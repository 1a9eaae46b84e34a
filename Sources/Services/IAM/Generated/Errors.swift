// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit

extension ServiceError {
    static func concurrentModificationException(_ message: String) -> Self { Self(409, "ConcurrentModification", message) }
    static func deleteConflictException(_ message: String) -> Self { Self(409, "DeleteConflict", message) }
    static func entityAlreadyExistsException(_ message: String) -> Self { Self(409, "EntityAlreadyExists", message) }
    static func entityTemporarilyUnmodifiableException(_ message: String) -> Self { Self(409, "EntityTemporarilyUnmodifiable", message) }
    static func invalidInputException(_ message: String) -> Self { Self(400, "InvalidInput", message) }
    static func invalidUserTypeException(_ message: String) -> Self { Self(400, "InvalidUserType", message) }
    static func limitExceededException(_ message: String) -> Self { Self(409, "LimitExceeded", message) }
    static func malformedPolicyDocumentException(_ message: String) -> Self { Self(400, "MalformedPolicyDocument", message) }
    static func noSuchEntityException(_ message: String) -> Self { Self(404, "NoSuchEntity", message) }
    static func openIdIdpCommunicationErrorException(_ message: String) -> Self { Self(400, "OpenIdIdpCommunicationError", message) }
    static func passwordPolicyViolationException(_ message: String) -> Self { Self(400, "PasswordPolicyViolation", message) }
    static func policyEvaluationException(_ message: String) -> Self { Self(500, "PolicyEvaluation", message) }
    static func policyNotAttachableException(_ message: String) -> Self { Self(400, "PolicyNotAttachable", message) }
    static func serviceFailureException(_ message: String) -> Self { Self(500, "ServiceFailure", message) }
    static func unmodifiableEntityException(_ message: String) -> Self { Self(400, "UnmodifiableEntity", message) }
}
