package import ServiceKit
package import Functions
package import HTTPServer
package import Invocation
package import Logging
internal import NIOCore
package import Core

/// Lambda's REST API. Source: Lambda API Reference.
package struct LambdaService: ServiceHandler {
    private let services: LambdaServices

    /// - Parameters:
    ///   - trust: why Lambda may not assume a role; nil if it may.
    ///   - presign: the query that lets whoever has it GET a path as the caller for some minutes.
    package init(
        functions: FunctionStore, invoker: any Invoker, queue: any AsyncInvokes,
        trust: @escaping @Sendable (ARN) async throws(RoleUnknown) -> String?,
        presign: @escaping @Sendable (APIRequest, String) async -> String?, limits: Limits, random: any RandomSource, logger: Logger
    ) {
        services = LambdaServices(
            functions: functions, invoker: invoker, queue: queue, trust: trust, presign: presign, limits: limits, random: random,
            logger: logger)
    }

    package func bodyLimit(of http: HTTPRequest) -> Int {
        switch LambdaRoute(http)?.operation.name {
        case "CreateFunction", "UpdateFunctionCode": services.limits.lambdaRequestBytes
        case "Invoke": services.limits.payloadBytes(of: http)
        default: 1 << 20
        }
    }

    package func keepsBody(of http: HTTPRequest) -> Bool { LambdaRoute(http)?.operation.name == "Invoke" }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        do throws(LambdaError) {
            guard let route = LambdaRoute(request.http) else {
                throw LambdaError(
                    404, "UnknownOperationException", "Lambda has no operation \(request.http.method) \(request.http.rawPath).")
            }
            request.log.set { $0.operation = "lambda:\(route.operation.name)" }
            guard route.operation.support != .notYet else { throw .notImplemented("the operation \(route.operation.name)") }
            let input = try await LambdaInput.read(request, route)
            let answer = try await LambdaCall(services: services, request: request, response: response, route: route, input: input)
                .perform()
            await send(answer, request.id, response)
        } catch {
            request.log.set { $0.errorCode = error.code }
            await send(error, request.id, response)
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        await send(LambdaError(error, http), id, response)
    }

    private func send(_ answer: LambdaAnswer, _ id: RequestID, _ response: ResponseWriter) async {
        var headers = answer.headers
        headers.add("x-amzn-RequestId", id.description)
        if answer.body.readableBytes > 0, !headers.contains("Content-Type") { headers.add("Content-Type", "application/json") }
        await response.send(answer.status, headers, body: answer.body)
    }

    private func send(_ error: LambdaError, _ id: RequestID, _ response: ResponseWriter) async {
        await response.send(
            error.status,
            [("Content-Type", "application/json"), ("x-amzn-RequestId", id.description), ("x-amzn-ErrorType", error.code)],
            body: ByteBuffer(bytes: error.json.utf8))
    }
}

extension Limits {
    /// What Invoke takes. Source: Lambda Developer Guide, "Quotas".
    fileprivate func payloadBytes(of http: HTTPRequest) -> Int {
        http.headers.first("x-amz-invocation-type") == "Event" ? eventPayloadBytes : synchronousPayloadBytes
    }
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

/// What the operations work with.
struct LambdaServices: Sendable {
    let functions: FunctionStore
    let invoker: any Invoker
    let queue: any AsyncInvokes
    let trust: @Sendable (ARN) async throws(RoleUnknown) -> String?
    let presign: @Sendable (APIRequest, String) async -> String?
    let limits: Limits
    let random: any RandomSource
    let logger: Logger
}

struct LambdaAnswer {
    let status: Int
    var headers: HTTPHeaders = []
    let body: ByteBuffer

    init(_ status: Int, _ json: JSON) {
        self.status = status
        body = ByteBuffer(bytes: json.utf8)
    }

    init(_ status: Int, headers: HTTPHeaders = [], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
