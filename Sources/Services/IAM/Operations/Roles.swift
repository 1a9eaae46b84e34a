internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Core

extension IAMService {
    static let roles = [createRole, getRole, listRoles, updateRole, updateRoleDescription, updateAssumeRolePolicy, deleteRole]

    /// What a role's trust policy may have, white space aside. Source: IAM User Guide, "IAM and AWS STS quotas".
    private static let trustCharacters = 2048

    /// - Returns: the users and roles that it names, by ARN, with their unique ids.
    private static func check(_ trust: String, _ call: Call<IAMService>) async throws(ServiceError) -> [String: String] {
        guard PolicySize(trust).characters <= trustCharacters else {
            throw .limitExceededException("Cannot exceed quota for ACLSizePerRole: \(trustCharacters)")
        }
        var principals: [String: String] = [:]
        let named = try await call.check(trust, .trust)
        for id in named.ids {
            guard let found = try await call.find(FindIAMResource(id: id)), found.kind == .user || found.kind == .role else {
                throw .malformedPolicyDocumentException(PolicyError.invalidPrincipal("AWS", id).message)
            }
        }
        for text in named.arns {
            guard let arn = ARN(text), let named = IAMResource.named(by: arn), named.kind == .user || named.kind == .role,
                try await call.isHere(named.account)
            else { continue }
            guard let found = try await call.find(FindIAMResource(named.account, named.kind, named: named.name)), found.arn == arn else {
                throw .malformedPolicyDocumentException(PolicyError.invalidPrincipal("AWS", text).message)
            }
            principals[text] = found.id
        }
        return principals
    }

    /// Source: API_CreateRole.
    static let createRole = Operation<IAMService>(
        CreateRole.self, unread: [.refused("MaxSigninSessionDuration")]
    ) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags ?? [], of: .role)
        let role = call.new(
            .role, input.roleName, path: input.path, tags: tags, description: input.description, boundary: input.permissionsBoundary,
            trustPolicy: input.assumeRolePolicyDocument, maxSessionSeconds: input.maxSessionDuration ?? 3600)
        let permitted = try await call.authorize((), role.arn, IAMConditions(requestTags: tags, boundary: role.boundary))
        guard !role.isServiceLinked else {
            throw .invalidInputException("The path \(IAMResource.serviceLinkedPath) is for roles that are linked to a service.")
        }
        var bound = role
        bound.trustPrincipals = try await check(input.assumeRolePolicyDocument, call)
        try await call.requireBoundary(role.boundary)
        try await permitted.commit(CreateIAMResource(bound), to: role)
        return permitted.answer(CreateRoleResponse(role: Role(role)))
    }

    /// Source: API_GetRole.
    static let getRole = Operation<IAMService>(GetRole.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let role = Role(found.resource)
        return found.answer(GetRoleResponse(role: role))
    }

    /// Source: API_ListRoles.
    static let listRoles = Operation<IAMService>(ListRoles.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), IAMKind.role.arn("", in: call.account))
        let page = try await permitted.page(.role, of: call.account, input.pathPrefix, input.marker, input.maxItems)
        // Their trust policies are percent-encoded.
        let weight = page.elements.reduce(0) { $0 + ($1.trustPolicy?.utf8.count ?? 0) }
        let roles = try await call.request.threads.run(bytes: weight, busy: throttled) { () throws(ServiceError) in
            page.elements.map { Role(listed: $0) }
        }
        return permitted.answer(ListRolesResponse(roles: roles, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_UpdateRole: what it does not say is as in a new role.
    static let updateRole = Operation<IAMService>(
        UpdateRole.self, unread: [.refused("MaxSigninSessionDuration"), .refused("ResetMaxSigninSessionDuration")]
    ) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let (description, seconds) = (input.description, input.maxSessionDuration)
        if found.resource.isServiceLinked, seconds != nil {
            throw .unmodifiableEntityException(
                "\(found.resource.name) is an AWS service linked role, max session duration cannot be changed.")
        }
        try await found.change(found.resource, bytes: description?.utf8.count ?? 0, isEverybodys: true) { role in
            if let description { role.description = description }
            role.maxSessionSeconds = seconds ?? 3600
        }
        return found.answer(UpdateRoleResponse())
    }

    /// Source: API_UpdateRoleDescription.
    static let updateRoleDescription = Operation<IAMService>(UpdateRoleDescription.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let description = input.description
        let changed = try await found.change(found.resource, bytes: description.utf8.count, isEverybodys: true) {
            $0.description = description
        }
        return found.answer(UpdateRoleDescriptionResponse(role: Role(changed)))
    }

    /// Source: API_UpdateAssumeRolePolicy.
    static let updateAssumeRolePolicy = Operation<IAMService>(UpdateAssumeRolePolicy.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let trust = input.policyDocument
        let principals = try await check(trust, call)
        let bytes = trust.utf8.count + principals.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        try await found.change(found.resource, bytes: bytes) { ($0.trustPolicy, $0.trustPrincipals) = (trust, principals) }
        return found.answer()
    }

    /// Source: API_DeleteRole.
    static let deleteRole = Operation<IAMService>(DeleteRole.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        try await found.commit(DeleteIAMResource(found.resource), to: found.resource)
        return found.answer()
    }
}

extension IAMService.Role {
    /// Lists do not show tags, boundaries and the last use. Source: API_ListRoles.
    init(listed role: IAMResource) {
        self.init(role)
        (tags, permissionsBoundary) = (nil, nil)
    }
}
