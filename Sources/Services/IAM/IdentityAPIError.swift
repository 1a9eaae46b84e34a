internal import ServiceKit
internal import Store
private import Core
private import SigV4

/// What IAM and STS answer when they do not do what they were asked. Source: IAM API Reference, "Common errors".
struct IdentityAPIError: Error {
    let status: Int
    let code: String
    let message: String

    static func validation(_ message: String) -> Self { Self(status: 400, code: "ValidationError", message: message) }
    static func noSuchRole(_ name: String) -> Self {
        Self(status: 404, code: "NoSuchEntity", message: "The role with name \(name) cannot be found.")
    }
    static func noSuchRolePolicy(_ name: String) -> Self {
        Self(status: 404, code: "NoSuchEntity", message: "The role policy with name \(name) cannot be found.")
    }
    static func policiesTooLarge(_ role: String) -> Self {
        Self(status: 409, code: "LimitExceeded", message: "Maximum policy size of 10240 bytes exceeded for role \(role)")
    }
    static func trustPolicyTooLarge(_ most: Int) -> Self {
        Self(status: 409, code: "LimitExceeded", message: "Cannot exceed quota for ACLSizePerRole: \(most)")
    }
    static func malformedPolicy(_ message: String) -> Self { Self(status: 400, code: "MalformedPolicyDocument", message: message) }
    static func denied(_ message: String) -> Self { Self(status: 403, code: "AccessDenied", message: message) }
    static func notImplemented(_ action: String) -> Self {
        Self(
            status: 501, code: "NotImplemented",
            message: "Pelton does not have the operation \(ShownValue.text(action)) yet. docs/compatibility.md lists what it has.")
    }
    static func unknownAction(_ action: String) -> Self {
        Self(status: 400, code: "InvalidAction", message: "Could not find operation \(action)")
    }
    static let throttled = Self(status: 503, code: "Throttling", message: "Rate exceeded")
    static let internalFailure = Self(
        status: 500, code: "ServiceFailure", message: "The request processing has failed because of an unknown error.")

    init(status: Int, code: String, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    init(_ error: MetadataError) {
        switch error {
        case .busy: self = .throttled
        case .diskFull: self.init(status: 507, code: "InsufficientStorage", message: "The disk is full.")
        default: self = .internalFailure
        }
    }

    init(_ error: AuthenticationError) {
        switch error {
        case .signature(.mismatch(_)):
            self.init(
                status: 403, code: "SignatureDoesNotMatch",
                message:
                    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
            )
        case .signature(.tooSkewed(let request, _, let server)):
            self.init(
                status: 403, code: "SignatureDoesNotMatch",
                message: request < server
                    ? "Signature expired: \(request.basic) is now earlier than \(server.adding(seconds: -900).basic) (\(server.basic) - 15 min.)"
                    : "Signature not yet current: \(request.basic) is still later than \(server.adding(seconds: 900).basic) (\(server.basic) + 15 min.)"
            )
        case .signature(let error): self.init(status: 400, code: "IncompleteSignature", message: error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            self.init(status: 403, code: "InvalidClientTokenId", message: "The security token included in the request is invalid.")
        case .expiredToken: self.init(status: 403, code: "ExpiredToken", message: "The security token included in the request is expired")
        case .missingToken:
            self.init(status: 403, code: "MissingAuthenticationToken", message: "Request is missing Authentication Token")
        case .unreadableBody: self = .validation("The body could not be read.")
        case .bodyTooLarge(let limit):
            self.init(status: 413, code: "RequestEntityTooLarge", message: "The body must not be larger than \(limit) bytes.")
        case .busy: self = .throttled
        case .internalFailure: self = .internalFailure
        }
    }
}
