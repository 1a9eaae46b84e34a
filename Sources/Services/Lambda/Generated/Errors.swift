// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit

extension ServiceError {
    static func codeArtifactUserDeletedException(_ message: String) -> Self {
        Self(409, "CodeArtifactUserDeletedException", message, type: "User", messageName: "message")
    }
    static func codeArtifactUserFailedException(_ message: String) -> Self {
        Self(409, "CodeArtifactUserFailedException", message, type: "User", messageName: "message")
    }
    static func codeArtifactUserPendingException(_ message: String) -> Self {
        Self(409, "CodeArtifactUserPendingException", message, type: "User", messageName: "message")
    }
    static func codeSigningConfigNotFoundException(_ message: String) -> Self {
        Self(404, "CodeSigningConfigNotFoundException", message, type: "User", messageName: "Message")
    }
    static func codeStorageExceededException(_ message: String) -> Self {
        Self(400, "CodeStorageExceededException", message, type: "User", messageName: "message")
    }
    static func codeVerificationFailedException(_ message: String) -> Self {
        Self(400, "CodeVerificationFailedException", message, type: "User", messageName: "Message")
    }
    static func durableExecutionAlreadyStartedException(_ message: String) -> Self {
        Self(409, "DurableExecutionAlreadyStartedException", message, type: "User", messageName: "Message")
    }
    static func eC2AccessDeniedException(_ message: String) -> Self {
        Self(502, "EC2AccessDeniedException", message, type: "Service", messageName: "Message")
    }
    static func eC2ThrottledException(_ message: String) -> Self {
        Self(502, "EC2ThrottledException", message, type: "Service", messageName: "Message")
    }
    static func eC2UnexpectedException(_ message: String) -> Self {
        Self(502, "EC2UnexpectedException", message, type: "Service", messageName: "Message")
    }
    static func efsioException(_ message: String) -> Self { Self(410, "EFSIOException", message, type: "User", messageName: "Message") }
    static func efsMountConnectivityException(_ message: String) -> Self {
        Self(408, "EFSMountConnectivityException", message, type: "User", messageName: "Message")
    }
    static func efsMountFailureException(_ message: String) -> Self {
        Self(403, "EFSMountFailureException", message, type: "User", messageName: "Message")
    }
    static func efsMountTimeoutException(_ message: String) -> Self {
        Self(408, "EFSMountTimeoutException", message, type: "User", messageName: "Message")
    }
    static func eniLimitReachedException(_ message: String) -> Self {
        Self(502, "ENILimitReachedException", message, type: "Service", messageName: "Message")
    }
    static func eniNotReadyException(_ message: String) -> Self {
        Self(502, "ENINotReadyException", message, type: "Service", messageName: "Message")
    }
    static func functionVersionsPerCapacityProviderLimitExceededException(_ message: String) -> Self {
        Self(400, "FunctionVersionsPerCapacityProviderLimitExceededException", message, type: "User", messageName: "message")
    }
    static func invalidCodeSignatureException(_ message: String) -> Self {
        Self(400, "InvalidCodeSignatureException", message, type: "User", messageName: "Message")
    }
    static func invalidParameterValueException(_ message: String) -> Self {
        Self(400, "InvalidParameterValueException", message, type: "User", messageName: "message")
    }
    static func invalidRequestContentException(_ message: String) -> Self {
        Self(400, "InvalidRequestContentException", message, type: "User", messageName: "message")
    }
    static func invalidRuntimeException(_ message: String) -> Self {
        Self(502, "InvalidRuntimeException", message, type: "Service", messageName: "Message")
    }
    static func invalidSecurityGroupIDException(_ message: String) -> Self {
        Self(502, "InvalidSecurityGroupIDException", message, type: "Service", messageName: "Message")
    }
    static func invalidSubnetIDException(_ message: String) -> Self {
        Self(502, "InvalidSubnetIDException", message, type: "Service", messageName: "Message")
    }
    static func invalidZipFileException(_ message: String) -> Self {
        Self(502, "InvalidZipFileException", message, type: "Service", messageName: "Message")
    }
    static func kmsAccessDeniedException(_ message: String) -> Self {
        Self(502, "KMSAccessDeniedException", message, type: "Service", messageName: "Message")
    }
    static func kmsDisabledException(_ message: String) -> Self {
        Self(502, "KMSDisabledException", message, type: "Service", messageName: "Message")
    }
    static func kmsInvalidStateException(_ message: String) -> Self {
        Self(502, "KMSInvalidStateException", message, type: "Service", messageName: "Message")
    }
    static func kmsNotFoundException(_ message: String) -> Self {
        Self(502, "KMSNotFoundException", message, type: "Service", messageName: "Message")
    }
    static func modeNotSupportedException(_ message: String) -> Self {
        Self(400, "ModeNotSupportedException", message, type: "User", messageName: "message")
    }
    static func noPublishedVersionException(_ message: String) -> Self {
        Self(400, "NoPublishedVersionException", message, type: "User", messageName: "Message")
    }
    static func policyLengthExceededException(_ message: String) -> Self {
        Self(400, "PolicyLengthExceededException", message, type: "User", messageName: "message")
    }
    static func preconditionFailedException(_ message: String) -> Self {
        Self(412, "PreconditionFailedException", message, type: "User", messageName: "message")
    }
    static func publicPolicyException(_ message: String) -> Self {
        Self(400, "PublicPolicyException", message, type: "User", messageName: "Message")
    }
    static func recursiveInvocationException(_ message: String) -> Self {
        Self(400, "RecursiveInvocationException", message, type: "User", messageName: "Message")
    }
    static func requestTooLargeException(_ message: String) -> Self {
        Self(413, "RequestTooLargeException", message, type: "User", messageName: "message")
    }
    static func resourceConflictException(_ message: String) -> Self {
        Self(409, "ResourceConflictException", message, type: "User", messageName: "message")
    }
    static func resourceNotFoundException(_ message: String) -> Self {
        Self(404, "ResourceNotFoundException", message, type: "User", messageName: "Message")
    }
    static func resourceNotReadyException(_ message: String) -> Self {
        Self(502, "ResourceNotReadyException", message, type: "Service", messageName: "message")
    }
    static func runtimeAliasDeletedException(_ message: String) -> Self {
        Self(409, "RuntimeAliasDeletedException", message, type: "User", messageName: "message")
    }
    static func runtimeVersionDeletedException(_ message: String) -> Self {
        Self(409, "RuntimeVersionDeletedException", message, type: "User", messageName: "message")
    }
    static func s3FilesMountConnectivityException(_ message: String) -> Self {
        Self(408, "S3FilesMountConnectivityException", message, type: "User", messageName: "Message")
    }
    static func s3FilesMountFailureException(_ message: String) -> Self {
        Self(403, "S3FilesMountFailureException", message, type: "User", messageName: "Message")
    }
    static func s3FilesMountTimeoutException(_ message: String) -> Self {
        Self(408, "S3FilesMountTimeoutException", message, type: "User", messageName: "Message")
    }
    static func serializedRequestEntityTooLargeException(_ message: String) -> Self {
        Self(413, "SerializedRequestEntityTooLargeException", message, type: "User", messageName: "message")
    }
    static func serviceException(_ message: String) -> Self {
        Self(500, "ServiceException", message, type: "Service", messageName: "Message")
    }
    static func serviceQuotaExceededException(_ message: String) -> Self {
        Self(402, "ServiceQuotaExceededException", message, type: "User", messageName: "Message")
    }
    static func snapStartException(_ message: String) -> Self {
        Self(400, "SnapStartException", message, type: "User", messageName: "Message")
    }
    static func snapStartNotReadyException(_ message: String) -> Self {
        Self(409, "SnapStartNotReadyException", message, type: "User", messageName: "Message")
    }
    static func snapStartRegenerationFailureException(_ message: String) -> Self {
        Self(409, "SnapStartRegenerationFailureException", message, type: "User", messageName: "Message")
    }
    static func snapStartTimeoutException(_ message: String) -> Self {
        Self(408, "SnapStartTimeoutException", message, type: "User", messageName: "Message")
    }
    static func subnetIPAddressLimitReachedException(_ message: String) -> Self {
        Self(502, "SubnetIPAddressLimitReachedException", message, type: "Service", messageName: "Message")
    }
    static func tooManyRequestsException(_ message: String) -> Self {
        Self(429, "TooManyRequestsException", message, type: "User", messageName: "message")
    }
    static func unsupportedMediaTypeException(_ message: String) -> Self {
        Self(415, "UnsupportedMediaTypeException", message, type: "User", messageName: "message")
    }
}
