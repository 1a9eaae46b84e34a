// Not part of a target: test_operations.py shows what the compiler says of it, as the flags have it.
import HTTPServer
import Logging
import ServiceKit

struct Door: ModelledService {
    typealias Domain = Void
    typealias Failure = Never
    static let model = ServiceModel(name: "door", wire: JSONProtocol(version: "1.1", target: "Door."), operations: "Open")
    static let operations = Operations<Door>([open])
    static let invalidInput = "ValidationException"
    static let failure = ServiceError(500, "InternalFailure", "")
    static func error(_ failure: Never) -> ServiceError {}
    let logger: Logger

    enum Open: OperationModel {
        static let name = "Open"
        typealias Input = NoInput
        typealias Output = NoOutput
    }

    #if AUTHORIZED
        static let open = Operation<Door>(Open.self) { input, call throws(ServiceError) in
            let permitted = try await call.authorize((), "*") { _ in }
            return permitted.answer()
        }
    #elseif UNRESTRICTED
        static let open = Operation<Door>(Open.self, unrestricted: "Anybody may.") { input, call throws(ServiceError) in NoOutput() }
    #elseif UNAUTHORIZED
        static let open = Operation<Door>(Open.self) { input, call throws(ServiceError) in NoOutput() }
    #elseif FORGED
        static let open = Operation<Door>(Open.self) { input, call throws(ServiceError) in Permitted(output: NoOutput()) }
    #elseif INVENTED
        static let open = Operation<Door>(Open.self) { input, call throws(ServiceError) in Call<Door>.Authorized<Void>((), ()).answer() }
    #elseif TWICE
        static let open = Operation<Door>(Open.self) { input, call throws(ServiceError) in
            let permitted = try await call.authorize((), "*") { _ in }
            _ = permitted.answer()
            return permitted.answer()
        }
    #endif
}
