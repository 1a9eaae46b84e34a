internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let attachments = [
        attachUserPolicy, attachGroupPolicy, attachRolePolicy, detachUserPolicy, detachGroupPolicy, detachRolePolicy,
        listAttachedUserPolicies, listAttachedGroupPolicies, listAttachedRolePolicies,
    ]

    /// Source: API_AttachUserPolicy.
    static let attachUserPolicy = Operation<IAMService>(AttachUserPolicy.self) { input, call throws(ServiceError) in
        try await call.attach(input.policyArn, to: try await call.target(.user, input.userName, input.policyArn))
    }

    /// Source: API_AttachGroupPolicy.
    static let attachGroupPolicy = Operation<IAMService>(AttachGroupPolicy.self) { input, call throws(ServiceError) in
        try await call.attach(input.policyArn, to: try await call.target(.group, input.groupName, input.policyArn))
    }

    /// Source: API_AttachRolePolicy.
    static let attachRolePolicy = Operation<IAMService>(AttachRolePolicy.self) { input, call throws(ServiceError) in
        try await call.attach(input.policyArn, to: try await call.target(.role, input.roleName, input.policyArn))
    }

    /// Source: API_DetachUserPolicy.
    static let detachUserPolicy = Operation<IAMService>(DetachUserPolicy.self) { input, call throws(ServiceError) in
        try await call.detach(input.policyArn, from: try await call.target(.user, input.userName, input.policyArn))
    }

    /// Source: API_DetachGroupPolicy.
    static let detachGroupPolicy = Operation<IAMService>(DetachGroupPolicy.self) { input, call throws(ServiceError) in
        try await call.detach(input.policyArn, from: try await call.target(.group, input.groupName, input.policyArn))
    }

    /// Source: API_DetachRolePolicy.
    static let detachRolePolicy = Operation<IAMService>(DetachRolePolicy.self) { input, call throws(ServiceError) in
        try await call.detach(input.policyArn, from: try await call.target(.role, input.roleName, input.policyArn))
    }

    /// Source: API_ListAttachedUserPolicies.
    static let listAttachedUserPolicies = Operation<IAMService>(ListAttachedUserPolicies.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        let page = try await found.attached(to: found.resource, input.pathPrefix, input.marker, input.maxItems)
        return found.answer(
            ListAttachedUserPoliciesResponse(attachedPolicies: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListAttachedGroupPolicies.
    static let listAttachedGroupPolicies = Operation<IAMService>(ListAttachedGroupPolicies.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.group, input.groupName)
        let page = try await found.attached(to: found.resource, input.pathPrefix, input.marker, input.maxItems)
        return found.answer(
            ListAttachedGroupPoliciesResponse(attachedPolicies: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListAttachedRolePolicies.
    static let listAttachedRolePolicies = Operation<IAMService>(ListAttachedRolePolicies.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let page = try await found.attached(to: found.resource, input.pathPrefix, input.marker, input.maxItems)
        return found.answer(
            ListAttachedRolePoliciesResponse(attachedPolicies: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }
}

extension IAMService {
    static let boundaries = [
        putUserPermissionsBoundary, deleteUserPermissionsBoundary, putRolePermissionsBoundary, deleteRolePermissionsBoundary,
    ]

    /// Source: API_PutUserPermissionsBoundary.
    static let putUserPermissionsBoundary = Operation<IAMService>(PutUserPermissionsBoundary.self) { input, call throws(ServiceError) in
        let boundary = input.permissionsBoundary
        return try await call.setBoundary(boundary, of: try await call.resource(.user, input.userName, IAMConditions(boundary: boundary)))
    }

    /// Source: API_DeleteUserPermissionsBoundary.
    static let deleteUserPermissionsBoundary = Operation<IAMService>(
        DeleteUserPermissionsBoundary.self
    ) { input, call throws(ServiceError) in
        try await call.setBoundary(nil, of: try await call.resource(.user, input.userName))
    }

    /// Source: API_PutRolePermissionsBoundary.
    static let putRolePermissionsBoundary = Operation<IAMService>(PutRolePermissionsBoundary.self) { input, call throws(ServiceError) in
        let boundary = input.permissionsBoundary
        return try await call.setBoundary(boundary, of: try await call.resource(.role, input.roleName, IAMConditions(boundary: boundary)))
    }

    /// Source: API_DeleteRolePermissionsBoundary.
    static let deleteRolePermissionsBoundary = Operation<IAMService>(
        DeleteRolePermissionsBoundary.self
    ) { input, call throws(ServiceError) in
        try await call.setBoundary(nil, of: try await call.resource(.role, input.roleName))
    }
}

extension Call<IAMService> {
    /// Whom a policy is attached to or detached from.
    fileprivate func target(_ kind: IAMKind, _ name: String, _ policy: String) async throws(ServiceError) -> Authorized<IAMResource> {
        _ = try policyARN(policy)
        return try await resource(kind, name, IAMConditions(policy: policy))
    }

    /// A policy that somebody of the account can have: its own, or one of AWS's.
    private func attachable(_ text: String) async throws(ServiceError) -> Bool {
        let arn = try policyARN(text)
        guard AWSManagedPolicies.isAWS(text) || arn.account == account.description else { return false }
        return try await lookUp(arn) != nil
    }

    /// - Throws: `NoSuchEntity` for a boundary that is not there. Source: API_CreateUser.
    func requireBoundary(_ arn: String?) async throws(ServiceError) {
        guard let arn else { return }
        guard ARN(arn)?.resource.hasPrefix("policy/") == true else { throw .invalidInputException("ARN \(arn) is not valid.") }
        guard try await attachable(arn) else { throw .noSuchEntityException("Scope ARN: \(arn) does not exist or is not attachable.") }
    }

    fileprivate func attach(_ policy: String, to target: consuming Authorized<IAMResource>) async throws(ServiceError) -> Permitted<
        NoOutput
    > {
        let identity = target.resource
        guard try await attachable(policy) else { throw .notAttachable }
        try await target.commit(AttachPolicy(policy, to: identity), to: identity, policy)
        return target.answer()
    }

    fileprivate func detach(
        _ policy: String, from target: consuming Authorized<IAMResource>
    ) async throws(ServiceError) -> Permitted<NoOutput> {
        let identity = target.resource
        try await target.commit(DetachPolicy(policy, from: identity), to: identity, policy)
        return target.answer()
    }

    fileprivate func setBoundary(
        _ boundary: String?, of target: consuming Authorized<IAMResource>
    ) async throws(ServiceError) -> Permitted<NoOutput> {
        let identity = target.resource
        if boundary == nil, identity.boundary == nil { throw .noSuchEntityException("Principal \(identity.id) does not have scope") }
        try await requireBoundary(boundary)
        try await target.change(identity, bytes: boundary?.utf8.count ?? 0) { $0.boundary = boundary }
        return target.answer()
    }
}

extension Call.Authorized where Service == IAMService {
    fileprivate borrowing func attached(
        to identity: IAMResource, _ pathPrefix: String?, _ marker: String?, _ limit: Int?
    ) async throws(ServiceError) -> Page<IAMService.AttachedPolicy> {
        let all = try await read(ListAttachedPolicies(of: identity)).filter { arn in
            guard let path = ARN(arn)?.resource.dropFirst("policy".count) else { return false }
            return path.hasPrefix(pathPrefix ?? "/")
        }
        let shown = all.map { arn in
            IAMService.AttachedPolicy(policyName: arn.split(separator: "/").last.map { String($0) }, policyArn: arn)
        }
        return Page(shown, after: marker, limit: limit) { $0.policyArn ?? "" }
    }
}
