package import ServiceKit
package import Identity
internal import IdentityData
package import Store
package import Logging
package import Core
internal import Policies

/// IAM: roles and their inline policies. Source: IAM API Reference.
package struct IAMService: ModelledService {
    package let domain: Guarded<IdentityStore>
    let finder: RoleFinder
    let clock: any PeltonClock
    let random: any RandomSource
    package let logger: Logger

    package init(identity: IdentityStore, clock: any PeltonClock, random: any RandomSource, logger: Logger) {
        domain = Guarded(identity)
        finder = RoleFinder(identity)
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    package static let operations = Operations<IAMService>([
        createRole, getRole, listRoles, deleteRole, putRolePolicy, getRolePolicy, listRolePolicies, deleteRolePolicy,
        listAttachedRolePolicies, listInstanceProfilesForRole,
    ])

    package static let invalidInput = "ValidationError"
    package static let failure = ServiceError.serviceFailureException("The request processing has failed because of an unknown error.")

    package static func error(_ error: StoreFailure) -> ServiceError { model.wire.error(error, failure: failure) }

    static func error(_ error: RoleError, role: String) -> ServiceError {
        switch error {
        case .failed(let failure): self.error(failure)
        case .refused(.notFound): .noSuchRole(role)
        case .refused(.alreadyExists): .entityAlreadyExistsException("Role with name \(role) already exists.")
        case .refused(.hasPolicies): .deleteConflictException("Cannot delete entity, must delete policies first.")
        case .refused(.policiesTooLarge): .policiesTooLarge(role)
        }
    }
}

extension ServiceError {
    static func noSuchRole(_ name: String) -> Self { .noSuchEntityException("The role with name \(name) cannot be found.") }
    static func noSuchRolePolicy(_ name: String) -> Self { .noSuchEntityException("The role policy with name \(name) cannot be found.") }
    static func policiesTooLarge(_ role: String) -> Self {
        .limitExceededException("Maximum policy size of 10240 bytes exceeded for role \(role)")
    }
}

/// What must be known of roles before anybody is asked.
struct RoleFinder: Sendable {
    private let identity: IdentityStore

    init(_ identity: IdentityStore) { self.identity = identity }

    func role(account: AccountID, name: String) async throws(StoreFailure) -> FindRole.Found? {
        try await identity.role(account: account, name: name)
    }
}

extension Call<IAMService> {
    /// - Parameters:
    ///   - roleTags: of the role that it is about, as it is.
    ///   - tags: that the request gives it.
    ///   - boundary: that the request names. The roles that are there have none.
    func authorize<Resource: Sendable>(
        _ resource: Resource, _ arn: String, roleTags: [String: String] = [:], tags: [String: String] = [:], boundary: String? = nil
    ) async throws(ServiceError) -> Authorized<Resource> {
        try await authorize(resource, arn) { context in
            context.setRequestTags(tags)
            for family in ["aws:ResourceTag/", "iam:ResourceTag/"] { context.set(family: family, roleTags) }
            context.set("iam:PermissionsBoundary", boundary)
        }
    }

    /// The role that an input names, once the caller may do this to it.
    func role(_ name: String) async throws(ServiceError) -> Authorized<FindRole.Found> {
        let found = try await run { () throws(StoreFailure) in try await service.finder.role(account: account, name: name) }
        guard let found else {
            _ = try await authorize((), ARN.role(path: "/", name: name, account: account).description)
            throw .noSuchRole(name)
        }
        return try await authorize(found, found.role.arn.description, roleTags: found.role.tags)
    }

    /// Reads a policy, where it is large on a thread of its own.
    func check(_ document: String, _ kind: PolicyKind) async throws(ServiceError) {
        try await request.threads.run(bytes: document.utf8.count, busy: IAMService.model.wire.throttled) { () throws(ServiceError) in
            do throws(PolicyError) { _ = try PolicyDocument(parsing: document, kind: kind) } catch {
                throw .malformedPolicyDocumentException(error.message)
            }
        }
    }
}
