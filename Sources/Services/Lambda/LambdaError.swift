internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Invocation
internal import Core
internal import SigV4

/// What Lambda answers when it does not do what it was asked. Source: Lambda API Reference, "Common errors"; the words are AWS's.
struct LambdaError: Error {
    let status: Int
    let code: String
    let message: String
    /// Members besides the message.
    var members: [JSON.Member] = []

    init(_ status: Int, _ code: String, _ message: String, _ members: [JSON.Member] = []) {
        self.status = status
        self.code = code
        self.message = message
        self.members = members
    }

    static func invalidParameter(_ message: String) -> Self { Self(400, "InvalidParameterValueException", message) }
    static func notFound(_ function: ARN, qualifier: String? = nil) -> Self {
        Self(404, "ResourceNotFoundException", "Function not found: \(function)" + (qualifier.map { ":" + $0 } ?? ""))
    }
    static func resourceNotFound(_ message: String) -> Self { Self(404, "ResourceNotFoundException", message) }
    static func conflict(_ message: String) -> Self { Self(409, "ResourceConflictException", message) }
    static func denied(_ message: String) -> Self { Self(403, "AccessDeniedException", message) }
    static func tooLarge(_ message: String) -> Self { Self(413, "RequestEntityTooLargeException", message) }
    static func notImplemented(_ what: String) -> Self {
        Self(501, "NotImplemented", "Pelton does not have \(what) yet. docs/compatibility.md lists what it has.")
    }
    static let precondition = Self(
        412, "PreconditionFailedException",
        "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId")
    static let service = Self(500, "ServiceException", "An error occurred and the request cannot be processed.")
    /// Lambda has no error of its own for what is no code: the type is the one its clients know for a failure of the service, the status
    /// what every other write on a full disk gets here, which no SDK tries again.
    static func diskFull(_ what: String) -> Self {
        Self(507, "ServiceException", "The server's disk is full: there is \(what). Delete objects or make room on the disk.")
    }
    static let throttled = Self(429, "TooManyRequestsException", "Rate Exceeded.", [JSON.Member("Reason", "CallerRateLimitExceeded")])

    /// One violation or several, in AWS's frame for them.
    static func validation(_ problems: [String]) -> Self {
        let count = problems.count == 1 ? "1 validation error" : "\(problems.count) validation errors"
        return Self(400, "ValidationException", "\(count) detected: \(problems.joined(separator: "; "))")
    }

    var json: JSON {
        var all: [JSON.Member] = members
        if code != "ValidationException" { all.append(JSON.Member("Type", .string(status < 500 ? "User" : "Service"))) }
        all.append(JSON.Member(status == 404 ? "Message" : "message", .string(message)))
        return .object(all)
    }
}

extension LambdaError {
    init(_ error: FunctionError, _ function: ARN, limits: Limits) {
        switch error {
        case .noSuchFunction: self = .notFound(function)
        case .functionExists: self = .conflict("Function already exist: \(function.resource.split(separator: ":").last ?? "")")
        case .updateInProgress:
            self = .conflict("The operation cannot be performed at this time. An update is in progress for resource: \(function)")
        case .wrongRevision: self = .precondition
        case .statementExists, .noSuchStatement: self = .service
        case .policyTooLong(let bytes):
            self.init(
                400, "PolicyLengthExceededException",
                "The final policy size (\(bytes)) is bigger than the limit (\(FunctionStore.policyBytes)).")
        case .badPackage: self = .invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.")
        case .unzippedTooLarge:
            self = .invalidParameter("Unzipped size must be smaller than \(limits.unzippedCodeBytes) bytes")
        case .busy: self = .throttled
        case .noRoomForCode:
            self.init(400, "CodeStorageExceededException", "Code storage limit exceeded: the server's disk is full.")
        case .diskFull: self = .diskFull("no room for the function's settings")
        case .storage: self = .service
        }
    }

    init(_ error: InvokeError) {
        switch error {
        case .noSuchFunction(let arn): self = .resourceNotFound("Function not found: \(arn)")
        case .notReady(let why): self = .conflict(why)
        case .throttled:
            self.init(
                429, "TooManyRequestsException", "Rate Exceeded.", [JSON.Member("Reason", "ConcurrentInvocationLimitExceeded")])
        case .unavailable(let why): self.init(502, "ServiceException", why)
        case .diskFull: self = .diskFull("no room for the event or for the function's code")
        case .stopping: self.init(503, "ServiceException", "The server is stopping.")
        }
    }

    static func tooLarge(_ http: HTTPRequest, limit: Int) -> Self {
        let operation = LambdaRoute(http)?.operation.name ?? "requested"
        return .tooLarge(
            "Request must be smaller than \(limit) bytes for the \(operation == "Invoke" ? "InvokeFunction" : operation) operation")
    }

    init(_ error: AuthenticationError, _ http: HTTPRequest) {
        switch error {
        case .signature(let error): self.init(403, "InvalidSignatureException", error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            self.init(403, "UnrecognizedClientException", "The security token included in the request is invalid.")
        case .expiredToken: self.init(403, "ExpiredTokenException", "The security token included in the request is expired")
        case .missingToken: self.init(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        case .unreadableBody: self.init(400, "InvalidRequestContentException", "The request body ended early.")
        case .bodyTooLarge(let limit): self = .tooLarge(http, limit: limit)
        case .busy: self = .throttled
        case .internalFailure: self = .service
        }
    }
}
