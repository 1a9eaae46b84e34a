package import ServiceKit
package import HTTPServer
package import Identity
package import Logging
package import Core

/// The Key Management Service, as far as encrypted objects need it. Source: KMS API Reference.
package struct KMSService: ServiceHandler {
    private let keys: KeyStore
    private let clock: any PeltonClock
    private let logger: Logger

    package init(keys: KeyStore, clock: any PeltonClock, logger: Logger) {
        self.keys = keys
        self.clock = clock
        self.logger = logger
    }

    private static let wire = JSONProtocol(
        service: "kms", targetPrefix: "TrentService.", shapes: KMSShapes.operations, invalid: "ValidationException", bodyLimit: 128 << 10,
        bodyLimits: [
            // A policy of 131,072 characters, each of which JSON may write in six bytes.
            "CreateKey": 1 << 20, "PutKeyPolicy": 1 << 20,
            // An attestation of 262,144 bytes, as Base64.
            "Decrypt": 512 << 10, "DeriveSharedSecret": 512 << 10, "GenerateDataKey": 512 << 10, "GenerateDataKeyPair": 512 << 10,
            "GenerateRandom": 512 << 10,
        ])

    package func bodyLimit(of http: HTTPRequest) -> Int { Self.wire.bodyLimit(of: http) }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        await Self.wire.answer(request, response) { operation, input throws(KMSAPIError) in
            try await perform(KMSCall(keys: keys, clock: clock, request: request, operation: operation, input: input))
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        let error = KMSAPIError(error, failure: .internalError)
        await Self.wire.send(error, id, response)
    }

    private func perform(_ call: KMSCall) async throws(KMSAPIError) -> JSON {
        guard let perform = KMSOperation.all[call.operation] else { throw .notImplemented(call.operation) }
        do throws(KMSCallError) { return try await perform(call)() } catch {
            switch error {
            case .service(let error): throw error
            case .key(let error):
                if case .metadata(let why) = error {
                    logger.error("a key could not be used", metadata: ["request_id": "\(call.request.id)", "error": "\(why)"])
                }
                throw KMSAPIError(error)
            }
        }
    }
}
