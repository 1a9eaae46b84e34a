package import HTTPServer
package import NIOCore
package import Core

/// A service as AWS's model has it, made by `make models`.
package struct ServiceModel: Sendable {
    /// As policies and logs call it: `kms`.
    package let name: String
    package let wire: any WireProtocol
    /// Every operation of the service, built or not.
    package let operations: Set<String>

    /// - Parameter operations: with a blank between them.
    package init(name: String, wire: any WireProtocol, operations: String) {
        self.name = name
        self.wire = wire
        self.operations = Set(operations.split(separator: " ").map { String($0) })
    }
}

/// One operation of a model: what it takes and what it gives.
package protocol OperationModel: SendableMetatype {
    associatedtype Input: InputStructure
    associatedtype Output: OutputStructure
    static var name: String { get }
    /// As policies call it, behind the service's name.
    static var action: String { get }
    /// Of its answer, where the output has none.
    static var status: Int { get }
}

extension OperationModel {
    package static var action: String { name }
    package static var status: Int { 200 }
}

/// How a protocol of AWS's carries operations, and what it calls the errors that all its services have. One in another format than JSON,
/// CBOR say, turns its members into the JSON that `InputReader` reads, as forms are.
package protocol WireProtocol: Sendable {
    /// The operation that the head of a request names; nil if only its body does, or nothing.
    func operation(of http: HTTPRequest) -> String?

    /// Whether the body must be read for that, which takes long with a large one.
    var namesOperationsInBody: Bool { get }

    /// - Throws: if it is no message of the protocol, or names no operation.
    func message(_ request: APIRequest) throws(ServiceError) -> WireMessage
    /// - Parameter status: the model's.
    func answer(_ output: some OutputStructure, _ status: Int, of operation: String, _ id: RequestID) -> WireAnswer
    func answer(_ error: ServiceError, _ id: RequestID) -> WireAnswer

    /// For a service that has no error of its own for it.
    var throttled: ServiceError { get }
    func denied(_ message: String) -> ServiceError
    func unknownOperation(_ name: String) -> ServiceError
    /// - Parameter invalid: the service's code for an input that breaks its constraints.
    func error(_ error: InputError, invalid: String) -> ServiceError
    /// - Parameters:
    ///   - action: of the operation, if it is known; as policies call it.
    ///   - busy: what the service says when it has too much to do.
    ///   - failure: what it says when it fails by itself.
    func error(_ error: AuthenticationError, of action: String?, busy: ServiceError, failure: ServiceError) -> ServiceError

    /// The protocol of this request, where a service has several.
    func spoken(by http: HTTPRequest) -> any WireProtocol
}

extension WireProtocol {
    package var namesOperationsInBody: Bool { false }
    package func spoken(by http: HTTPRequest) -> any WireProtocol { self }
}

/// A request as its protocol has it.
package struct WireMessage: Sendable {
    package let operation: String
    /// How many bytes must be read for an input of such members.
    package let weight: @Sendable (Shape.Members) -> Int
    /// What an input of such members is read from, one after the other.
    package let parts: @Sendable (Shape.Members) throws(InputError) -> [InputPart]

    package init(
        operation: String, weight: @escaping @Sendable (Shape.Members) -> Int,
        parts: @escaping @Sendable (Shape.Members) throws(InputError) -> [InputPart]
    ) {
        self.operation = operation
        self.weight = weight
        self.parts = parts
    }
}

/// A JSON object that has members of an input.
package struct InputPart: Sendable {
    /// Which members it may have; those of the same name elsewhere are not they.
    package enum Place: Sendable {
        case anywhere, head, body
    }

    package let json: [UInt8]
    /// Whether numbers and booleans are text.
    package let isText: Bool
    package let place: Place

    package init(_ json: [UInt8], isText: Bool, has place: Place = .anywhere) {
        self.json = json
        self.isText = isText
        self.place = place
    }
}

/// An answer as its protocol has it, but for the request's id.
package struct WireAnswer: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: ByteBuffer

    package init(_ status: Int, _ headers: HTTPHeaders, _ body: ByteBuffer) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension WireAnswer {
    /// What AWS's services answer to a request that is none of their protocol, be it a path that they do not have or a method: in XML without a
    /// type, whatever they speak else. Recorded of CloudSearch, Kinesis and DynamoDB.
    static let unknownOperation = WireAnswer(404, [], ByteBuffer(string: "<UnknownOperationException/>\n"))
}

extension ServiceError {
    /// It is answered as `WireAnswer.unknownOperation`.
    static let unknownRequest = ServiceError(404, "UnknownOperationException", "")
    var isUnknownRequest: Bool { status == 404 && code == Self.unknownRequest.code }
}

/// The body of a request or of an answer as it is, where one member of the model is all of it. It is not copied.
package struct Payload: Sendable, Hashable {
    package var bytes: ByteBuffer
    package init(_ bytes: ByteBuffer) { self.bytes = bytes }
}
