package import HTTPServer
package import Core
private import NIOCore
private import SigV4

/// AWS's JSON protocol: the operation is named by a header, and objects go both ways. Source: Smithy, "AWS JSON 1.1 protocol".
package struct JSONProtocol: WireProtocol {
    private let contentType: String
    /// What stands before the operation's name in `X-Amz-Target`: `TrentService.`
    private let target: String

    package init(version: String, target: String) {
        contentType = "application/x-amz-json-\(version)"
        self.target = target
    }

    /// What is asked in another way than all clients ask is no operation.
    package func operation(of http: HTTPRequest) -> String? {
        guard Self.isPost(http) else { return nil }
        let named = http.headers.first("x-amz-target") ?? ""
        return named.hasPrefix(target) ? String(named.dropFirst(target.count)) : nil
    }

    private static func isPost(_ http: HTTPRequest) -> Bool { http.method == "POST" && http.rawPath.utf8.elementsEqual("/".utf8) }

    package func message(_ request: APIRequest) throws(ServiceError) -> WireMessage {
        guard Self.isPost(request.http) else { throw .unknownRequest }
        guard let operation = operation(of: request.http) else { throw unknownOperation("") }
        let body = request.collected
        return WireMessage(operation: operation, weight: { _ in body?.readableBytes ?? 0 }) { _ in
            [InputPart(body.map { Array($0.readableBytesView) } ?? [], isText: false)]
        }
    }

    package func answer(_ output: some OutputStructure, _ status: Int, of operation: String, _ id: RequestID) -> WireAnswer {
        answer(status, OutputWriter.json(output))
    }

    package func answer(_ error: ServiceError, _ id: RequestID) -> WireAnswer {
        if error.isUnknownRequest { return .unknownOperation }
        return answer(error.status, JSON.members(["__type": .string(error.code), "message": .string(error.message)]).utf8)
    }

    private func answer(_ status: Int, _ json: [UInt8]) -> WireAnswer {
        WireAnswer(status, [("Content-Type", contentType)], ByteBuffer(bytes: json))
    }

    // MARK: Errors

    package var throttled: ServiceError { ServiceError(400, "ThrottlingException", "Rate exceeded") }
    package func denied(_ message: String) -> ServiceError { .denial(400, "AccessDeniedException", message) }
    package func unknownOperation(_ name: String) -> ServiceError { ServiceError(400, "UnknownOperationException", "") }

    package func error(_ error: InputError, invalid: String) -> ServiceError {
        switch error {
        case .unreadable: ServiceError(400, "SerializationException", "The request body is not a JSON object.")
        case .wrongType(let why): ServiceError(400, "SerializationException", why)
        case .constraints(let message): ServiceError(400, invalid, message)
        }
    }

    package func error(_ error: AuthenticationError, of action: String?, busy: ServiceError, failure: ServiceError) -> ServiceError {
        switch error {
        case .signature(let error): ServiceError(400, "InvalidSignatureException", error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            ServiceError(400, "UnrecognizedClientException", "The security token included in the request is invalid.")
        case .expiredToken: ServiceError(400, "ExpiredTokenException", "The security token included in the request is expired")
        case .missingToken: ServiceError(400, "MissingAuthenticationTokenException", "Missing Authentication Token")
        case .unreadableBody: self.error(.unreadable(""), invalid: "")
        case .bodyTooLarge(let limit):
            ServiceError(413, "RequestEntityTooLargeException", "The body must not be larger than \(limit) bytes for this operation.")
        case .busy: busy
        case .internalFailure: failure
        }
    }
}
