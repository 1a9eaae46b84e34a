internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let managedPolicies = [
        createPolicy, getPolicy, listPolicies, deletePolicy, createPolicyVersion, getPolicyVersion, listPolicyVersions,
        setDefaultPolicyVersion, deletePolicyVersion, listEntitiesForPolicy,
    ]

    /// What a version may have, white space aside. Source: IAM User Guide, "IAM and AWS STS quotas".
    private static let mostCharacters = 6144

    private static func check(_ document: String, _ call: Call<IAMService>) async throws(ServiceError) {
        guard PolicySize(document).characters <= mostCharacters else {
            throw .limitExceededException("Cannot exceed quota for PolicySize: \(mostCharacters)")
        }
        try await call.check(document, .identity, isManaged: true)
    }

    /// Source: API_CreatePolicy.
    static let createPolicy = Operation<IAMService>(CreatePolicy.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags ?? [], of: .policy)
        let policy = call.new(.policy, input.policyName, path: input.path, tags: tags, description: input.description)
        let permitted = try await call.authorize((), policy.arn, IAMConditions(requestTags: tags))
        try await check(input.policyDocument, call)
        try await permitted.commit(CreateIAMResource(policy, document: input.policyDocument), to: policy)
        var shown = Policy(.customer(policy), (0, 0), isWhole: true)
        shown.description = nil
        return permitted.answer(CreatePolicyResponse(policy: shown))
    }

    /// Source: API_GetPolicy.
    static let getPolicy = Operation<IAMService>(GetPolicy.self) { input, call throws(ServiceError) in
        let found = try await call.policy(input.policyArn)
        let policy = Policy(
            found.resource, try await found.read(CountPolicyEntities(of: found.resource.arn, in: call.account)), isWhole: true)
        return found.answer(GetPolicyResponse(policy: policy))
    }

    /// AWS's own first, by name, then the account's. Source: API_ListPolicies.
    static let listPolicies = Operation<IAMService>(ListPolicies.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), IAMKind.policy.arn("", in: call.account))
        let (limit, prefix) = (input.maxItems ?? 100, input.pathPrefix ?? "/")
        let (marker, after) = Self.place(input.marker)
        var found: [(policy: ManagedPolicy, marker: String)] = []
        if input.scope != "Local", marker != "own" {
            for policy in AWSManagedPolicies.all
            where policy.path.hasPrefix(prefix) && after.utf8.lexicographicallyPrecedes(policy.name.utf8) {
                found.append((.aws(policy), "aws:" + policy.name))
            }
        }
        if input.scope != "AWS", found.count <= limit {
            let query = ListIAMResources(
                account: call.account, kind: .policy, pathPrefix: prefix, after: marker == "own" ? after : "", limit: limit + 1)
            for policy in try await permitted.read(query) { found.append((.customer(policy), "own:" + query.marker(of: policy))) }
        }
        let page = Page(upTo: limit, of: Array(found.prefix(limit + 1)), markerOf: \.marker)
        var policies: [Policy] = []
        for (policy, _) in page.elements {
            let uses = try await permitted.read(CountPolicyEntities(of: policy.arn, in: call.account))
            if input.onlyAttached == true, uses.attachments == 0 { continue }
            if input.policyUsageFilter == "PermissionsBoundary", uses.boundaries == 0 { continue }
            policies.append(Policy(policy, uses, isWhole: false))
        }
        return permitted.answer(ListPoliciesResponse(policies: policies, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// What a page of policies goes on behind: AWS's own, or the account's.
    private static func place(_ marker: String?) -> (of: String, after: String) {
        guard let marker, let colon = marker.firstIndex(of: ":") else { return ("", "") }
        return (String(marker[..<colon]), String(marker[marker.index(after: colon)...]))
    }

    /// Source: API_DeletePolicy.
    static let deletePolicy = Operation<IAMService>(DeletePolicy.self) { input, call throws(ServiceError) in
        let found = try await call.ownPolicy(input.policyArn, "Cannot delete policies outside your own account.")
        try await found.commit(DeleteIAMResource(found.resource), to: found.resource)
        return found.answer()
    }

    /// Source: API_CreatePolicyVersion.
    static let createPolicyVersion = Operation<IAMService>(CreatePolicyVersion.self) { input, call throws(ServiceError) in
        let found = try await call.ownPolicy(input.policyArn, "Cannot create versions for policies outside your own account.")
        try await check(input.policyDocument, call)
        let isDefault = input.setAsDefault ?? false
        let version = IdentityData.CreatePolicyVersion(found.resource, document: input.policyDocument, isDefault: isDefault)
        let number = try await found.commit(version, to: found.resource)
        return found.answer(
            CreatePolicyVersionResponse(
                policyVersion: PolicyVersion(
                    versionId: "v\(number)", isDefaultVersion: isDefault, createDate: call.service.clock.now.whole)))
    }

    /// Source: API_GetPolicyVersion.
    static let getPolicyVersion = Operation<IAMService>(GetPolicyVersion.self) { input, call throws(ServiceError) in
        let arn = try call.policyARN(input.policyArn)
        guard try await call.lookUp(arn) != nil else {
            _ = try await call.authorize((), arn, of: AccountID(arn.account))
            throw .noSuchVersion(input.versionId)
        }
        let found = try await call.policy(input.policyArn)
        let shown: PolicyVersion
        switch found.resource {
        case .aws(let policy):
            guard policy.version == input.versionId else { throw .noSuchVersion(input.versionId) }
            shown = PolicyVersion(
                document: PercentCoding.encode(policy.document.utf8), versionId: policy.version, isDefaultVersion: true,
                createDate: policy.updated)
        case .customer(let policy):
            guard let version = try await found.read(FindIAMDocument(input.versionId, of: policy)) else {
                throw .noSuchVersion(input.versionId)
            }
            shown = PolicyVersion(
                document: PercentCoding.encode(version.document.utf8), versionId: version.name,
                isDefaultVersion: version.name == "v\(policy.defaultVersion ?? 0)", createDate: version.created.whole)
        }
        return found.answer(GetPolicyVersionResponse(policyVersion: shown))
    }

    /// The newest first. Source: API_ListPolicyVersions.
    static let listPolicyVersions = Operation<IAMService>(ListPolicyVersions.self) { input, call throws(ServiceError) in
        let found = try await call.policy(input.policyArn)
        let all: [PolicyVersion]
        switch found.resource {
        case .aws(let policy):
            all = [PolicyVersion(versionId: policy.version, isDefaultVersion: true, createDate: policy.updated)]
        case .customer(let policy):
            all = try await found.read(ListIAMDocuments(of: policy)).map {
                PolicyVersion(
                    versionId: $0.name, isDefaultVersion: $0.name == "v\(policy.defaultVersion ?? 0)", createDate: $0.created.whole)
            }.sorted { Self.number($0) > Self.number($1) }
        }
        // Five at most: a page goes on behind the version that its marker names.
        let left = input.marker.map { marker in Array(all.drop { $0.versionId != marker }.dropFirst()) } ?? all
        let page = Page(upTo: input.maxItems ?? 100, of: left) { $0.versionId ?? "" }
        return found.answer(
            ListPolicyVersionsResponse(versions: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    private static func number(_ version: PolicyVersion) -> Int { version.versionId.flatMap { Int($0.dropFirst()) } ?? 0 }

    /// Source: API_SetDefaultPolicyVersion.
    static let setDefaultPolicyVersion = Operation<IAMService>(SetDefaultPolicyVersion.self) { input, call throws(ServiceError) in
        let found = try await call.version(input.policyArn, input.versionId, "Cannot update policies outside your own account.")
        guard let number = Int(input.versionId.dropFirst()) else { throw .noSuchVersion(input.versionId) }
        do throws(IAMError) {
            _ = try await found.domain.commit(ChangeIAMResource(found.resource) { $0.defaultVersion = number }, to: found.resource)
        } catch { throw ServiceError(error, found.resource, input.versionId) }
        return found.answer()
    }

    /// Source: API_DeletePolicyVersion.
    static let deletePolicyVersion = Operation<IAMService>(DeletePolicyVersion.self) { input, call throws(ServiceError) in
        let refusal = "Cannot delete policy versions for policies outside your own account."
        let found = try await call.version(input.policyArn, input.versionId, refusal)
        let version = IdentityData.DeletePolicyVersion(found.resource, version: input.versionId)
        try await found.commit(version, to: found.resource, input.versionId)
        return found.answer()
    }

    /// Source: API_ListEntitiesForPolicy.
    static let listEntitiesForPolicy = Operation<IAMService>(ListEntitiesForPolicy.self) { input, call throws(ServiceError) in
        let found = try await call.policy(input.policyArn)
        let (limit, prefix) = (input.maxItems ?? 100, input.pathPrefix ?? "/")
        let usage: ListPolicyEntities.Usage = input.policyUsageFilter == "PermissionsBoundary" ? .boundary : .attached
        let query = ListPolicyEntities(of: found.resource.arn, in: call.account, usage, after: input.marker ?? "", limit: limit + 1)
        let page = Page(upTo: limit, of: try await found.read(query)) { $0.id }
        let own = page.elements.filter { $0.path.hasPrefix(prefix) }
        func wanted(_ kind: IAMKind, _ filter: String) -> [IAMResource] {
            input.entityFilter == nil || input.entityFilter == filter ? own.filter { $0.kind == kind } : []
        }
        return found.answer(
            ListEntitiesForPolicyResponse(
                policyGroups: wanted(.group, "Group").map { PolicyGroup(groupName: $0.name, groupId: $0.id) },
                policyUsers: wanted(.user, "User").map { PolicyUser(userName: $0.name, userId: $0.id) },
                policyRoles: wanted(.role, "Role").map { PolicyRole(roleName: $0.name, roleId: $0.id) }, isTruncated: page.isTruncated,
                marker: page.marker))
    }
}

extension Call<IAMService> {
    /// The account's own policy of which a version is named: that the policy is not there is said as if the version were not.
    fileprivate func version(_ arn: String, _ version: String, _ refusal: String) async throws(ServiceError) -> Authorized<IAMResource> {
        do { return try await ownPolicy(arn, refusal) } catch {
            throw error.code == "NoSuchEntity" ? .noSuchVersion(version) : error
        }
    }
}
