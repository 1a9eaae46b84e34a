package import ServiceKit
package import Identity
package import Logging
package import Core
private import Store

/// The Key Management Service, as far as encrypted objects need it. Source: KMS API Reference.
package struct KMSService: ModelledService {
    package let domain: Guarded<KeyStore>
    let finder: KeyFinder
    let clock: any PeltonClock
    package let logger: Logger

    package init(keys: KeyStore, clock: any PeltonClock, logger: Logger) {
        domain = Guarded(keys)
        finder = KeyFinder(keys)
        self.clock = clock
        self.logger = logger
    }

    package static let operations = Operations<KMSService>([
        createKey, describeKey, listKeys, enableKey, disableKey, updateKeyDescription, scheduleKeyDeletion, cancelKeyDeletion, getKeyPolicy,
        getKeyRotationStatus, listResourceTags, createAlias, updateAlias, deleteAlias, listAliases, encrypt, decrypt, generateDataKey,
        generateDataKeyWithoutPlaintext,
    ])

    package static let bodyLimit = 128 << 10
    /// Of an operation that takes an attestation of 262,144 bytes, as Base64.
    static let attestationLimit = 512 << 10
    package static let invalidInput = "ValidationException"
    package static let failure = ServiceError.kmsInternalException("The request failed because of an internal error. Please try again.")

    package static func error(_ error: KeyError) -> ServiceError {
        switch error {
        case .notFound(let message): .notFoundException(message)
        case .disabled(let arn): .disabledException("\(arn) is disabled.")
        case .pendingDeletion(let arn): .kmsInvalidStateException("\(arn) is pending deletion.")
        case .isManaged(let arn): model.wire.denied("\(arn) is an AWS managed key: it cannot be changed, and only its service uses it.")
        case .alreadyExists(let message): .alreadyExistsException(message)
        case .invalidState(let message): .kmsInvalidStateException(message)
        case .invalidCiphertext: .invalidCiphertextException("")
        case .failed(let why): model.wire.error(why, failure: failure)
        }
    }
}

extension ServiceError {
    static func invalid(_ message: String) -> Self { Self(400, KMSService.invalidInput, message) }
}
