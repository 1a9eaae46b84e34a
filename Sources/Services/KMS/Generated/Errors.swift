// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit

extension ServiceError {
    static func alreadyExistsException(_ message: String) -> Self { Self(400, "AlreadyExistsException", message) }
    static func cloudHsmClusterInvalidConfigurationException(_ message: String) -> Self {
        Self(400, "CloudHsmClusterInvalidConfigurationException", message)
    }
    static func customKeyStoreInvalidStateException(_ message: String) -> Self {
        Self(400, "CustomKeyStoreInvalidStateException", message)
    }
    static func customKeyStoreNotFoundException(_ message: String) -> Self { Self(400, "CustomKeyStoreNotFoundException", message) }
    static func dependencyTimeoutException(_ message: String) -> Self { Self(500, "DependencyTimeoutException", message) }
    static func disabledException(_ message: String) -> Self { Self(400, "DisabledException", message) }
    static func dryRunOperationException(_ message: String) -> Self { Self(400, "DryRunOperationException", message) }
    static func incorrectKeyException(_ message: String) -> Self { Self(400, "IncorrectKeyException", message) }
    static func invalidAliasNameException(_ message: String) -> Self { Self(400, "InvalidAliasNameException", message) }
    static func invalidArnException(_ message: String) -> Self { Self(400, "InvalidArnException", message) }
    static func invalidCiphertextException(_ message: String) -> Self { Self(400, "InvalidCiphertextException", message) }
    static func invalidGrantTokenException(_ message: String) -> Self { Self(400, "InvalidGrantTokenException", message) }
    static func invalidKeyUsageException(_ message: String) -> Self { Self(400, "InvalidKeyUsageException", message) }
    static func invalidMarkerException(_ message: String) -> Self { Self(400, "InvalidMarkerException", message) }
    static func kmsInternalException(_ message: String) -> Self { Self(500, "KMSInternalException", message) }
    static func kmsInvalidStateException(_ message: String) -> Self { Self(400, "KMSInvalidStateException", message) }
    static func keyUnavailableException(_ message: String) -> Self { Self(500, "KeyUnavailableException", message) }
    static func limitExceededException(_ message: String) -> Self { Self(400, "LimitExceededException", message) }
    static func malformedPolicyDocumentException(_ message: String) -> Self { Self(400, "MalformedPolicyDocumentException", message) }
    static func notFoundException(_ message: String) -> Self { Self(400, "NotFoundException", message) }
    static func tagException(_ message: String) -> Self { Self(400, "TagException", message) }
    static func unsupportedOperationException(_ message: String) -> Self { Self(400, "UnsupportedOperationException", message) }
    static func xksKeyAlreadyInUseException(_ message: String) -> Self { Self(400, "XksKeyAlreadyInUseException", message) }
    static func xksKeyInvalidConfigurationException(_ message: String) -> Self {
        Self(400, "XksKeyInvalidConfigurationException", message)
    }
    static func xksKeyNotFoundException(_ message: String) -> Self { Self(400, "XksKeyNotFoundException", message) }
}
