internal import ServiceKit
internal import Identity
internal import Policies
internal import IdentityData
internal import Store
internal import Core

extension IAMService {
    /// What a role's trust policy may have, white space aside. Source: IAM User Guide, "IAM and AWS STS quotas".
    private static let trustCharacters = 2048

    /// Source: API_CreateRole.
    static let createRole = Operation<IAMService>(
        CreateRole.self, unread: [.refused("PermissionsBoundary"), .refused("MaxSigninSessionDuration")]
    ) { input, call throws(ServiceError) in
        let trust = input.assumeRolePolicyDocument
        let role = RoleRecord(
            account: call.account, name: input.roleName, path: input.path ?? "/", roleID: UniqueID.role.make(call.service.random),
            trustPolicy: trust, description: input.description, maxSessionSeconds: input.maxSessionDuration ?? 3600,
            tags: try dictionary(input.tags ?? []), created: call.service.clock.now)
        let permitted = try await call.authorize((), role.arn.description, tags: role.tags, boundary: input.permissionsBoundary)
        guard PolicySize(trust).characters <= trustCharacters else {
            throw .limitExceededException("Cannot exceed quota for ACLSizePerRole: \(trustCharacters)")
        }
        try await call.check(trust, .trust)
        do throws(RoleError) { try await permitted.domain.createRole(role) } catch { throw Self.error(error, role: role.name) }
        return permitted.answer(CreateRoleResponse(role: Role(role)))
    }

    /// Source: API_GetRole.
    static let getRole = Operation<IAMService>(GetRole.self) { input, call throws(ServiceError) in
        let found = try await call.role(input.roleName)
        let role = Role(found.resource.role)
        return found.answer(GetRoleResponse(role: role))
    }

    /// Source: API_ListRoles.
    static let listRoles = Operation<IAMService>(ListRoles.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "arn:aws:iam::\(call.account):role/")
        let limit = input.maxItems ?? 100
        let page = IdentityData.ListRoles(
            account: call.account, pathPrefix: input.pathPrefix ?? "/", after: input.marker ?? "", limit: limit + 1)
        let roles = try await permitted.run { identity throws(StoreFailure) in try await identity.roles(page) }
        return permitted.answer(
            ListRolesResponse(
                roles: roles.prefix(limit).map { Role($0) }, isTruncated: roles.count > limit,
                marker: roles.count > limit ? page.marker(of: roles[limit - 1]) : nil))
    }

    /// Source: API_DeleteRole.
    static let deleteRole = Operation<IAMService>(DeleteRole.self) { input, call throws(ServiceError) in
        let found = try await call.role(input.roleName)
        let role = found.resource.role
        do throws(RoleError) { try await found.domain.deleteRole(account: role.account, name: role.name) } catch {
            throw Self.error(error, role: role.name)
        }
        return found.answer()
    }

    /// - Throws: if two keys differ in case alone, or not even in that. Source: IAM User Guide, "Rules for tagging in IAM and AWS STS".
    private static func dictionary(_ tags: [Tag]) throws(ServiceError) -> [String: String] {
        var found: [String: String] = [:]
        var seen: Set<String> = []
        for tag in tags {
            guard seen.insert(tag.key.lowercased()).inserted else {
                throw .invalidInputException("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
            found[tag.key] = tag.value
        }
        return found
    }
}

extension IAMService.Role {
    fileprivate init(_ role: RoleRecord) {
        let tags = role.tags.sorted { $0.key < $1.key }.map { IAMService.Tag(key: $0.key, value: $0.value) }
        self.init(
            path: role.path, roleName: role.name, roleId: role.roleID, arn: role.arn.description,
            createDate: Timestamp(seconds: role.created.seconds),
            assumeRolePolicyDocument: PercentCoding.encode(role.trustPolicy.utf8), description: role.description,
            maxSessionDuration: role.maxSessionSeconds, tags: tags.isEmpty ? nil : tags)
    }
}
