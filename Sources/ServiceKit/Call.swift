internal import HTTPServer
package import Policies
package import Core

/// One call of an operation: who asks, and the step that says whether they may.
package struct Call<Service: ModelledService>: Sendable {
    package let service: Service
    package let request: APIRequest
    /// As policies call it.
    package let action: String
    let response: ResponseWriter
    /// A member of the input that asks for what is not built.
    let unbuilt: String?
    /// Of what its input was made of, in bytes.
    let inputWeight: Int

    package var account: AccountID { request.caller.account }
    package var region: Region { request.region }

    /// Asks the policies whether the caller may do this to a resource.
    ///
    /// - Parameters:
    ///   - resource: what the handler goes on with.
    ///   - arn: as policies name it; `*` for an action that has none.
    ///   - account: the resource's owner; the caller's own if nil.
    ///   - action: if it is not the operation's own.
    ///   - fill: says what the service's own condition keys are. What it does not say is not known.
    /// - Throws: the protocol's denial, which the log has with its reason.
    package func authorize<Resource: Sendable>(
        _ resource: Resource, _ arn: String, of account: AccountID? = nil, action: String? = nil, resourcePolicies: [NamedPolicy] = [],
        fill: @escaping @Sendable (inout RequestContext) -> Void
    ) async throws(ServiceError) -> Authorized<Resource> {
        let refusal = try await request.refusal(
            of: "\(Service.model.name):\(action ?? self.action)", on: arn, of: account ?? self.account, resourcePolicies: resourcePolicies,
            weight: inputWeight, busy: Service.throttled, fill: fill)
        if let refusal { throw Service.model.wire.denied(refusal) }
        if let unbuilt { throw .notImplemented(unbuilt) }
        return Authorized(resource)
    }

    /// Takes memory for an answer that will have so many bytes, before it is made.
    package func reserve(_ bytes: Int) async throws(ServiceError) { guard await response.reserve(bytes) else { throw Service.throttled } }

    /// Runs what fails with an error of the domain, and makes the service's error of it.
    package func run<T>(_ body: () async throws(Service.Failure) -> T) async throws(ServiceError) -> T {
        do { return try await body() } catch { throw Service.error(error) }
    }
}

/// A resource that the caller may do this to. Only `Call.authorize` makes one, and it answers once.
package struct Authorized<Resource: Sendable>: ~Copyable, Sendable {
    package let resource: Resource
    fileprivate init(_ resource: Resource) { self.resource = resource }

    package consuming func answer<Output: OutputStructure>(_ output: Output) -> Permitted<Output> { Permitted(output: output) }
}

extension Authorized {
    package consuming func answer() -> Permitted<NoOutput> { answer(NoOutput()) }
}

/// The output of an operation that was authorised. A handler can give nothing else.
package struct Permitted<Output: OutputStructure>: Sendable {
    let output: Output
    fileprivate init(output: Output) { self.output = output }
}
