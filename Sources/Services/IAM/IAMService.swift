package import ServiceKit
package import Identity
package import IdentityData
package import Store
package import Logging
package import Core
internal import Policies

/// IAM: users, groups, roles, managed policies and what belongs to them. Source: IAM API Reference.
package struct IAMService: ModelledService {
    package let domain: Guarded<IdentityStore>
    let finder: IAMFinder
    let clock: any PeltonClock
    let random: any RandomSource
    package let logger: Logger

    package init(identity: IdentityStore, clock: any PeltonClock, random: any RandomSource, logger: Logger) {
        domain = Guarded(identity)
        finder = IAMFinder(identity)
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    package static let operations = Operations<IAMService>(
        users + groups + roles + instanceProfiles + managedPolicies + inlinePolicies + attachments + boundaries + accessKeys + tags
            + account + simulations + oidcProviders + loginProfiles + passwordPolicies + accountReports + serviceLinkedRoles + accessKeyUses)

    package static let invalidInput = "ValidationError"
    /// Source: LocalStack's snapshots of IAM (recorded in February 2026), which have no values, and the sentence of paths; those of names are
    /// in issues.
    package static let constraintTexts = ConstraintTexts(
        showsValues: false,
        sentences: [
            #"[\w+=,.@-]+"#: "contain only alphanumeric characters and/or the following: +=,.@_-",
            #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#:
                "begin and end with / and contain only alphanumeric characters and/or / characters.",
        ])
    package static let failure = ServiceError.serviceFailureException("The request processing has failed because of an unknown error.")

    package static func error(_ error: StoreFailure) -> ServiceError { model.wire.error(error, failure: failure) }
}

extension IAMKind {
    /// What an ARN of one that does not exist would be.
    func arn(_ name: String, in account: AccountID) -> ARN {
        ARN(service: "iam", account: account.description, resource: "\(rawValue)/\(name)")
    }

    func notFound(_ name: String) -> ServiceError {
        switch self {
        case .user, .group, .role: .noSuchEntityException("The \(rawValue) with name \(name) cannot be found.")
        case .instanceProfile: .noSuchEntityException("Instance Profile \(name) cannot be found.")
        case .policy: .noSuchPolicy
        }
    }

    func alreadyExists(_ name: String) -> ServiceError {
        switch self {
        case .user: .entityAlreadyExistsException("User with name \(name) already exists.")
        case .group: .entityAlreadyExistsException("Group with name \(name) already exists.")
        case .role: .entityAlreadyExistsException("Role with name \(name) already exists.")
        case .instanceProfile: .entityAlreadyExistsException("Instance Profile \(name) already exists.")
        case .policy: .entityAlreadyExistsException("A policy called \(name) already exists. Duplicate names are not allowed.")
        }
    }

    var id: UniqueID {
        switch self {
        case .user: .user
        case .group: .group
        case .role: .role
        case .instanceProfile: .instanceProfile
        case .policy: .managedPolicy
        }
    }
}

extension ServiceError {
    static let noSuchPolicy = ServiceError.noSuchEntityException("Policy ARN was not found.")
    static let notAttachable = ServiceError.noSuchEntityException("Policy ARN does not exist or is not attachable.")

    /// What AWS says is not recorded anywhere.
    static let reservedTagKey = ServiceError.invalidInputException("Tag keys that start with aws: are reserved for internal use.")

    static func noSuchVersion(_ version: String) -> Self {
        .noSuchEntityException("Policy ARN version \(version) does not exist or is not attachable.")
    }
    static func noSuchInlinePolicy(_ name: String, of kind: IAMKind) -> Self {
        .noSuchEntityException("The \(kind.rawValue) policy with name \(name) cannot be found.")
    }
    static func policiesTooLarge(_ identity: IAMResource) -> Self {
        .limitExceededException(
            "Maximum policy size of \(identity.kind.inlinePolicyCharacters) bytes exceeded for \(identity.kind.rawValue) \(identity.name)")
    }
    static func isProtected(_ role: IAMResource) -> Self {
        .unmodifiableEntityException(
            "Cannot perform the operation on the protected role '\(role.name)' - this role is only modifiable by AWS")
    }
    static func invalidArn(_ arn: String) -> Self { ServiceError(400, "ValidationError", "ARN \(arn) is not valid.") }

    /// What IAM refuses about something that it has.
    init(_ error: IAMError, _ resource: IAMResource, _ what: String = "") {
        switch error {
        case .failed(let failure): self = IAMService.error(failure)
        case .refused(let refusal): self = Self.refusal(refusal, resource, what)
        }
    }

    private static func refusal(_ refusal: IAMRefusal, _ resource: IAMResource, _ what: String) -> Self {
        switch refusal {
        case .notFound(let kind): kind.notFound(kind == resource.kind ? resource.name : what)
        case .noSuchVersion: .noSuchVersion(what)
        case .noSuchInlinePolicy: .noSuchInlinePolicy(what, of: resource.kind)
        case .noSuchAccessKey: .noSuchEntityException("The Access Key with id \(what) cannot be found.")
        case .noSuchPolicy: .notAttachable
        case .isNotAttached: .noSuchPolicy
        case .isNotMember: .noSuchEntityException("Role \(what) in Instance Profile \(resource.name) cannot be found.")
        case .isMember: .entityAlreadyExistsException("\(what) is in \(resource.name) already.")
        case .alreadyExists(let kind): kind.alreadyExists(what.isEmpty ? resource.name : what)
        case .isTaken: .entityAlreadyExistsException("The account alias \(what) already exists.")
        case .isInUse(let use): .deleteConflictException(text(use))
        case .exceeds(.inlinePolicies): .policiesTooLarge(resource)
        case .exceeds(let quota): .limitExceededException(text(quota, resource.kind))
        }
    }

    private static func text(_ use: IAMUse) -> String {
        switch use {
        case .accessKeys: "Cannot delete entity, must delete access keys first."
        case .loginProfile: "Cannot delete entity, must delete login profile first."
        case .inlinePolicies: "Cannot delete entity, must delete policies first."
        case .attachedPolicies: "Cannot delete entity, must detach all policies first."
        case .groups, .members: "Cannot delete entity, must remove users from group first."
        case .instanceProfiles, .roles: "Cannot delete entity, must remove roles from instance profile first."
        case .attachments: "Cannot delete a policy attached to entities."
        case .versions:
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy."
        case .isDefaultVersion: "Cannot delete the default version of a policy."
        }
    }

    private static func text(_ quota: IAMQuota, _ kind: IAMKind) -> String {
        switch quota {
        case .accessKeys: "Cannot exceed quota for AccessKeysPerUser: \(quota.limit)"
        case .attachedPolicies: "Cannot exceed quota for PoliciesPer\(kind.rawValue.capitalizedFirst): \(quota.limit)"
        case .groups: "Cannot exceed quota for GroupsPerUser: \(quota.limit)"
        case .versions:
            "A managed policy can have up to \(quota.limit) versions. Before you create a new version, you must delete an existing version."
        case .roles: "Cannot exceed quota for InstanceSessionsPerInstanceProfile: \(quota.limit)"
        case .tags: "The number of tags has reached the maximum limit."
        case .inlinePolicies: "Maximum policy size of \(quota.limit) bytes exceeded"
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
