// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit

extension ServiceError {
    static func invalidParameterException(_ message: String) -> Self { Self(400, "InvalidParameterException", message) }
    static func resourceNotFoundException(_ message: String) -> Self { Self(400, "ResourceNotFoundException", message) }
    static func serviceUnavailableException(_ message: String) -> Self { Self(500, "ServiceUnavailableException", message) }
}
