internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let serviceLinkedRoles = [createServiceLinkedRole, deleteServiceLinkedRole, getServiceLinkedRoleDeletionStatus]

    private static let noService =
        "the role is made as its service would have it; AWS's policy is attached where it is among those that are here"

    /// What a role may be called. Source: API_Role, "RoleName".
    private static let longestName = 64

    /// Source: API_CreateServiceLinkedRole.
    static let createServiceLinkedRole = Operation<IAMService>(
        CreateServiceLinkedRole.self, support: .partly(noService)
    ) { input, call throws(ServiceError) in
        let service = input.awsServiceName
        guard let template = ServiceLinkedRoleTemplate.find(service) else {
            let unknown = ARN(
                service: "iam", account: call.account.description, resource: "role\(IAMResource.serviceLinkedPath)\(service)/")
            _ = try await call.authorize((), unknown, IAMConditions(linkedService: service))
            throw ServiceError(403, "AccessDenied", "Cannot find Service Linked Role template for \(service)")
        }
        let name = template.roleName + (input.customSuffix.map { "_" + $0 } ?? "")
        let role = call.new(
            .role, name, path: template.path, description: input.description, trustPolicy: template.trustPolicy, maxSessionSeconds: 3600)
        let permitted = try await call.authorize((), role.arn, IAMConditions(linkedService: service))
        guard input.customSuffix == nil || template.takesSuffix else {
            throw .invalidInputException("Custom suffix is not allowed for \(service)")
        }
        guard name.utf8.count <= longestName else {
            throw .invalidInputException("The role name \(name) is longer than \(longestName) characters.")
        }
        do throws(IAMError) {
            try await permitted.domain.commit(IdentityData.CreateServiceLinkedRole(role, policies: template.policies), to: role)
        } catch {
            if case .refused(.alreadyExists) = error {
                throw .invalidInputException("Service role name \(name) has been taken in this account, please try a different suffix.")
            }
            throw ServiceError(error, role)
        }
        return permitted.answer(CreateServiceLinkedRoleResponse(role: Role(role)))
    }

    /// No service here uses one: it is deleted at once. Source: API_DeleteServiceLinkedRole.
    static let deleteServiceLinkedRole = Operation<IAMService>(DeleteServiceLinkedRole.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let role = found.resource
        guard role.isServiceLinked else { throw .noSuchEntityException("\(role.name) is not a service-linked role.") }
        let task = "task\(role.path)\(role.name)/\(call.service.random.uuid())"
        do throws(IAMError) {
            try await found.domain.commit(IdentityData.DeleteServiceLinkedRole(role, task: task), to: role)
        } catch { throw ServiceError(error, role) }
        return found.answer(DeleteServiceLinkedRoleResponse(deletionTaskId: task))
    }

    /// Source: API_GetServiceLinkedRoleDeletionStatus.
    static let getServiceLinkedRoleDeletionStatus = Operation<IAMService>(
        GetServiceLinkedRoleDeletionStatus.self
    ) { input, call throws(ServiceError) in
        let task = input.deletionTaskId
        // task/aws-service-role/SERVICE/ROLE/UUID
        let parts = task.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "task", "/\(parts[1])/" == IAMResource.serviceLinkedPath else {
            _ = try await call.authorize((), "*") { $0.setRequestTags([:]) }
            throw .invalidInputException("The deletion task id \(task) is not valid.")
        }
        let role = ARN(
            service: "iam", account: call.account.description, resource: "role/" + parts[1...3].joined(separator: "/"))
        let permitted = try await call.authorize((), role)
        guard try await permitted.read(FindRoleDeletion(task, of: call.account)) else {
            throw .noSuchEntityException("The deletion task with id \(task) cannot be found.")
        }
        return permitted.answer(GetServiceLinkedRoleDeletionStatusResponse(status: "SUCCEEDED"))
    }
}
