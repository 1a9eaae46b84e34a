// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit

extension ServiceError {
    static func expiredTokenException(_ message: String) -> Self { Self(400, "ExpiredTokenException", message) }
    static func idpCommunicationErrorException(_ message: String) -> Self { Self(400, "IDPCommunicationError", message) }
    static func idpRejectedClaimException(_ message: String) -> Self { Self(403, "IDPRejectedClaim", message) }
    static func invalidContextAssertionException(_ message: String) -> Self { Self(400, "InvalidContextAssertion", message) }
    static func invalidIdentityTokenException(_ message: String) -> Self { Self(400, "InvalidIdentityToken", message) }
    static func malformedPolicyDocumentException(_ message: String) -> Self { Self(400, "MalformedPolicyDocument", message) }
    static func packedPolicyTooLargeException(_ message: String) -> Self { Self(400, "PackedPolicyTooLarge", message) }
    static func regionDisabledException(_ message: String) -> Self { Self(403, "RegionDisabledException", message) }
}
