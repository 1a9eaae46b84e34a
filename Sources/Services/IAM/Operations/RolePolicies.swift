internal import ServiceKit
internal import Identity
internal import Policies
internal import IdentityData
internal import Store
internal import Core

extension IAMService {
    /// Source: API_PutRolePolicy.
    static let putRolePolicy = Operation<IAMService>(PutRolePolicy.self) { input, call throws(ServiceError) in
        let found = try await call.role(input.roleName)
        let role = found.resource.role
        let policy = IdentityData.PutRolePolicy(
            account: role.account, role: role.name, name: input.policyName, document: input.policyDocument)
        guard policy.isWithinQuota else { throw .policiesTooLarge(role.name) }
        try await call.check(input.policyDocument, .identity)
        do throws(RoleError) { try await found.domain.putRolePolicy(policy) } catch { throw Self.error(error, role: role.name) }
        return found.answer()
    }

    /// Source: API_GetRolePolicy.
    static let getRolePolicy = Operation<IAMService>(GetRolePolicy.self) { input, call throws(ServiceError) in
        let found = try await call.role(input.roleName)
        let role = found.resource.role.name
        guard let policy = found.resource.policies.first(where: { $0.name == input.policyName }) else {
            throw .noSuchRolePolicy(input.policyName)
        }
        return found.answer(
            GetRolePolicyResponse(
                roleName: role, policyName: input.policyName, policyDocument: PercentCoding.encode(policy.document.utf8)))
    }

    /// Source: API_ListRolePolicies.
    static let listRolePolicies = Operation<IAMService>(ListRolePolicies.self) { input, call throws(ServiceError) in
        let limit = input.maxItems ?? 100
        let found = try await call.role(input.roleName)
        let names = found.resource.policies.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let left = input.marker.map { marker in names.drop { !marker.utf8.lexicographicallyPrecedes($0.utf8) } } ?? names[...]
        return found.answer(
            ListRolePoliciesResponse(
                policyNames: Array(left.prefix(limit)), isTruncated: left.count > limit,
                marker: left.count > limit ? left.prefix(limit).last : nil))
    }

    /// Source: API_DeleteRolePolicy.
    static let deleteRolePolicy = Operation<IAMService>(DeleteRolePolicy.self) { input, call throws(ServiceError) in
        let found = try await call.role(input.roleName)
        let role = found.resource.role
        let policy = IdentityData.DeleteRolePolicy(account: role.account, role: role.name, name: input.policyName)
        do throws(RoleError) { try await found.domain.deleteRolePolicy(policy) } catch {
            if case .refused(.notFound) = error { throw .noSuchRolePolicy(input.policyName) }
            throw Self.error(error, role: role.name)
        }
        return found.answer()
    }

    // What a role cannot have here: nothing can be attached to it. Terraform asks all the same.

    private static let nothing = "nothing can be attached to a role"

    /// Source: API_ListAttachedRolePolicies.
    static let listAttachedRolePolicies = Operation<IAMService>(
        ListAttachedRolePolicies.self,
        unread: [.withoutEffect("PathPrefix", nothing), .withoutEffect("Marker", nothing), .withoutEffect("MaxItems", nothing)]
    ) { input, call throws(ServiceError) in
        try await call.role(input.roleName).answer(ListAttachedRolePoliciesResponse(attachedPolicies: [], isTruncated: false))
    }

    /// Source: API_ListInstanceProfilesForRole.
    static let listInstanceProfilesForRole = Operation<IAMService>(
        ListInstanceProfilesForRole.self, unread: [.withoutEffect("Marker", nothing), .withoutEffect("MaxItems", nothing)]
    ) { input, call throws(ServiceError) in
        try await call.role(input.roleName).answer(ListInstanceProfilesForRoleResponse(instanceProfiles: [], isTruncated: false))
    }
}
