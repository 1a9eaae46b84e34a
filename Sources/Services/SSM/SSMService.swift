package import ServiceKit
package import Parameters
package import Logging
private import Identity
private import ParameterData
private import Store
private import Core

/// Parameter Store, the part of Systems Manager that functions read their settings from. Source: Systems Manager API Reference.
package struct SSMService: ModelledService {
    package let domain: Guarded<ParameterStore>
    let finder: ParameterFinder
    package let logger: Logger

    package init(parameters: ParameterStore, logger: Logger) {
        domain = Guarded(parameters)
        finder = ParameterFinder(parameters)
        self.logger = logger
    }

    package static let operations = Operations<SSMService>([
        putParameter, getParameter, getParameters, getParametersByPath, getParameterHistory, describeParameters, deleteParameter,
        deleteParameters, addTagsToResource, removeTagsFromResource, listTagsForResource,
    ])

    package static let invalidInput = "ValidationException"
    package static let failure = ServiceError.internalServerError("An error occurred on the server side.")

    package static func error(_ error: ParameterError) -> ServiceError {
        switch error {
        case .alreadyExists:
            .parameterAlreadyExists(
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
        case .overtaken: .tooManyUpdates("There are concurrent updates for a resource that supports one update at a time.")
        case .notFound: .invalidResourceId("The resource ID isn't valid. Verify that you entered the correct ID and try again.")
        case .typeMissing: .invalid("A parameter type is required when you create a parameter.")
        case .keyOfPlainType: .invalid("KeyId is required for SecureString type parameter only.")
        case .valueTooLong(.standard):
            .invalid(
                "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
            )
        case .valueTooLong(.advanced): .invalid("Advanced tier parameters support a maximum parameter value of 8192 characters.")
        case .tierTooLow:
            .invalid(
                "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of 4096 characters."
            )
        case .unknownDataType("aws:ec2:image"), .unknownDataType("aws:ssm:integration"): .notImplemented("parameters of that DataType")
        case .unknownDataType(let name):
            .invalid("The following data type is not supported: \(name) (Data type names are all lowercase.)")
        case .patternUnreadable(let why):
            .invalidAllowedPatternException(
                "The request does not meet the regular expression requirement. Pelton matches in linear time, without look-around and back references: \(why)."
            )
        case .patternTooLarge:
            .invalidAllowedPatternException(
                "The request does not meet the regular expression requirement. The expression is too large for a value of this length.")
        case .patternMismatch(let pattern):
            .parameterPatternMismatchException("Parameter value, cannot be validated against allowedPattern: \(pattern)")
        case .tooManyTags:
            .tooManyTagsError("The Targets parameter includes too many tags. Remove one or more tags and try the command again.")
        case .key(let error): keyFailure(error)
        case .failed(let why): model.wire.error(why, failure: failure)
        }
    }

    /// As Parameter Store passes on what KMS says.
    private static func keyFailure(_ error: KeyError) -> ServiceError {
        switch error {
        case .notFound(let message): keyError(message, "NotFoundException")
        case .disabled(let arn): keyError("\(arn) is disabled.", "DisabledException")
        case .pendingDeletion(let arn): keyError("\(arn) is pending deletion.", "KMSInvalidStateException")
        case .invalidCiphertext: keyError("The value cannot be decrypted.", "InvalidCiphertextException")
        case .failed(let why): model.wire.error(why, failure: failure)
        case .isManaged(let arn): keyError("\(arn) is the AWS managed key of another service.", "AccessDeniedException")
        case .alreadyExists, .invalidState: failure.caused(by: "a key failed in a way that using it does not have")
        }
    }

    private static func keyError(_ message: String, _ code: String) -> ServiceError {
        .invalidKeyId("\(message) (Service: AWSKMS; Status Code: 400; Error Code: \(code); Proxy: null)")
    }
}

extension ServiceError {
    static func invalid(_ message: String) -> Self { Self(400, SSMService.invalidInput, message) }

    static func notFound(_ name: String) -> Self { .parameterNotFound("Parameter \(name) not found.") }
}
