internal import Faces
internal import Logs
internal import SigV4

/// Source: CloudWatch Logs API Reference, "Common errors".
struct LogsAPIError: Error {
    let status: Int
    let code: String
    let message: String

    static let unknownOperation = Self(status: 400, code: "UnknownOperationException", message: "")
    static let serialization = Self(status: 400, code: "SerializationException", message: "The request body is not a JSON object.")
    static func invalid(_ message: String) -> Self { Self(status: 400, code: "InvalidParameterException", message: message) }
    static func denied(_ message: String) -> Self { Self(status: 400, code: "AccessDeniedException", message: message) }
    static func notImplemented(_ what: String) -> Self {
        Self(status: 501, code: "NotImplemented", message: "Pelton does not have \(what) yet. docs/compatibility.md lists what it has.")
    }

    init(status: Int, code: String, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    init(_ error: LogError) {
        switch error {
        case .noSuchGroup:
            self.init(status: 400, code: "ResourceNotFoundException", message: "The specified log group does not exist.")
        case .noSuchStream:
            self.init(status: 400, code: "ResourceNotFoundException", message: "The specified log stream does not exist.")
        case .busy: self.init(status: 400, code: "ThrottlingException", message: "Rate exceeded")
        case .storage: self.init(status: 500, code: "ServiceUnavailableException", message: "The logs cannot be read now.")
        }
    }

    init(_ error: AuthenticationError) {
        switch error {
        case .signature(let error): self.init(status: 400, code: "InvalidSignatureException", message: error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            self.init(status: 400, code: "UnrecognizedClientException", message: "The security token included in the request is invalid.")
        case .expiredToken:
            self.init(status: 400, code: "ExpiredTokenException", message: "The security token included in the request is expired")
        case .missingToken: self.init(status: 400, code: "MissingAuthenticationTokenException", message: "Missing Authentication Token")
        case .unreadableBody: self = .serialization
        case .bodyTooLarge: self = .invalid("The request is too large.")
        case .busy: self.init(status: 400, code: "ThrottlingException", message: "Rate exceeded")
        case .internalFailure:
            self.init(status: 500, code: "ServiceUnavailableException", message: "The service cannot complete the request.")
        }
    }
}
