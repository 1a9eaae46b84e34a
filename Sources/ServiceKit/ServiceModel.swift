package import HTTPServer
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
}

/// How a protocol of AWS's carries operations, and what it calls the errors that all its services have.
package protocol WireProtocol: Sendable {
    var contentType: String { get }

    /// The operation that the head of a request names; nil if only its body does, or nothing.
    func operation(of http: HTTPRequest) -> String?

    /// - Throws: if it is no message of the protocol, or names no operation.
    func message(_ request: APIRequest) throws(ServiceError) -> WireMessage
    func answer(_ output: some OutputStructure, of operation: String, _ id: RequestID) -> [UInt8]
    func answer(_ error: ServiceError, _ id: RequestID) -> [UInt8]

    var throttled: ServiceError { get }
    func denied(_ message: String) -> ServiceError
    func unknownOperation(_ name: String) -> ServiceError
    /// - Parameter invalid: the service's code for an input that breaks its constraints.
    func error(_ error: InputError, invalid: String) -> ServiceError
    /// - Parameter failure: what the service says when it fails by itself.
    func error(_ error: AuthenticationError, failure: ServiceError) -> ServiceError
}

/// A request as its protocol has it.
package struct WireMessage: Sendable {
    package let operation: String
    /// Whether numbers and booleans are text.
    package let isText: Bool
    /// The members of the input as a JSON object, which `InputReader` reads.
    package let json: @Sendable (Shape.Members) throws(InputError) -> [UInt8]
}
