package import ServiceKit
package import Functions
package import Invocation
package import Logging
internal import HTTPServer
internal import FunctionData
package import Core

/// Lambda's REST API. Source: Lambda API Reference.
package struct LambdaService: ModelledService {
    package let domain: Guarded<LambdaDomain>
    let finder: FunctionFinder
    let trust: @Sendable (ARN, _ function: ARN) async throws(RoleUnknown) -> String?
    let presign: @Sendable (APIRequest, String) async -> String?
    let limits: Limits
    let random: any RandomSource
    package let logger: Logger

    /// - Parameters:
    ///   - trust: why Lambda may not assume a role for a function; nil if it may.
    ///   - presign: the query that lets whoever has it GET a path as the caller for some minutes.
    package init(
        functions: FunctionStore, invoker: any Invoker, queue: any AsyncInvokes,
        trust: @escaping @Sendable (ARN, _ function: ARN) async throws(RoleUnknown) -> String?,
        presign: @escaping @Sendable (APIRequest, String) async -> String?, limits: Limits, random: any RandomSource, logger: Logger
    ) {
        domain = Guarded(LambdaDomain(functions: functions, invoker: invoker, queue: queue))
        finder = FunctionFinder(functions)
        self.trust = trust
        self.presign = presign
        self.limits = limits
        self.random = random
        self.logger = logger
    }

    package static let operations = Operations<LambdaService>([
        createFunction, getFunction, getFunctionConfiguration, updateFunctionConfiguration, deleteFunction, listFunctions,
        listVersionsByFunction, listTags, getFunctionCodeSigningConfig, updateFunctionCode, downloadFunctionCode, invoke, addPermission,
        getPolicy, removePermission,
    ])

    package static let invalidInput = "ValidationException"
    package static let failure = ServiceError.serviceException("An error occurred and the request cannot be processed.")
    package static let throttled = ServiceError.tooManyRequestsException("Rate Exceeded.").with("Reason", "CallerRateLimitExceeded")

    package static func error(_ failure: LambdaFailure) -> ServiceError {
        switch failure {
        case .function(let error, let arn, let limits): ofFunction(error, arn, limits)
        case .statement(.statementExists, let id, _, _):
            .resourceConflictException(
                "The statement id (\(id)) provided already exists. Please provide a new statement id, or remove the existing statement.")
        case .statement(.noSuchStatement, let id, _, _): .resourceNotFoundException("Statement \(id) is not found in resource policy.")
        case .statement(let error, _, let arn, let limits): ofFunction(error, arn, limits)
        case .invocation(let error): ofInvocation(error)
        }
    }

    private static func ofFunction(_ error: FunctionError, _ function: ARN, _ limits: Limits) -> ServiceError {
        switch error {
        case .noSuchFunction: .noFunction(function)
        case .functionExists:
            .resourceConflictException("Function already exist: \(function.resource.split(separator: ":").last ?? "")")
        case .updateInProgress:
            .resourceConflictException(
                "The operation cannot be performed at this time. An update is in progress for resource: \(function)")
        case .wrongRevision:
            .preconditionFailedException(
                "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId"
            )
        case .statementExists, .noSuchStatement: failure
        case .policyTooLong(let bytes):
            .policyLengthExceededException(
                "The final policy size (\(bytes)) is bigger than the limit (\(FunctionStore.policyBytes)).")
        case .badPackage:
            .invalidParameterValueException("Could not unzip uploaded file. Please check your file, then try to upload again.")
        case .unzippedTooLarge:
            .invalidParameterValueException("Unzipped size must be smaller than \(limits.unzippedCodeBytes) bytes")
        case .busy: throttled
        case .noRoomForCode: .codeStorageExceededException("Code storage limit exceeded: the server's disk is full.")
        case .diskFull: .fullDisk("no room for the function's settings")
        case .storage(let why): failure.caused(by: "functions' store failed: \(why)")
        }
    }

    private static func ofInvocation(_ error: InvokeError) -> ServiceError {
        switch error {
        case .noSuchFunction(let arn): .resourceNotFoundException("Function not found: \(arn)")
        case .notReady(let why): .resourceConflictException(why)
        case .throttled: .tooManyRequestsException("Rate Exceeded.").with("Reason", "ConcurrentInvocationLimitExceeded")
        case .unavailable(let why): .service(502, why)
        case .diskFull: .fullDisk("no room for the event or for the function's code")
        case .stopping: .service(503, "The server is stopping.")
        }
    }
}

/// What keeps functions, and what runs them.
package struct LambdaDomain: Sendable {
    let functions: FunctionStore
    let invoker: any Invoker
    let queue: any AsyncInvokes
}

/// What the domain behind Lambda fails with.
package enum LambdaFailure: Error {
    case function(FunctionError, ARN, Limits)
    /// With the id of the statement of the function's policy that it is about.
    case statement(FunctionError, String, ARN, Limits)
    case invocation(InvokeError)
}

/// A role cannot be read now.
package struct RoleUnknown: Error {
    /// Whether it may be asked again at once.
    package let isBusy: Bool
    /// For the log.
    package let reason: String

    package init(isBusy: Bool, reason: String) {
        self.isBusy = isBusy
        self.reason = reason
    }
}

extension ServiceError {
    static func noFunction(_ function: ARN, qualifier: String? = nil) -> Self {
        .resourceNotFoundException("Function not found: \(function)" + (qualifier.map { ":" + $0 } ?? ""))
    }

    /// One violation, in AWS's frame for them.
    static func invalid(_ problem: String) -> Self { Self(400, LambdaService.invalidInput, "1 validation error detected: " + problem) }

    /// Lambda has no error of its own for what is no code: the type is the one its clients know for a failure of the service, the status
    /// what every other write on a full disk gets here, which no SDK tries again.
    static func fullDisk(_ what: String) -> Self {
        service(507, "The server's disk is full: there is \(what). Delete objects or make room on the disk.")
    }

    static func service(_ status: Int, _ message: String) -> Self {
        Self(status, "ServiceException", message, type: "Service", messageName: "Message")
    }
}
