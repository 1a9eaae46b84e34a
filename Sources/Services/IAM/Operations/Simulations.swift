internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let simulations = [
        simulateCustomPolicy, simulatePrincipalPolicy, getContextKeysForCustomPolicy, getContextKeysForPrincipalPolicy,
    ]

    private static let scenarios = UnreadMember.refused("ResourceHandlingOption")

    /// Source: API_SimulateCustomPolicy.
    static let simulateCustomPolicy = Operation<IAMService>(
        SimulateCustomPolicy.self, support: .partly("organisations' policies; scenarios of EC2"),
        unread: [.refused("OrderedOrganizationPolicyInputList"), scenarios]
    ) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        var request = SimulationRequest(account: call.account, actions: input.actionNames, resources: input.resourceArns ?? [])
        request.policies = input.policyInputList
        request.boundaries = input.permissionsBoundaryPolicyInputList ?? []
        request.resourcePolicy = input.resourcePolicy
        request.resourceOwner = input.resourceOwner
        request.caller = input.callerArn
        request.entries = input.contextEntries ?? []
        let page = try await call.simulate(request, from: input.marker, limit: input.maxItems)
        return permitted.answer(page.response)
    }

    /// Source: API_SimulatePrincipalPolicy.
    static let simulatePrincipalPolicy = Operation<IAMService>(
        SimulatePrincipalPolicy.self, support: .partly("scenarios of EC2"), unread: [scenarios]
    ) { input, call throws(ServiceError) in
        let source = try await call.policySource(input.policySourceArn)
        let exclusions = try (input.policyExclusionList ?? []).map { identifier throws(ServiceError) in
            try PolicyExclusion(identifier)
        }
        let found = try await source.policies()
        var request = SimulationRequest(account: call.account, actions: input.actionNames, resources: input.resourceArns ?? [])
        request.source = found.identity
        request.attached = SimulatedSource.all(of: found).filter { policy in !exclusions.contains { $0.covers(policy) } }
        request.policies = input.policyInputList ?? []
        request.boundaries = input.permissionsBoundaryPolicyInputList ?? []
        request.resourcePolicy = input.resourcePolicy
        request.resourceOwner = input.resourceOwner
        request.caller = input.callerArn
        request.entries = input.contextEntries ?? []
        let page = try await call.simulate(request, from: input.marker, limit: input.maxItems)
        return source.answer(page.response)
    }

    /// Source: API_GetContextKeysForCustomPolicy.
    static let getContextKeysForCustomPolicy = Operation<IAMService>(GetContextKeysForCustomPolicy.self) {
        input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        let keys = try await call.contextKeys(input.policyInputList, [])
        return permitted.answer(GetContextKeysForPolicyResponse(contextKeyNames: keys))
    }

    /// Source: API_GetContextKeysForPrincipalPolicy.
    static let getContextKeysForPrincipalPolicy = Operation<IAMService>(GetContextKeysForPrincipalPolicy.self) {
        input, call throws(ServiceError) in
        let source = try await call.policySource(input.policySourceArn)
        let attached = SimulatedSource.all(of: try await source.policies()).filter { $0.kind == .identity }
        let keys = try await call.contextKeys(input.policyInputList ?? [], attached)
        return source.answer(GetContextKeysForPolicyResponse(contextKeyNames: keys))
    }
}

extension Call<IAMService> {
    /// The user, group or role whose policies are asked about, once the caller may do so.
    fileprivate func policySource(_ text: String) async throws(ServiceError) -> Authorized<IAMResource> {
        guard let arn = ARN(text), let named = IAMResource.named(by: arn), [.user, .group, .role].contains(named.kind) else {
            throw .unclearEntity(text)
        }
        let found = named.account == account ? try await find(FindIAMResource(account, named.kind, named: named.name)) : nil
        guard let found, found.arn == arn else {
            _ = try await authorize((), arn)
            guard named.account == account else {
                throw .invalidInputException(
                    "Invalid Policy Source Arn: caller's account \(account) does not have access to policies in account \(named.account)")
            }
            throw named.kind.notFound(named.name)
        }
        return try await authorize(found, arn, IAMConditions(resourceTags: found.tags, boundary: found.boundary))
    }

    /// Simulates on a thread of its own: policies are parsed, and each is held against each action and resource.
    fileprivate func simulate(
        _ request: SimulationRequest, from marker: String?, limit: Int?
    ) async throws(ServiceError) -> SimulationPage {
        let page = try await self.request.threads.leaving(busy: IAMService.throttled) { () throws(ServiceError) in
            try Simulation(request).page(from: marker, limit: limit ?? 100)
        }
        try await reserve(page.bytes)
        return page
    }

    fileprivate func contextKeys(_ texts: [String], _ attached: [SimulatedSource]) async throws(ServiceError) -> [String] {
        try await request.threads.leaving(busy: IAMService.throttled) { () throws(ServiceError) in
            var keys: [String] = []
            for (index, text) in texts.enumerated() {
                keys += try SimulatedPolicy(input: text, "PolicyInputList.\(index + 1)", .identity).policy.document.contextKeys
            }
            for source in attached { keys += try SimulatedPolicy(source).policy.document.contextKeys }
            var seen: Set<String> = []
            return keys.filter { seen.insert($0.lowercased()).inserted }
        }
    }
}

extension Call.Authorized where Service == IAMService, Resource == IAMResource {
    fileprivate borrowing func policies() async throws(ServiceError) -> FindIdentityPolicies.Found {
        guard let found = try await read(FindIdentityPolicies(FindIAMResource(id: resource.id))) else {
            throw resource.kind.notFound(resource.name)
        }
        return found
    }
}

extension ServiceError {
    static func unclearEntity(_ arn: String) -> Self {
        .invalidInputException("Invalid Entity Arn: \(arn) does not clearly define entity type and name.")
    }
}
