package import Faces
package import HTTPFront
package import Identity
package import Logging
private import NIOCore
package import PeltonCore

/// The Key Management Service, as far as encrypted objects need it. Source: KMS API Reference.
package struct KMSFace: Face {
    private let keys: KeyStore
    private let clock: any PeltonClock
    private let logger: Logger

    package init(keys: KeyStore, clock: any PeltonClock, logger: Logger) {
        self.keys = keys
        self.clock = clock
        self.logger = logger
    }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        do throws(KMSAPIError) {
            await send(200, try await perform(request), request.id, response)
        } catch {
            request.log.set { $0.errorCode = error.code }
            await send(error, request.id, response)
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        await send(KMSAPIError(error), id, response)
    }

    private func perform(_ request: APIRequest) async throws(KMSAPIError) -> JSON {
        let target = request.http.headers.first("x-amz-target") ?? ""
        guard target.hasPrefix("TrentService.") else { throw .unknownOperation }
        let operation = String(target.dropFirst("TrentService.".count))
        request.log.set { $0.operation = "kms:\(operation)" }
        guard let perform = KMSOperation.all[operation] else { throw .notImplemented(operation) }
        let call = KMSCall(keys: keys, clock: clock, request: request, operation: operation, input: try Self.input(request))
        do throws(KMSCallError) { return try await perform(call)() } catch {
            switch error {
            case .face(let error): throw error
            case .key(let error):
                if case .metadata(let why) = error {
                    logger.error("a key could not be used", metadata: ["request_id": "\(request.id)", "error": "\(why)"])
                }
                throw KMSAPIError(error)
            }
        }
    }

    private static func input(_ request: APIRequest) throws(KMSAPIError) -> JSON {
        let bytes = request.collected.map { Array($0.readableBytesView) } ?? []
        guard !bytes.isEmpty else { return .object([]) }
        guard let json = try? JSON(parsing: bytes), json.members != nil else { throw .serialization }
        return json
    }

    private func send(_ error: KMSAPIError, _ id: RequestID, _ response: ResponseWriter) async {
        await send(error.status, .members(["__type": .string(error.code), "message": .string(error.message)]), id, response)
    }

    private func send(_ status: Int, _ json: JSON, _ id: RequestID, _ response: ResponseWriter) async {
        await response.send(
            status, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", id.description)],
            body: ByteBuffer(bytes: json.utf8))
    }
}
