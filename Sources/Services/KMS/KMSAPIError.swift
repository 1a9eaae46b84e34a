internal import ServiceKit
internal import Identity
internal import Store

/// Source: KMS API Reference, "Common errors" and those of each operation.
typealias KMSAPIError = JSONProtocolError

extension KMSAPIError {
    static func invalid(_ message: String) -> Self { Self(400, "ValidationException", message) }
    static func notFound(_ message: String) -> Self { Self(400, "NotFoundException", message) }
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
        case .metadata(.busy): self = .throttled
        case .metadata: self = .internalError
        }
    }
}
