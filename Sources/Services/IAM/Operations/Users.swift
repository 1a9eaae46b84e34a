internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Core

extension IAMService {
    static let users = [createUser, getUser, listUsers, updateUser, deleteUser]

    /// Source: API_CreateUser.
    static let createUser = Operation<IAMService>(CreateUser.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags ?? [], of: .user)
        let user = call.new(.user, input.userName, path: input.path, tags: tags, boundary: input.permissionsBoundary)
        let permitted = try await call.authorize((), user.arn, IAMConditions(requestTags: tags, boundary: user.boundary))
        try await call.requireBoundary(user.boundary)
        try await permitted.commit(CreateIAMResource(user), to: user)
        return permitted.answer(CreateUserResponse(user: User(user)))
    }

    /// Source: API_GetUser.
    static let getUser = Operation<IAMService>(
        GetUser.self, support: .partly("an account's root is shown with the name `root` and the path `/`")
    ) { input, call throws(ServiceError) in
        if input.userName == nil, case .accountRoot(let account) = call.request.caller.principal {
            let arn = ARN(service: "iam", account: account.description, resource: "root")
            let permitted = try await call.authorize((), arn)
            return permitted.answer(
                GetUserResponse(
                    user: User(
                        path: "/", userName: "root", userId: account.description, arn: arn.description, createDate: Timestamp(seconds: 0))))
        }
        let found = try await call.resource(.user, try call.userName(input.userName))
        let user = User(found.resource)
        return found.answer(GetUserResponse(user: user))
    }

    /// Source: API_ListUsers.
    static let listUsers = Operation<IAMService>(ListUsers.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), IAMKind.user.arn("", in: call.account))
        let page = try await permitted.page(.user, of: call.account, input.pathPrefix, input.marker, input.maxItems)
        return permitted.answer(
            ListUsersResponse(users: page.elements.map { User(listed: $0) }, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_UpdateUser.
    static let updateUser = Operation<IAMService>(UpdateUser.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        let (name, path) = (input.newUserName, input.newPath)
        try await call.authorizeMove(found.resource, name, path)
        try await found.change(found.resource, bytes: (name ?? path) == nil ? 0 : 600, named: name ?? "") { user in
            if let name { user.name = name }
            if let path { user.path = path }
        }
        return found.answer()
    }

    /// Source: API_DeleteUser.
    static let deleteUser = Operation<IAMService>(DeleteUser.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        try await found.commit(DeleteIAMResource(found.resource), to: found.resource)
        return found.answer()
    }
}

extension IAMService.User {
    /// Lists do not show tags and boundaries. Source: API_ListUsers.
    init(listed user: IAMResource) {
        self.init(path: user.path, userName: user.name, userId: user.id, arn: user.arn.description, createDate: user.created.whole)
    }
}
