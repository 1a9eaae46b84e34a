package import HTTPServer
package import Core
package import SigV4

/// One service's protocol: it turns requests into operations and their outcomes into answers.
package protocol ServiceHandler: Sendable {
    /// How many bytes the body of a request may have, by what it asks for: what is announced to be longer is refused before any of it is read.
    /// Of services whose bodies are read before they are asked.
    func bodyLimit(of http: HTTPRequest) -> Int

    /// Whether the body is kept for as long as foreign code takes: such bodies have memory of their own.
    func keepsBody(of http: HTTPRequest) -> Bool

    /// Whether an operation is for callers that sign nothing.
    func admitsUnsigned(_ operation: String) -> Bool

    /// Handles a request whose sender is known; always answers.
    func respond(to request: APIRequest, _ response: ResponseWriter) async

    /// Tells the log what a request asks for that nobody will look at any more.
    func describe(_ http: HTTPRequest, in log: RequestLog)

    /// Answers a request that did not prove who sent it, in the service's own way of saying so.
    func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async
}

extension ServiceHandler {
    package func bodyLimit(of http: HTTPRequest) -> Int { 1 << 20 }
    package func keepsBody(of http: HTTPRequest) -> Bool { false }
    package func admitsUnsigned(_ operation: String) -> Bool { false }
    package func describe(_ http: HTTPRequest, in log: RequestLog) {}
}

/// A service handler that also answers what could not be read as a request, of whatever service it was meant to be.
package protocol FallbackServiceHandler: ServiceHandler {
    /// - Returns: the error's code, for the log.
    func refuse(_ refusal: Refusal, id: RequestID, _ response: ResponseWriter) async -> String
}

/// Why a request's sender is not known.
package enum AuthenticationError: Error, Sendable {
    case signature(SignatureError)
    case unknownAccessKey(String)
    case inactiveAccessKey(String)
    /// A session token that is missing, or belongs to another key.
    case invalidToken
    case expiredToken
    /// Nothing in the request says who sent it, and the service has no anonymous callers.
    case missingToken
    /// The body ended early, or came too slowly, to be verified.
    case unreadableBody
    /// More bytes than the operation takes.
    case bodyTooLarge(limit: Int)
    case busy
    case internalFailure
}
