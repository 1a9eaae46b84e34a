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

    /// The same call of somebody whom its input has proven: for an operation whose callers sign nothing.
    package func acting(as caller: Caller) -> Call {
        request.log.set { $0.principal = caller.principal.displayName }
        return Call(
            service: service, request: request.acting(as: caller), action: action, response: response, unbuilt: unbuilt,
            inputWeight: inputWeight)
    }

    /// Asks the policies whether the caller may do this to a resource.
    ///
    /// - Parameters:
    ///   - resource: what the handler goes on with.
    ///   - arn: as policies name it; `*` for an action that has none.
    ///   - account: the resource's owner; the caller's own if nil.
    ///   - action: if it is not the operation's own; with its service if it is not this one's.
    ///   - requiresResourcePolicy: the resource's policies must allow even within one account, as a role's trust policy must.
    ///   - granted: what the service gives to the caller itself, as a policy of the caller's own would.
    ///   - fill: says what the service's own condition keys are. What it does not say is not known.
    /// - Throws: the protocol's denial, which the log has with its reason.
    package func authorize<Resource: Sendable>(
        _ resource: Resource, _ arn: String, of account: AccountID? = nil, action: String? = nil, resourcePolicies: [NamedPolicy] = [],
        requiresResourcePolicy: Bool = false, granted: [NamedPolicy] = [], fill: @escaping @Sendable (inout RequestContext) -> Void
    ) async throws(ServiceError) -> Authorized<Resource> {
        let name = action ?? self.action
        let decision = try await request.decision(
            of: name.contains(":") ? name : "\(Service.model.name):\(name)", on: arn, of: account ?? self.account,
            caller: granted.isEmpty ? nil : request.caller.given(granted), resourcePolicies: resourcePolicies,
            requiresResourcePolicy: requiresResourcePolicy, weight: inputWeight, busy: Service.throttled, fill: fill)
        guard let domain = service.domain.open(decision) else { throw denied(decision) }
        if let unbuilt { throw .notImplemented(unbuilt) }
        return Authorized(resource, domain)
    }

    /// The protocol's denial. The log gets the reason.
    package func denied(_ decision: AuthorizationDecision) -> ServiceError {
        request.log.set { $0.decision = decision.reason }
        return Service.model.wire.denied(decision.message ?? "")
    }

    /// Takes memory for an answer that will have so many bytes, before it is made.
    package func reserve(_ bytes: Int) async throws(ServiceError) { guard await response.reserve(bytes) else { throw Service.throttled } }

    /// From now on the call is cancelled when its client goes: nothing is waited for on nobody's behalf.
    package func endWithClient() { response.endWithClient() }

    /// Runs what fails with an error of the domain, and makes the service's error of it.
    package func run<T>(_ body: () async throws(Service.Failure) -> T) async throws(ServiceError) -> T {
        do { return try await body() } catch { throw Service.error(error) }
    }

    /// A resource that the caller may do this to, with the domain to do it in. Only `authorize` makes one, and it answers once.
    package struct Authorized<Resource: Sendable>: ~Copyable, Sendable {
        package let resource: Resource
        package let domain: Service.Domain

        fileprivate init(_ resource: Resource, _ domain: Service.Domain) {
            self.resource = resource
            self.domain = domain
        }

        package consuming func answer<Output: OutputStructure>(_ output: Output) -> Permitted<Output> { Permitted(output: output) }
        package consuming func answer() -> Permitted<NoOutput> { answer(NoOutput()) }

        /// Runs what the domain does, and makes the service's error of what it fails with.
        package borrowing func run<T>(
            _ body: (Service.Domain) async throws(Service.Failure) -> T
        ) async throws(ServiceError) -> T {
            do { return try await body(domain) } catch { throw Service.error(error) }
        }
    }
}

/// The output of an operation that was authorised. A handler can give nothing else.
package struct Permitted<Output: OutputStructure>: Sendable {
    let output: Output
    fileprivate init(output: Output) { self.output = output }
}
