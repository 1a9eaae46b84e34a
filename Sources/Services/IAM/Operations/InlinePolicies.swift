internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let inlinePolicies = [
        putUserPolicy, getUserPolicy, listUserPolicies, deleteUserPolicy, putGroupPolicy, getGroupPolicy, listGroupPolicies,
        deleteGroupPolicy, putRolePolicy, getRolePolicy, listRolePolicies, deleteRolePolicy,
    ]

    /// Source: API_PutUserPolicy.
    static let putUserPolicy = Operation<IAMService>(PutUserPolicy.self) { input, call throws(ServiceError) in
        try await call.put(input.policyName, input.policyDocument, of: try await call.resource(.user, input.userName))
    }

    /// Source: API_PutGroupPolicy.
    static let putGroupPolicy = Operation<IAMService>(PutGroupPolicy.self) { input, call throws(ServiceError) in
        try await call.put(input.policyName, input.policyDocument, of: try await call.resource(.group, input.groupName))
    }

    /// Source: API_PutRolePolicy.
    static let putRolePolicy = Operation<IAMService>(PutRolePolicy.self) { input, call throws(ServiceError) in
        try await call.put(input.policyName, input.policyDocument, of: try await call.resource(.role, input.roleName))
    }

    /// Source: API_GetUserPolicy.
    static let getUserPolicy = Operation<IAMService>(GetUserPolicy.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        let user = found.resource
        let document = try await found.inlinePolicy(input.policyName, of: user)
        return found.answer(GetUserPolicyResponse(userName: user.name, policyName: input.policyName, policyDocument: document))
    }

    /// Source: API_GetGroupPolicy.
    static let getGroupPolicy = Operation<IAMService>(GetGroupPolicy.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.group, input.groupName)
        let group = found.resource
        let document = try await found.inlinePolicy(input.policyName, of: group)
        return found.answer(GetGroupPolicyResponse(groupName: group.name, policyName: input.policyName, policyDocument: document))
    }

    /// Source: API_GetRolePolicy.
    static let getRolePolicy = Operation<IAMService>(GetRolePolicy.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let role = found.resource
        let document = try await found.inlinePolicy(input.policyName, of: role)
        return found.answer(GetRolePolicyResponse(roleName: role.name, policyName: input.policyName, policyDocument: document))
    }

    /// Source: API_ListUserPolicies.
    static let listUserPolicies = Operation<IAMService>(ListUserPolicies.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        let page = Page(try await found.names(found.resource), after: input.marker, limit: input.maxItems) { $0 }
        return found.answer(ListUserPoliciesResponse(policyNames: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListGroupPolicies.
    static let listGroupPolicies = Operation<IAMService>(ListGroupPolicies.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.group, input.groupName)
        let page = Page(try await found.names(found.resource), after: input.marker, limit: input.maxItems) { $0 }
        return found.answer(ListGroupPoliciesResponse(policyNames: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListRolePolicies.
    static let listRolePolicies = Operation<IAMService>(ListRolePolicies.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let page = Page(try await found.names(found.resource), after: input.marker, limit: input.maxItems) { $0 }
        return found.answer(ListRolePoliciesResponse(policyNames: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_DeleteUserPolicy.
    static let deleteUserPolicy = Operation<IAMService>(DeleteUserPolicy.self) { input, call throws(ServiceError) in
        try await call.delete(input.policyName, of: try await call.resource(.user, input.userName))
    }

    /// Source: API_DeleteGroupPolicy.
    static let deleteGroupPolicy = Operation<IAMService>(DeleteGroupPolicy.self) { input, call throws(ServiceError) in
        try await call.delete(input.policyName, of: try await call.resource(.group, input.groupName))
    }

    /// Source: API_DeleteRolePolicy.
    static let deleteRolePolicy = Operation<IAMService>(DeleteRolePolicy.self) { input, call throws(ServiceError) in
        try await call.delete(input.policyName, of: try await call.resource(.role, input.roleName))
    }
}

extension Call<IAMService> {
    fileprivate func put(
        _ name: String, _ document: String, of identity: consuming Authorized<IAMResource>
    ) async throws(ServiceError) -> Permitted<NoOutput> {
        let owner = identity.resource
        let policy = PutInlinePolicy(owner, name: name, document: document)
        guard policy.isWithinQuota else { throw .policiesTooLarge(owner) }
        try await check(document, .identity)
        try await identity.commit(policy, to: owner, name)
        return identity.answer()
    }

    fileprivate func delete(_ name: String, of identity: consuming Authorized<IAMResource>) async throws(ServiceError) -> Permitted<
        NoOutput
    > {
        let owner = identity.resource
        try await identity.commit(DeleteInlinePolicy(owner, name: name), to: owner, name)
        return identity.answer()
    }
}

extension Call.Authorized where Service == IAMService {
    fileprivate borrowing func inlinePolicy(_ name: String, of owner: IAMResource) async throws(ServiceError) -> String {
        guard let found = try await read(FindIAMDocument(name, of: owner)) else { throw .noSuchInlinePolicy(name, of: owner.kind) }
        return PercentCoding.encode(found.document.utf8)
    }

    fileprivate borrowing func names(_ owner: IAMResource) async throws(ServiceError) -> [String] {
        try await read(ListIAMDocuments(of: owner)).map(\.name)
    }
}
