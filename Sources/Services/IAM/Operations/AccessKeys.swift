internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let accessKeys = [createAccessKey, listAccessKeys, updateAccessKey, deleteAccessKey]

    private static let ofRoots = "the keys of an account's root, which the server is started with, are neither made nor changed"

    /// Source: API_CreateAccessKey.
    static let createAccessKey = Operation<IAMService>(CreateAccessKey.self, support: .partly(ofRoots)) {
        input, call throws(ServiceError) in
        let found = try await call.keyOwner(input.userName)
        let user = found.resource
        let made: (key: AccessKeyRecord, secret: String)
        do throws(IAMError) { made = try await found.domain.createAccessKey(of: user) } catch { throw ServiceError(error, user) }
        return found.answer(
            CreateAccessKeyResponse(
                accessKey: AccessKey(
                    userName: user.name, accessKeyId: made.key.accessKeyID, status: "Active", secretAccessKey: made.secret,
                    createDate: made.key.created.whole)))
    }

    /// Source: API_ListAccessKeys.
    static let listAccessKeys = Operation<IAMService>(ListAccessKeys.self) { input, call throws(ServiceError) in
        if input.userName == nil, case .accountRoot(let account) = call.request.caller.principal {
            let permitted = try await call.authorize((), ARN(service: "iam", account: account.description, resource: "root"))
            let keys = try await permitted.read(IdentityData.ListAccessKeys(of: .root(account)))
            return permitted.answer(Self.list(keys, of: nil, input.marker, input.maxItems))
        }
        let found = try await call.resource(.user, try call.userName(input.userName))
        let user = found.resource
        let keys = try await found.read(IdentityData.ListAccessKeys(of: .user(user.id)))
        return found.answer(Self.list(keys, of: user.name, input.marker, input.maxItems))
    }

    private static func list(_ keys: [AccessKeyRecord], of name: String?, _ marker: String?, _ limit: Int?) -> ListAccessKeysResponse {
        let page = Page(keys, after: marker, limit: limit) { $0.accessKeyID }
        return ListAccessKeysResponse(
            accessKeyMetadata: page.elements.map {
                AccessKeyMetadata(
                    userName: name, accessKeyId: $0.accessKeyID, status: $0.isActive ? "Active" : "Inactive", createDate: $0.created.whole)
            }, isTruncated: page.isTruncated, marker: page.marker)
    }

    /// Source: API_UpdateAccessKey.
    static let updateAccessKey = Operation<IAMService>(UpdateAccessKey.self, support: .partly(ofRoots)) {
        input, call throws(ServiceError) in
        let found = try await call.keyOwner(input.userName)
        guard input.status != "Expired" else {
            throw ServiceError(
                400, "ValidationError",
                "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]"
            )
        }
        try await found.change(input.accessKeyId, of: found.resource, input.status == "Active" ? .activate : .deactivate)
        return found.answer()
    }

    /// Source: API_DeleteAccessKey.
    static let deleteAccessKey = Operation<IAMService>(DeleteAccessKey.self, support: .partly(ofRoots)) {
        input, call throws(ServiceError) in
        let found = try await call.keyOwner(input.userName)
        try await found.change(input.accessKeyId, of: found.resource, .delete)
        return found.answer()
    }
}

extension Call<IAMService> {
    /// The user whose keys are changed.
    fileprivate func keyOwner(_ name: String?) async throws(ServiceError) -> Authorized<IAMResource> {
        if name == nil, case .accountRoot(let account) = request.caller.principal {
            _ = try await authorize((), ARN(service: "iam", account: account.description, resource: "root"))
            throw .notImplemented("changes of the keys of an account's root")
        }
        return try await resource(.user, try userName(name))
    }
}

extension Call.Authorized where Service == IAMService {
    fileprivate borrowing func change(_ key: String, of user: IAMResource, _ change: ChangeAccessKey.Change) async throws(ServiceError) {
        do throws(IAMError) { try await domain.changeAccessKey(key, of: user, change) } catch { throw ServiceError(error, user, key) }
    }
}
