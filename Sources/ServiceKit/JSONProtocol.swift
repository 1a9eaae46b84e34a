package import HTTPServer
internal import NIOCore
package import Core
private import SigV4

/// AWS's JSON protocol, of which several services are: the operation is named by a header, and objects go both ways.
/// Source: Smithy, "AWS JSON 1.1 protocol".
package struct JSONProtocol: Sendable {
    /// As logs call the service: `kms`.
    private let service: String
    /// What stands before the operation's name in `X-Amz-Target`: `TrentService.`
    private let targetPrefix: String
    /// What each operation takes. The input of one that is not here is only looked through for NUL.
    private let shapes: [String: Shape.Members]
    /// The code of an input that breaks its constraints.
    private let invalid: String
    /// Of bodies in bytes, by operation; all others' is `bodyLimit`.
    private let bodyLimits: [String: Int]
    private let bodyLimit: Int

    package init(
        service: String, targetPrefix: String, shapes: [String: Shape.Members], invalid: String, bodyLimit: Int,
        bodyLimits: [String: Int] = [:]
    ) {
        self.service = service
        self.targetPrefix = targetPrefix
        self.shapes = shapes
        self.invalid = invalid
        self.bodyLimit = bodyLimit
        self.bodyLimits = bodyLimits
    }

    package func bodyLimit(of http: HTTPRequest) -> Int { operation(http).flatMap { bodyLimits[$0] } ?? bodyLimit }

    package func answer(
        _ request: APIRequest, _ response: ResponseWriter,
        perform: (_ operation: String, _ input: JSON) async throws(JSONProtocolError) -> JSON
    ) async {
        do throws(JSONProtocolError) {
            guard let operation = operation(request.http) else { throw JSONProtocolError(400, "UnknownOperationException", "") }
            request.log.set { $0.operation = "\(service):\(operation)" }
            let body = try await written(try await perform(operation, try await input(request, operation)), request)
            await send(200, body, request.id, response)
        } catch {
            request.log.set { $0.errorCode = error.code }
            await send(error, request.id, response)
        }
    }

    package func send(_ error: JSONProtocolError, _ id: RequestID, _ response: ResponseWriter) async {
        let json = JSON.members(["__type": .string(error.code), "message": .string(error.message)])
        await send(error.status, ByteBuffer(bytes: json.utf8), id, response)
    }

    /// - Returns: nil if no operation of the service is named.
    private func operation(_ http: HTTPRequest) -> String? {
        let target = http.headers.first("x-amz-target") ?? ""
        return target.hasPrefix(targetPrefix) ? String(target.dropFirst(targetPrefix.count)) : nil
    }

    private func input(_ request: APIRequest, _ operation: String) async throws(JSONProtocolError) -> JSON {
        let (body, members, invalid) = (request.collected ?? ByteBuffer(), shapes[operation], invalid)
        return try await request.threads.run(bytes: body.readableBytes, busy: .throttled) { () throws(JSONProtocolError) in
            try Self.input(body, members, invalid)
        }
    }

    private static func input(_ body: ByteBuffer, _ members: Shape.Members?, _ invalid: String) throws(JSONProtocolError) -> JSON {
        let bytes = Array(body.readableBytesView)
        let json = bytes.isEmpty ? .object([]) : try? JSON(parsing: bytes, maximumValues: JSON.inputValues)
        guard let json, json.members != nil else { throw .serialization }
        do throws(InputError) { return try InputCheck.input(json, members) } catch {
            switch error {
            case .unreadable(let why), .wrongType(let why): throw JSONProtocolError(400, "SerializationException", why)
            case .constraints(let message): throw JSONProtocolError(400, invalid, message)
            }
        }
    }

    /// By itself, so that nobody who waits for a slow reader holds the tree as well.
    private func written(_ json: JSON, _ request: APIRequest) async throws(JSONProtocolError) -> ByteBuffer {
        try await request.threads.write(bytes: json.weight, busy: JSONProtocolError.throttled) { ByteBuffer(bytes: json.utf8) }
    }

    private func send(_ status: Int, _ body: ByteBuffer, _ id: RequestID, _ response: ResponseWriter) async {
        await response.send(
            status, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", id.description)], body: body)
    }
}

/// What an operation of such a service fails with; each service adds its own.
package struct JSONProtocolError: Error {
    package let status: Int
    package let code: String
    package let message: String

    package init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    package static let serialization = Self(400, "SerializationException", "The request body is not a JSON object.")
    package static let throttled = Self(400, "ThrottlingException", "Rate exceeded")
    package static func denied(_ message: String) -> Self { Self(400, "AccessDeniedException", message) }
    package static func notImplemented(_ what: String) -> Self {
        Self(501, "NotImplemented", "Pelton does not have \(what) yet. docs/compatibility.md lists what it has.")
    }

    /// - Parameter failure: what the service says when it fails by itself.
    package init(_ error: AuthenticationError, failure: Self) {
        switch error {
        case .signature(let error): self.init(400, "InvalidSignatureException", error.message)
        case .unknownAccessKey, .inactiveAccessKey, .invalidToken:
            self.init(400, "UnrecognizedClientException", "The security token included in the request is invalid.")
        case .expiredToken: self.init(400, "ExpiredTokenException", "The security token included in the request is expired")
        case .missingToken: self.init(400, "MissingAuthenticationTokenException", "Missing Authentication Token")
        case .unreadableBody: self = .serialization
        case .bodyTooLarge(let limit):
            self.init(413, "RequestEntityTooLargeException", "The body must not be larger than \(limit) bytes for this operation.")
        case .busy: self = .throttled
        case .internalFailure: self = failure
        }
    }
}

extension JSON {
    /// In bytes, about.
    fileprivate var weight: Int {
        switch self {
        case .string(let text): text.utf8.count + 16
        case .array(let values): values.reduce(16) { $0 + $1.weight }
        case .object(let members): members.reduce(16) { $0 + $1.name.utf8.count + $1.value.weight }
        default: 16
        }
    }
}
