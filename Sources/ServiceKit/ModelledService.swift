package import HTTPServer
internal import NIOCore
package import Logging
package import Core

/// A service that is made of a model and of operations. What happens to a request is the same for all of them:
///
/// the operation that it names, the limit of its body before a byte is read, the signature (both by the gateway), the input read and judged,
/// the operation's handler, which asks the policies, and the answer or the error, written as the protocol has it. The log gets the
/// operation, the error and the decision here and nowhere else.
package protocol ModelledService: DeclaredService where Handler == ModelledHandler<Self> {
    /// The state behind it, and what is done to it.
    associatedtype Domain: Sendable
    /// What that fails with.
    associatedtype Failure: Error

    static var model: ServiceModel { get }
    /// An authorisation alone gives it. What must be looked up to ask for one is the service's own, and changes nothing.
    var domain: Guarded<Domain> { get }

    /// Of bodies in bytes, where an operation has no limit of its own.
    static var bodyLimit: Int { get }
    /// The code of an input that breaks its constraints.
    static var invalidInput: String { get }
    /// How it tells what is broken; as most do unless given.
    static var constraintTexts: ConstraintTexts { get }
    /// What it says when it fails by itself.
    static var failure: ServiceError { get }
    /// What it says when it has too much to do; the protocol's own unless given.
    static var throttled: ServiceError { get }
    static func error(_ failure: Failure) -> ServiceError

    var logger: Logger { get }
}

extension ModelledService {
    package static var bodyLimit: Int { 1 << 20 }
    package static var constraintTexts: ConstraintTexts { .usual }
    package static var throttled: ServiceError { model.wire.throttled }

    package func bodyLimit(of http: HTTPRequest) -> Int { operation(of: http)?.handler.bodyLimit(self, http) ?? Self.bodyLimit }
    package func keepsBody(of http: HTTPRequest) -> Bool { operation(of: http)?.handler.keepsBody ?? false }

    package func admitsUnsigned(_ operation: String) -> Bool { Self.operations[operation]?.handler.admitsUnsigned ?? false }

    private func operation(of http: HTTPRequest) -> Operation<Self>? { Self.model.wire.operation(of: http).flatMap { Self.operations[$0] } }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        let wire = Self.model.wire.spoken(by: request.http)
        do throws(ServiceError) {
            let unread = wire.namesOperationsInBody ? request.collected?.readableBytes ?? 0 : 0
            let message = try await request.threads.run(bytes: unread, busy: Self.throttled) { () throws(ServiceError) in
                try wire.message(request)
            }
            // Whatever else a caller calls it says nothing to who reads the log.
            let isKnown = Self.operations[message.operation] != nil || Self.model.operations.contains(message.operation)
            request.log.set { $0.operation = "\(Self.model.name):\(isKnown ? message.operation : "unknown")" }
            let (output, status) = try await perform(message, wire, request, response)
            let (operation, id) = (message.operation, request.id)
            // By itself, so that nobody who waits for a slow reader holds the output as well.
            let answer = try await request.threads.write(bytes: OutputWriter.weight(of: output), busy: Self.throttled) {
                wire.answer(output, status, of: operation, id)
            }
            await send(answer, request.id, response)
        } catch {
            request.log.set { $0.errorCode = error.code }
            if let cause = error.cause {
                logger.error("an operation failed", metadata: ["request_id": "\(request.id)", "error": "\(cause)"])
            }
            await send(wire.answer(error, request.id), request.id, response)
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        let wire = Self.model.wire.spoken(by: http)
        let error = wire.error(error, of: operation(of: http)?.handler.action, busy: Self.throttled, failure: Self.failure)
        await send(wire.answer(error, id), id, response)
    }

    private func perform(
        _ message: WireMessage, _ wire: any WireProtocol, _ request: APIRequest, _ response: ResponseWriter
    ) async throws(ServiceError) -> (any OutputStructure, status: Int) {
        if let handler = Self.operations[message.operation]?.handler {
            return (try await handler.run(self, request, message, response), handler.status)
        }
        // NUL is refused here too.
        _ = try await request.read(NoInput.self, message, Self.self)
        guard Self.model.operations.contains(message.operation) else { throw wire.unknownOperation(message.operation) }
        throw .notImplemented("the operation \(message.operation)")
    }

    private func send(_ answer: WireAnswer, _ id: RequestID, _ response: ResponseWriter) async {
        var headers = answer.headers
        headers.add("x-amzn-RequestId", id.description)
        await response.send(answer.status, headers, body: answer.body)
    }
}

extension ModelledService where Domain == Void {
    package var domain: Guarded<Void> { Guarded(()) }
}
