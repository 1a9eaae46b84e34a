package import HTTPServer
package import Core
private import NIOCore
private import SigV4

/// AWS's REST protocol with JSON: method and path name the operation, its members come in the path, the query, headers and the body, and go
/// in the status, headers and the body. Source: Smithy, "AWS restJson1 protocol".
package struct RESTJSONProtocol: WireProtocol {
    private let routes: RouteTable
    private let unreadable: String

    /// - Parameters:
    ///   - unreadable: the service's code for a body that is no JSON.
    ///   - routes: as `RouteTable` has them.
    package init(unreadable: String = "SerializationException", routes: String) {
        self.unreadable = unreadable
        self.routes = RouteTable(routes)
    }

    package func operation(of http: HTTPRequest) -> String? { routes.operation(of: http) }

    package func message(_ request: APIRequest) throws(ServiceError) -> WireMessage {
        let (http, body) = (request.http, request.collected)
        guard let match = routes.match(http) else { throw .unknownRequest }
        // A body that no member is made of is nobody's to read: a payload is taken as it is.
        return WireMessage(operation: match.operation, weight: { $0.haveBody ? body?.readableBytes ?? 0 : 0 }) { members in
            let head = InputPart(Self.head(members, match.labels, http), isText: true, has: .head)
            guard members.haveBody, let body, body.readableBytes > 0 else { return [head] }
            return [head, InputPart(Array(body.readableBytesView), isText: false, has: .body)]
        }
    }

    /// The members that are not in the body, all as text.
    private static func head(_ members: Shape.Members, _ labels: [(name: String, value: String)], _ http: HTTPRequest) -> [UInt8] {
        var writer = HeadWriter()
        var isRead = [Bool](repeating: false, count: http.queryItems.count)
        for member in members.all {
            switch member.place {
            case .body: break
            case .path(let name): writer.member(member.name, labels.first { $0.name == name }?.value)
            case .header(let name): writer.member(member.name, http.headers.first(name))
            case .query(let name):
                let places = http.queryItems.indices.filter { http.queryItems[$0].name.utf8.elementsEqual(name.utf8) }
                if case .list = member.shape.kind {
                    for place in places { isRead[place] = true }
                    writer.member(member.name, places.map { http.queryItems[$0].value })
                } else if let first = places.first {
                    isRead[first] = true
                    writer.member(member.name, http.queryItems[first].value)
                }
            }
        }
        // Of what nobody reads it is still refused that it has NUL. By itself, so that it is no member by another way.
        let strays = http.queryItems.indices.filter { !isRead[$0] }.map { http.queryItems[$0] }
        let hasLabels = members.all.contains { if case .path = $0.place { true } else { false } }
        writer.strays(hasLabels ? strays : labels + strays)
        return writer.finished
    }

    package func answer(_ output: some OutputStructure, _ status: Int, of operation: String, _ id: RequestID) -> WireAnswer {
        var answer = OutputWriter.rest(output, status)
        if answer.body.readableBytes > 0, !answer.headers.contains("Content-Type") {
            answer.headers.add("Content-Type", "application/json")
        }
        return answer
    }

    package func answer(_ error: ServiceError, _ id: RequestID) -> WireAnswer {
        if error.isUnknownRequest { return .unknownOperation }
        let json = JSON.object((error.fields + [(error.messageName, error.message)]).map { JSON.Member($0.0, .string($0.1)) })
        return WireAnswer(
            error.status, [("Content-Type", "application/json"), ("x-amzn-ErrorType", error.code)], ByteBuffer(bytes: json.utf8))
    }

    // MARK: Errors

    package var throttled: ServiceError { ServiceError(429, "ThrottlingException", "Rate exceeded") }
    package func denied(_ message: String) -> ServiceError { .denial(403, "AccessDeniedException", message) }
    package func unknownOperation(_ name: String) -> ServiceError { .unknownRequest }

    package func error(_ error: InputError, invalid: String) -> ServiceError {
        switch error {
        case .unreadable(let why): ServiceError(400, unreadable, "Could not parse request body into json: \(why)")
        case .wrongType(let why): ServiceError(400, "SerializationException", why)
        case .constraints(let message): ServiceError(400, invalid, message)
        }
    }

    package func error(_ error: AuthenticationError, of action: String?, busy: ServiceError, failure: ServiceError) -> ServiceError {
        switch error {
        case .signature(let error): ServiceError(403, "InvalidSignatureException", error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            ServiceError(403, "UnrecognizedClientException", "The security token included in the request is invalid.")
        case .expiredToken: ServiceError(403, "ExpiredTokenException", "The security token included in the request is expired")
        case .missingToken: ServiceError(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        case .unreadableBody: ServiceError(400, unreadable, "The request body ended early.")
        case .bodyTooLarge(let limit): .tooLarge("Request must be smaller than \(limit) bytes for the \(action ?? "requested") operation")
        case .busy: busy
        case .internalFailure: failure
        }
    }
}

extension ServiceError {
    /// A body, or something in it, that is larger than REST-JSON's services take.
    package static func tooLarge(_ message: String) -> Self { Self(413, "RequestEntityTooLargeException", message) }
}

/// Writes texts as the members of a JSON object.
private struct HeadWriter {
    private var out = Array("{".utf8)
    private var isFirst = true

    var finished: [UInt8] { out + CollectionOfOne(UInt8(ascii: "}")) }

    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        begin(name)
        JSON.write(string: value, to: &out)
    }

    mutating func member(_ name: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        begin(name)
        out.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            JSON.write(string: value, to: &out)
        }
        out.append(UInt8(ascii: "]"))
    }

    /// In an object that has no name, as no member has none.
    mutating func strays(_ items: [(name: String, value: String)]) {
        guard !items.isEmpty else { return }
        begin("")
        var writer = HeadWriter()
        for (name, value) in items { writer.member(name, value) }
        out.append(contentsOf: writer.finished)
    }

    private mutating func begin(_ name: String) {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
        JSON.write(string: name, to: &out)
        out.append(UInt8(ascii: ":"))
    }
}
