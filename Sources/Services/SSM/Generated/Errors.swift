// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit

extension ServiceError {
    static func hierarchyLevelLimitExceededException(_ message: String) -> Self {
        Self(400, "HierarchyLevelLimitExceededException", message)
    }
    static func hierarchyTypeMismatchException(_ message: String) -> Self { Self(400, "HierarchyTypeMismatchException", message) }
    static func incompatiblePolicyException(_ message: String) -> Self { Self(400, "IncompatiblePolicyException", message) }
    static func internalServerError(_ message: String) -> Self { Self(500, "InternalServerError", message) }
    static func invalidAllowedPatternException(_ message: String) -> Self { Self(400, "InvalidAllowedPatternException", message) }
    static func invalidFilterKey(_ message: String) -> Self { Self(400, "InvalidFilterKey", message) }
    static func invalidFilterOption(_ message: String) -> Self { Self(400, "InvalidFilterOption", message) }
    static func invalidFilterValue(_ message: String) -> Self { Self(400, "InvalidFilterValue", message) }
    static func invalidKeyId(_ message: String) -> Self { Self(400, "InvalidKeyId", message) }
    static func invalidNextToken(_ message: String) -> Self { Self(400, "InvalidNextToken", message) }
    static func invalidPolicyAttributeException(_ message: String) -> Self { Self(400, "InvalidPolicyAttributeException", message) }
    static func invalidPolicyTypeException(_ message: String) -> Self { Self(400, "InvalidPolicyTypeException", message) }
    static func invalidResourceId(_ message: String) -> Self { Self(400, "InvalidResourceId", message) }
    static func invalidResourceType(_ message: String) -> Self { Self(400, "InvalidResourceType", message) }
    static func parameterAlreadyExists(_ message: String) -> Self { Self(400, "ParameterAlreadyExists", message) }
    static func parameterLimitExceeded(_ message: String) -> Self { Self(400, "ParameterLimitExceeded", message) }
    static func parameterMaxVersionLimitExceeded(_ message: String) -> Self { Self(400, "ParameterMaxVersionLimitExceeded", message) }
    static func parameterNotFound(_ message: String) -> Self { Self(400, "ParameterNotFound", message) }
    static func parameterPatternMismatchException(_ message: String) -> Self { Self(400, "ParameterPatternMismatchException", message) }
    static func parameterVersionNotFound(_ message: String) -> Self { Self(400, "ParameterVersionNotFound", message) }
    static func policiesLimitExceededException(_ message: String) -> Self { Self(400, "PoliciesLimitExceededException", message) }
    static func tooManyTagsError(_ message: String) -> Self { Self(400, "TooManyTagsError", message) }
    static func tooManyUpdates(_ message: String) -> Self { Self(400, "TooManyUpdates", message) }
    static func unsupportedParameterType(_ message: String) -> Self { Self(400, "UnsupportedParameterType", message) }
}
