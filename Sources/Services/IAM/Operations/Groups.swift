internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Store
internal import Core

extension IAMService {
    static let groups = [
        createGroup, getGroup, listGroups, updateGroup, deleteGroup, addUserToGroup, removeUserFromGroup, listGroupsForUser,
    ]

    /// Source: API_CreateGroup.
    static let createGroup = Operation<IAMService>(CreateGroup.self) { input, call throws(ServiceError) in
        let group = call.new(.group, input.groupName, path: input.path)
        let permitted = try await call.authorize((), group.arn)
        try await permitted.commit(CreateIAMResource(group), to: group)
        return permitted.answer(CreateGroupResponse(group: Group(group)))
    }

    /// Source: API_GetGroup.
    static let getGroup = Operation<IAMService>(GetGroup.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.group, input.groupName)
        let group = found.resource
        let page = try await found.page(.members(group.id), input.marker, input.maxItems)
        return found.answer(
            GetGroupResponse(
                group: Group(group), users: page.elements.map { User(listed: $0) }, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListGroups.
    static let listGroups = Operation<IAMService>(ListGroups.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), IAMKind.group.arn("", in: call.account))
        let page = try await permitted.page(.group, of: call.account, input.pathPrefix, input.marker, input.maxItems)
        return permitted.answer(
            ListGroupsResponse(groups: page.elements.map { Group($0) }, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_UpdateGroup.
    static let updateGroup = Operation<IAMService>(UpdateGroup.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.group, input.groupName)
        let (name, path) = (input.newGroupName, input.newPath)
        try await call.authorizeMove(found.resource, name, path)
        try await found.change(found.resource, bytes: (name ?? path) == nil ? 0 : 600, named: name ?? "") { group in
            if let name { group.name = name }
            if let path { group.path = path }
        }
        return found.answer()
    }

    /// Source: API_DeleteGroup.
    static let deleteGroup = Operation<IAMService>(DeleteGroup.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.group, input.groupName)
        try await found.commit(DeleteIAMResource(found.resource), to: found.resource)
        return found.answer()
    }

    /// Source: API_AddUserToGroup.
    static let addUserToGroup = Operation<IAMService>(AddUserToGroup.self) { input, call throws(ServiceError) in
        let member = try await call.find(FindIAMResource(call.account, .user, named: input.userName))
        let found = try await call.group(input.groupName, for: member, input.userName)
        guard let user = member else { throw IAMKind.user.notFound(input.userName) }
        try await found.commit(AddIAMMember(user, to: found.resource), to: found.resource, user.name)
        return found.answer()
    }

    /// Whoever is not in the group is out of it. Source: API_RemoveUserFromGroup.
    static let removeUserFromGroup = Operation<IAMService>(RemoveUserFromGroup.self) { input, call throws(ServiceError) in
        let member = try await call.find(FindIAMResource(call.account, .user, named: input.userName))
        let found = try await call.group(input.groupName, for: member, input.userName)
        guard let user = member else { throw IAMKind.user.notFound(input.userName) }
        do throws(IAMError) {
            try await found.domain.commit(RemoveIAMMember(user, from: found.resource), to: found.resource)
        } catch {
            if case .refused(.isNotMember) = error {} else { throw ServiceError(error, found.resource, user.name) }
        }
        return found.answer()
    }

    /// Source: API_ListGroupsForUser.
    static let listGroupsForUser = Operation<IAMService>(ListGroupsForUser.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        let user = found.resource
        let page = try await found.page(.containers(user.id), input.marker, input.maxItems)
        return found.answer(
            ListGroupsForUserResponse(groups: page.elements.map { Group($0) }, isTruncated: page.isTruncated, marker: page.marker))
    }
}

extension Call<IAMService> {
    /// The group of an operation on its members. AWS tells first that there is no such user.
    fileprivate func group(_ name: String, for user: IAMResource?, _ userName: String) async throws(ServiceError) -> Authorized<IAMResource>
    {
        guard user == nil else { return try await resource(.group, name) }
        let group = try await find(FindIAMResource(account, .group, named: name))
        _ = try await authorize((), group?.arn ?? IAMKind.group.arn(name, in: account))
        throw IAMKind.user.notFound(userName)
    }
}
