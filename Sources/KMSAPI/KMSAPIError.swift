internal import Faces
internal import Identity
internal import Metadata
internal import SigV4

/// Source: KMS API Reference, "Common errors" and those of each operation.
struct KMSAPIError: Error {
    let status: Int
    let code: String
    let message: String

    init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    static let unknownOperation = Self(400, "UnknownOperationException", "")
    static let serialization = Self(400, "SerializationException", "The request body is not a JSON object.")
    static func invalid(_ message: String) -> Self { Self(400, "ValidationException", message) }
    static func notFound(_ message: String) -> Self { Self(400, "NotFoundException", message) }
    static func denied(_ message: String) -> Self { Self(400, "AccessDeniedException", message) }
    static func notImplemented(_ what: String) -> Self {
        Self(501, "NotImplemented", "Pelton does not have \(what) yet. docs/compatibility.md lists what it has.")
    }
    static let internalError = Self(500, "KMSInternalException", "The request failed because of an internal error. Please try again.")

    init(_ error: KeyError) {
        switch error {
        case .notFound(let message): self = .notFound(message)
        case .disabled(let arn): self.init(400, "DisabledException", "\(arn) is disabled.")
        case .pendingDeletion(let arn): self.init(400, "KMSInvalidStateException", "\(arn) is pending deletion.")
        case .isManaged(let arn): self = .denied("\(arn) is an AWS managed key: it cannot be changed, and only its service uses it.")
        case .alreadyExists(let message): self.init(400, "AlreadyExistsException", message)
        case .invalidState(let message): self.init(400, "KMSInvalidStateException", message)
        case .invalidCiphertext: self.init(400, "InvalidCiphertextException", "")
        case .metadata(.busy): self.init(400, "ThrottlingException", "Rate exceeded")
        case .metadata: self = .internalError
        }
    }

    init(_ error: AuthenticationError) {
        switch error {
        case .signature(let error): self.init(400, "InvalidSignatureException", error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            self.init(400, "UnrecognizedClientException", "The security token included in the request is invalid.")
        case .expiredToken: self.init(400, "ExpiredTokenException", "The security token included in the request is expired")
        case .missingToken: self.init(400, "MissingAuthenticationTokenException", "Missing Authentication Token")
        case .unreadableBody: self = .serialization
        case .bodyTooLarge: self = .invalid("The request is too large.")
        case .busy: self.init(400, "ThrottlingException", "Rate exceeded")
        case .internalFailure: self = .internalError
        }
    }
}
