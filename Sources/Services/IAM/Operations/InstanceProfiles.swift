internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Core

extension IAMService {
    static let instanceProfiles = [
        createInstanceProfile, getInstanceProfile, listInstanceProfiles, deleteInstanceProfile, addRoleToInstanceProfile,
        removeRoleFromInstanceProfile, listInstanceProfilesForRole,
    ]

    /// Source: API_CreateInstanceProfile.
    static let createInstanceProfile = Operation<IAMService>(CreateInstanceProfile.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags ?? [], of: .instanceProfile)
        let profile = call.new(.instanceProfile, input.instanceProfileName, path: input.path, tags: tags)
        let permitted = try await call.authorize((), profile.arn, IAMConditions(requestTags: tags))
        try await permitted.commit(CreateIAMResource(profile), to: profile)
        return permitted.answer(CreateInstanceProfileResponse(instanceProfile: InstanceProfile(profile, roles: [])))
    }

    /// Source: API_GetInstanceProfile.
    static let getInstanceProfile = Operation<IAMService>(GetInstanceProfile.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.instanceProfile, input.instanceProfileName)
        let profile = try await found.shown(found.resource)
        return found.answer(GetInstanceProfileResponse(instanceProfile: profile))
    }

    /// Source: API_ListInstanceProfiles.
    static let listInstanceProfiles = Operation<IAMService>(ListInstanceProfiles.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), IAMKind.instanceProfile.arn("", in: call.account))
        let page = try await permitted.page(.instanceProfile, of: call.account, input.pathPrefix, input.marker, input.maxItems)
        var profiles: [InstanceProfile] = []
        for profile in page.elements { profiles.append(try await permitted.shown(profile)) }
        return permitted.answer(
            ListInstanceProfilesResponse(instanceProfiles: profiles, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListInstanceProfilesForRole.
    static let listInstanceProfilesForRole = Operation<IAMService>(
        ListInstanceProfilesForRole.self
    ) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let role = found.resource
        let page = try await found.page(.containers(role.id), input.marker, input.maxItems)
        return found.answer(
            ListInstanceProfilesForRoleResponse(
                instanceProfiles: page.elements.map { InstanceProfile($0, roles: [role]) }, isTruncated: page.isTruncated,
                marker: page.marker))
    }

    /// Source: API_DeleteInstanceProfile.
    static let deleteInstanceProfile = Operation<IAMService>(DeleteInstanceProfile.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.instanceProfile, input.instanceProfileName)
        try await found.commit(DeleteIAMResource(found.resource), to: found.resource)
        return found.answer()
    }

    /// Source: API_AddRoleToInstanceProfile.
    static let addRoleToInstanceProfile = Operation<IAMService>(AddRoleToInstanceProfile.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.instanceProfile, input.instanceProfileName)
        let role = try await call.passedRole(input.roleName)
        try await found.commit(AddIAMMember(role, to: found.resource), to: found.resource, role.name)
        return found.answer()
    }

    /// Source: API_RemoveRoleFromInstanceProfile.
    static let removeRoleFromInstanceProfile = Operation<IAMService>(
        RemoveRoleFromInstanceProfile.self
    ) { input, call throws(ServiceError) in
        let found = try await call.resource(.instanceProfile, input.instanceProfileName)
        let role = try await call.role(input.roleName)
        try await found.commit(RemoveIAMMember(role, from: found.resource), to: found.resource, role.name)
        return found.answer()
    }
}

extension Call<IAMService> {
    /// The role of an operation whose policies are asked about its instance profile.
    fileprivate func role(_ name: String) async throws(ServiceError) -> IAMResource {
        guard let role = try await find(FindIAMResource(account, .role, named: name)) else { throw IAMKind.role.notFound(name) }
        guard !role.isServiceLinked else { throw .isProtected(role) }
        return role
    }

    /// A role that whoever is on a machine may act as from now on: the caller must be allowed to hand it on.
    /// Source: API_AddRoleToInstanceProfile, IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
    fileprivate func passedRole(_ name: String) async throws(ServiceError) -> IAMResource {
        let found = try await find(FindIAMResource(account, .role, named: name))
        let arn = found?.arn ?? IAMKind.role.arn(name, in: account)
        _ = try await authorize((), arn.description, action: "PassRole") { context in
            context.setRequestTags([:])
            context.set("iam:PassedToService", "ec2.amazonaws.com")
        }
        guard let found else { throw IAMKind.role.notFound(name) }
        guard !found.isServiceLinked else { throw .isProtected(found) }
        return found
    }
}

extension Call.Authorized where Service == IAMService {
    fileprivate borrowing func shown(_ profile: IAMResource) async throws(ServiceError) -> IAMService.InstanceProfile {
        let roles = try await read(ListIAMMembers(.members(profile.id), after: "", limit: IAMQuota.roles.limit))
        return IAMService.InstanceProfile(profile, roles: roles)
    }
}
