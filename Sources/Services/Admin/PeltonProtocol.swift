internal import ServiceKit
internal import HTTPServer
internal import Core
private import NIOCore
private import SigV4

/// REST with JSON like AWS's, with errors of its own: their code and the request's id are in the body too.
struct PeltonProtocol: WireProtocol {
    private let rest: RESTJSONProtocol

    init(routes: String) { rest = RESTJSONProtocol(routes: routes) }

    func operation(of http: HTTPRequest) -> String? { rest.operation(of: http) }

    func message(_ request: APIRequest) throws(ServiceError) -> WireMessage {
        guard rest.operation(of: request.http) != nil else { throw unknownOperation("") }
        return try rest.message(request)
    }

    func answer(_ output: some OutputStructure, _ status: Int, of operation: String, _ id: RequestID) -> WireAnswer {
        rest.answer(output, status, of: operation, id)
    }

    func answer(_ error: ServiceError, _ id: RequestID) -> WireAnswer {
        let json = JSON.members([
            "code": .string(error.code), "message": .string(error.message), "requestId": .string(id.description),
        ])
        return WireAnswer(error.status, [("Content-Type", "application/json")], ByteBuffer(bytes: json.utf8))
    }

    // MARK: Errors

    var throttled: ServiceError { ServiceError(503, "SlowDown", "The server is busy. Try again.") }
    func denied(_ message: String) -> ServiceError { rest.denied(message).named("AccessDenied") }
    func unknownOperation(_ name: String) -> ServiceError {
        ServiceError(404, "UnknownOperation", "Pelton's own API has no such path and method.")
    }

    func error(_ error: InputError, invalid: String) -> ServiceError { rest.error(error, invalid: invalid).named(invalid) }

    func error(_ error: AuthenticationError, of action: String?, busy: ServiceError, failure: ServiceError) -> ServiceError {
        switch error {
        case .signature(let error): ServiceError(error.status, error.code, error.message)
        case .unknownAccessKey(let key), .inactiveAccessKey(let key):
            ServiceError(403, "InvalidAccessKeyId", "The access key \(key) does not exist here, or is not active.")
        case .invalidToken: ServiceError(403, "InvalidToken", "The session token is not that of this access key.")
        case .expiredToken: ServiceError(403, "ExpiredToken", "The session has expired.")
        case .missingToken:
            ServiceError(
                403, "MissingAuthenticationToken",
                "This request is not signed. Sign it with AWS Signature Version 4 for the service `pelton`.")
        case .unreadableBody: ServiceError(400, "InvalidRequest", "The body could not be read.")
        case .bodyTooLarge(let limit): ServiceError(413, "RequestTooLarge", "The body must not be larger than \(limit) bytes.")
        case .busy: busy
        case .internalFailure: failure
        }
    }
}
