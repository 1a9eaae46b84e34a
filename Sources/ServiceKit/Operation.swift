package import HTTPServer
internal import Core
private import NIOCore

/// A service whose operations are declared, with what carries each of them out.
package protocol DeclaredService: ServiceHandler {
    associatedtype Handler: Sendable
    static var operations: Operations<Self> { get }
}

/// One operation of a service: what is known of it, and what carries it out. All else is the pipeline's (`ModelledService`), or that of a
/// service whose handlers read their requests themselves.
package struct Operation<Service: DeclaredService>: Sendable {
    package let description: OperationDescription
    package private(set) var handler: Service.Handler

    package init(_ description: OperationDescription, handler: Service.Handler) {
        self.description = description
        self.handler = handler
    }

    package var name: String { description.name }
}

/// What carries out an operation of a model: it takes an input and gives an output.
package struct ModelledHandler<Service: ModelledService>: Sendable {
    let action: String
    let status: Int
    fileprivate(set) var bodyLimit: @Sendable (Service, HTTPRequest) -> Int
    fileprivate(set) var keepsBody = false
    fileprivate(set) var admitsUnsigned = false
    let run: @Sendable (Service, APIRequest, WireMessage, ResponseWriter) async throws(ServiceError) -> any OutputStructure
}

extension Operation where Service: ModelledService {
    /// An operation that asks the policies: its handler's answer comes from an `Authorized`.
    ///
    /// - Parameters:
    ///   - bodyLimit: in bytes; the service's own unless given.
    ///   - unread: members of the input that the handler does not read.
    package init<Model: OperationModel>(
        _ model: Model.Type, bodyLimit: Int = Service.bodyLimit, support: Support = .done, unread: [UnreadMember] = [],
        handler: @escaping @Sendable (Model.Input, Call<Service>) async throws(ServiceError) -> Permitted<Model.Output>
    ) {
        self.init(model, bodyLimit, support, nil, unread) { input, call throws(ServiceError) in try await handler(input, call).output }
    }

    /// An operation that everybody may call whom the gateway knows.
    /// - Parameter why: for the page that lists them.
    package init<Model: OperationModel>(
        _ model: Model.Type, unrestricted why: String, bodyLimit: Int = Service.bodyLimit, support: Support = .done,
        unread: [UnreadMember] = [], handler: @escaping @Sendable (Model.Input, Call<Service>) async throws(ServiceError) -> Model.Output
    ) {
        self.init(model, bodyLimit, support, why, unread) { input, call throws(ServiceError) in
            if let unbuilt = call.unbuilt { throw .notImplemented(unbuilt) }
            return try await handler(input, call)
        }
    }

    /// The same with a limit for bodies that is a setting, or depends on the head of a request.
    package func limitingBodies(_ limit: @escaping @Sendable (Service, HTTPRequest) -> Int) -> Self {
        var operation = self
        operation.handler.bodyLimit = limit
        return operation
    }

    /// The same, with bodies that are kept for as long as foreign code takes.
    package func keepingBodies() -> Self {
        var operation = self
        operation.handler.keepsBody = true
        return operation
    }

    /// The same, for callers that sign nothing: what its input holds proves who they are, and the handler sees to that (`Call.acting`).
    package func admittingUnsigned() -> Self {
        var operation = self
        operation.handler.admitsUnsigned = true
        return operation
    }

    private init<Model: OperationModel>(
        _ model: Model.Type, _ bodyLimit: Int, _ support: Support, _ unrestricted: String?, _ unread: [UnreadMember],
        _ handler: @escaping @Sendable (Model.Input, Call<Service>) async throws(ServiceError) -> Model.Output
    ) {
        let refusals = Self.refusals(unread, Model.Input.members)
        let input = InputDescription(members: Model.Input.members) { bytes, isText in
            InputReader.attempt(Model.Input.self, from: [InputPart(bytes, isText: isText)], unread: refusals)
        }
        self.init(
            OperationDescription(Model.name, support, unrestricted: unrestricted, unread: unread, input: input),
            handler: ModelledHandler(action: Model.action, status: Model.status, bodyLimit: { _, _ in bodyLimit }) {
                service, request, message, response throws(ServiceError) in
                let read = try await request.read(Model.Input.self, message, Service.self, refusals)
                let call = Call(
                    service: service, request: request, action: Model.action, response: response, unbuilt: read.unbuilt,
                    inputWeight: message.weight(Model.Input.members))
                do throws(ServiceError) { return try await handler(read.input, call) } catch {
                    // Whatever else is wrong, it would not have been done as it was asked.
                    if let unbuilt = read.unbuilt, !error.isDenial { throw .notImplemented(unbuilt) }
                    throw error
                }
            })
    }

    private static func refusals(_ unread: [UnreadMember], _ members: Shape.Members) -> [UnreadMember?] {
        members.all.map { member in unread.first { $0.name == member.name && $0.isRefused } }
    }
}

/// What is known of an operation without its service: for the page of compatibility, and for tests that try every input.
package final class OperationDescription: Sendable {
    package let name: String
    package let support: Support
    /// For readers of the page, besides what is missing.
    package let note: String
    /// Why everybody may call it.
    package let unrestricted: String?
    package let unread: [UnreadMember]
    /// Nil where the handler reads the request itself.
    package let input: InputDescription?

    package init(
        _ name: String, _ support: Support, note: String = "", unrestricted: String? = nil, unread: [UnreadMember] = [],
        input: InputDescription? = nil
    ) {
        self.name = name
        self.support = support
        self.note = note
        self.unrestricted = unrestricted
        self.unread = unread
        self.input = input
    }
}

package struct InputDescription: Sendable {
    package let members: Shape.Members
    /// Reads an input, and tells only what comes of it and in how many steps.
    package let attempt: @Sendable (_ json: [UInt8], _ isText: Bool) -> (error: InputError?, steps: Int)
}

/// How far an operation is built.
package enum Support: Sendable {
    case done
    /// With what is missing.
    case partly(String)
    /// It answers 501.
    case notYet
}

/// A member of an input that no handler reads.
package struct UnreadMember: Sendable {
    package let name: String
    package let isRefused: Bool
    /// Of one that is refused, the value that changes nothing; of one that is kept, why it has no effect.
    package let note: String

    /// Anything but `standard`, false and nothing answers 501: it would have to change something.
    package static func refused(_ name: String, unless standard: String = "") -> Self { Self(name: name, isRefused: true, note: standard) }

    package static func withoutEffect(_ name: String, _ why: String) -> Self { Self(name: name, isRefused: false, note: why) }

    /// - Returns: what is not built; nil if the value asks for nothing.
    func refusal(of name: String, _ value: JSON, shape: Shape, isText: Bool) -> String? {
        switch value {
        case .null, .bool(false): return nil
        case .array(let items) where items.isEmpty: return nil
        case .object(let members) where members.isEmpty: return nil
        case .string(""): return nil
        case .array([.string(note)]): return nil
        case .string(note) where !note.isEmpty: return nil
        case .string("false") where isText: if case .boolean = shape.kind { return nil }
        default: break
        }
        guard let text = value.string, !shape.isSensitive else { return name }
        return "\(name) \(ShownValue.text(text))"
    }
}

/// A service's operations, by name.
package struct Operations<Service: DeclaredService>: Sendable {
    /// As they were declared.
    package let all: [Operation<Service>]
    private let byName: [String: Operation<Service>]

    package init(_ operations: [Operation<Service>]) {
        all = operations
        byName = Dictionary(operations.map { ($0.name, $0) }) { first, _ in first }
    }

    package subscript(_ name: String) -> Operation<Service>? { byName[name] }

    package var descriptions: [OperationDescription] { all.map(\.description).sorted { $0.name < $1.name } }
}

extension APIRequest {
    /// On a thread of its own where that takes long.
    func read<Input: InputStructure, Service: ModelledService>(
        _ type: Input.Type, _ message: WireMessage, _ service: Service.Type, _ unread: [UnreadMember?] = []
    ) async throws(ServiceError) -> InputReader.Result<Input> {
        var read = try await threads.run(bytes: message.weight(Input.members), busy: Service.throttled) { () throws(ServiceError) in
            do throws(InputError) {
                let parts = try message.parts(Input.members)
                return try InputReader.read(type, from: parts, unread: unread, texts: Service.constraintTexts)
            } catch { throw Service.model.wire.error(error, invalid: Service.invalidInput) }
        }
        if let collected, collected.readableBytes > 0 { read.input.take(Payload(collected)) }
        return read
    }
}
