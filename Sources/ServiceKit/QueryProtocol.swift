package import HTTPServer
package import Core
private import NIOCore
private import SigV4
private import XML

/// AWS's query protocol: an action and flat parameters, in the body or the query, and XML back. Source: Smithy, "AWS Query protocol".
package struct QueryProtocol: WireProtocol {
    private let namespace: String

    package init(namespace: String) { self.namespace = namespace }

    /// The body says.
    package func operation(of http: HTTPRequest) -> String? { nil }
    package var namesOperationsInBody: Bool { true }

    package func message(_ request: APIRequest) throws(ServiceError) -> WireMessage {
        let parameters = QueryParameters(try parameters(request))
        guard !parameters.action.isEmpty else { throw unknownOperation("") }
        let weight = request.collected?.readableBytes ?? 0
        return WireMessage(operation: parameters.action, weight: { _ in weight }) { [InputPart(parameters.json($0), isText: true)] }
    }

    /// Those of the query, and behind them those of the body.
    package func parameters(_ request: APIRequest) throws(ServiceError) -> [(name: String, value: String)] {
        request.http.queryItems + (try form(request))
    }

    private func form(_ request: APIRequest) throws(ServiceError) -> [(name: String, value: String)] {
        guard let body = request.collected, body.readableBytes > 0 else { return [] }
        let (items, isWellFormed) = QueryParser.parse(
            Substring(String(decoding: body.readableBytesView, as: UTF8.self)).utf8, most: JSON.inputValues)
        guard isWellFormed else {
            throw ServiceError(
                400, "MalformedInput", "The body is not a well-formed form of at most \(JSON.inputValues) parameters.")
        }
        return items
    }

    package func answer(_ output: some OutputStructure, _ status: Int, of operation: String, _ id: RequestID) -> WireAnswer {
        var xml = XMLWriter(declaration: false, .replaced)
        xml.element("\(operation)Response", attributes: [("xmlns", namespace)]) { xml in
            if !(output is NoOutput) { xml.element("\(operation)Result") { OutputWriter.write(output, to: &$0) } }
            xml.element("ResponseMetadata") { $0.element("RequestId", id.description) }
        }
        return answer(status, xml)
    }

    package func answer(_ error: ServiceError, _ id: RequestID) -> WireAnswer {
        var xml = XMLWriter(declaration: false, .replaced)
        xml.element("ErrorResponse", attributes: [("xmlns", namespace)]) { xml in
            xml.element("Error") { xml in
                xml.element("Type", error.status < 500 ? "Sender" : "Receiver")
                xml.element("Code", error.code)
                xml.element("Message", error.message)
            }
            xml.element("RequestId", id.description)
        }
        return answer(error.status, xml)
    }

    private func answer(_ status: Int, _ xml: XMLWriter) -> WireAnswer {
        WireAnswer(status, [("Content-Type", "text/xml")], ByteBuffer(bytes: xml.bytes))
    }

    // MARK: Errors

    package var throttled: ServiceError { ServiceError(503, "Throttling", "Rate exceeded") }
    package func denied(_ message: String) -> ServiceError { .denial(403, "AccessDenied", message) }
    package func unknownOperation(_ name: String) -> ServiceError {
        ServiceError(400, "InvalidAction", "Could not find operation \(ShownValue.text(name))")
    }

    package func error(_ error: InputError, invalid: String) -> ServiceError {
        switch error {
        case .unreadable(let why), .wrongType(let why): ServiceError(400, "MalformedInput", why)
        case .constraints(let message): ServiceError(400, invalid, message)
        }
    }

    package func error(_ error: AuthenticationError, of action: String?, busy: ServiceError, failure: ServiceError) -> ServiceError {
        switch error {
        case .signature(.mismatch(_)):
            ServiceError(
                403, "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
            )
        case .signature(.tooSkewed(let request, _, let server)):
            ServiceError(
                403, "SignatureDoesNotMatch",
                request < server
                    ? "Signature expired: \(request.basic) is now earlier than \(server.adding(seconds: -900).basic) (\(server.basic) - 15 min.)"
                    : "Signature not yet current: \(request.basic) is still later than \(server.adding(seconds: 900).basic) (\(server.basic) + 15 min.)"
            )
        case .signature(let error): ServiceError(400, "IncompleteSignature", error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            ServiceError(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        case .expiredToken: ServiceError(403, "ExpiredToken", "The security token included in the request is expired")
        case .missingToken: ServiceError(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        case .unreadableBody: ServiceError(400, "ValidationError", "The body could not be read.")
        case .bodyTooLarge(let limit): ServiceError(413, "RequestEntityTooLarge", "The body must not be larger than \(limit) bytes.")
        case .busy: busy
        case .internalFailure: failure
        }
    }
}
