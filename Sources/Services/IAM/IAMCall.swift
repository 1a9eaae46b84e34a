internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

/// What the condition keys of a request are made of.
struct IAMConditions: Sendable {
    /// Of what it is about, as they are.
    var resourceTags: [String: String] = [:]
    /// That the request gives.
    var requestTags: [String: String] = [:]
    /// The keys of tags that it takes away.
    var removedTags: [String] = []
    /// That the request names, or that its user or role has.
    var boundary: String?
    /// The managed policy that is attached or detached.
    var policy: String?
    /// The service of a role that is linked to it.
    var linkedService: String?
}

/// What must be known before anybody is asked.
struct IAMFinder: Sendable {
    private let identity: IdentityStore

    init(_ identity: IdentityStore) { self.identity = identity }

    func find(_ query: FindIAMResource) async throws(StoreFailure) -> IAMResource? {
        do { return try await identity.read(query) } catch { throw error.failure }
    }

    func find(_ query: FindOIDCProvider) async throws(StoreFailure) -> OIDCProvider? {
        do { return try await identity.read(query) } catch { throw error.failure }
    }

    func passwordPolicy(of account: AccountID) async throws(StoreFailure) -> PasswordPolicy? {
        do { return try await identity.read(FindPasswordPolicy(of: account)) } catch { throw error.failure }
    }

    func accessKey(_ id: String) async throws(StoreFailure) -> FindAccessKey.Found? {
        do { return try await identity.read(FindAccessKey(id)) } catch { throw error.failure }
    }

    func isHere(_ account: AccountID) async throws(StoreFailure) -> Bool {
        do { return try await !identity.read(FindAccounts(.id(account))).isEmpty } catch { throw error.failure }
    }
}

extension Call<IAMService> {
    /// - Parameter granted: what the caller may do beside its policies.
    func authorize<Resource: Sendable>(
        _ resource: Resource, _ arn: ARN, of owner: AccountID? = nil, _ conditions: IAMConditions = IAMConditions(),
        granted: [NamedPolicy] = []
    ) async throws(ServiceError) -> Authorized<Resource> {
        try await authorize(resource, arn.description, of: owner, granted: granted) { context in
            context.setRequestTags(conditions.requestTags)
            if !conditions.removedTags.isEmpty { context.set("aws:TagKeys", conditions.removedTags.sorted()) }
            for family in ["aws:ResourceTag/", "iam:ResourceTag/"] { context.set(family: family, conditions.resourceTags) }
            context.set("iam:PermissionsBoundary", conditions.boundary)
            context.set("iam:PolicyARN", conditions.policy)
            context.set("iam:AWSServiceName", conditions.linkedService)
        }
    }

    /// What an input names, once the caller may do this to it.
    func resource(
        _ kind: IAMKind, _ name: String, _ conditions: IAMConditions = IAMConditions()
    ) async throws(ServiceError) -> Authorized<IAMResource> {
        guard let found = try await find(FindIAMResource(account, kind, named: name)) else {
            _ = try await authorize((), kind.arn(name, in: account), conditions)
            throw kind.notFound(name)
        }
        var known = conditions
        known.resourceTags = found.tags
        known.boundary = known.boundary ?? found.boundary
        return try await authorize(found, found.arn, known)
    }

    func find(_ query: FindIAMResource) async throws(ServiceError) -> IAMResource? {
        try await run { () throws(StoreFailure) in try await service.finder.find(query) }
    }

    /// Who renames or moves something must be permitted to do so under its new name too. Source: API_UpdateUser, API_UpdateGroup.
    func authorizeMove(_ resource: IAMResource, _ name: String?, _ path: String?) async throws(ServiceError) {
        guard name ?? path != nil else { return }
        var moved = resource
        (moved.name, moved.path) = (name ?? resource.name, path ?? resource.path)
        _ = try await authorize((), moved.arn, IAMConditions(resourceTags: resource.tags, boundary: resource.boundary))
    }

    /// A user or role, whichever the caller is. Source: API_GetUser, "UserName".
    /// - Throws: `ValidationError` for who is none.
    func userName(_ name: String?) throws(ServiceError) -> String {
        if let name { return name }
        guard let own = request.caller.principal.userName else {
            throw ServiceError(400, "ValidationError", "Must specify userName when calling with non-User credentials")
        }
        return own
    }

    /// Reads a policy, where it is large on a thread of its own.
    /// - Returns: the ARNs and the unique ids that its principals name.
    @discardableResult func check(
        _ document: String, _ kind: PolicyKind, isManaged: Bool = false
    ) async throws(ServiceError) -> (arns: Set<String>, ids: Set<String>) {
        try await request.threads.run(bytes: document.utf8.count, busy: IAMService.model.wire.throttled) { () throws(ServiceError) in
            do throws(PolicyError) {
                let policy = try PolicyDocument(parsing: document, kind: kind, isManaged: isManaged)
                return (policy.principalARNs, policy.principalIDs)
            } catch { throw .malformedPolicyDocumentException(error.message) }
        }
    }

    /// Whether an account is one of this store's.
    func isHere(_ account: AccountID) async throws(ServiceError) -> Bool {
        try await run { () throws(StoreFailure) in try await service.finder.isHere(account) }
    }

    /// A new resource of the caller's account.
    func new(
        _ kind: IAMKind, _ name: String, path: String?, tags: [String: String] = [:], description: String? = nil, boundary: String? = nil,
        trustPolicy: String? = nil, maxSessionSeconds: Int? = nil
    ) -> IAMResource {
        IAMResource(
            account: account, kind: kind, id: kind.id.make(service.random), name: name, path: path ?? "/", created: service.clock.now,
            tags: tags, description: description, boundary: boundary, trustPolicy: trustPolicy, maxSessionSeconds: maxSessionSeconds)
    }

    /// - Throws: if two keys are the same, or one is AWS's. Source: IAM User Guide, "Rules for tagging in IAM and AWS STS".
    func dictionary(_ tags: [IAMService.Tag], of kind: IAMKind) throws(ServiceError) -> [String: String] {
        var found: [String: String] = [:]
        var seen: Set<String> = []
        for tag in tags {
            guard !tag.key.lowercased().hasPrefix("aws:") else { throw .reservedTagKey }
            guard seen.insert(kind == .policy ? tag.key : tag.key.lowercased()).inserted else {
                throw .invalidInputException(
                    kind == .policy
                        ? "Duplicate tag keys found." : "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
            found[tag.key] = tag.value
        }
        return found
    }
}

/// A managed policy that a request names.
enum ManagedPolicy: Sendable {
    case aws(AWSManagedPolicy)
    case customer(IAMResource)

    var arn: String {
        switch self {
        case .aws(let policy): policy.arn
        case .customer(let policy): policy.arn.description
        }
    }

    var name: String {
        switch self {
        case .aws(let policy): policy.name
        case .customer(let policy): policy.name
        }
    }

    var path: String {
        switch self {
        case .aws(let policy): policy.path
        case .customer(let policy): policy.path
        }
    }
}

extension Call<IAMService> {
    /// - Throws: `ValidationError` for what is no ARN of a policy.
    func policyARN(_ text: String) throws(ServiceError) -> ARN {
        guard let arn = ARN(text), arn.service == "iam", arn.resource.hasPrefix("policy/") else { throw .invalidArn(text) }
        return arn
    }

    /// Looks a managed policy up, before anybody is asked.
    func lookUp(_ arn: ARN) async throws(ServiceError) -> ManagedPolicy? {
        let text = arn.description
        if AWSManagedPolicies.isAWS(text) { return AWSManagedPolicies.find(text).map { .aws($0) } }
        return try await find(FindIAMResource(policy: text)).map { .customer($0) }
    }

    /// A managed policy of the account or of AWS, once the caller may do this to it.
    func policy(_ text: String, _ conditions: IAMConditions = IAMConditions()) async throws(ServiceError) -> Authorized<ManagedPolicy> {
        let arn = try policyARN(text)
        let found = try await lookUp(arn)
        var known = conditions
        if case .customer(let policy)? = found { known.resourceTags = policy.tags }
        // AWS's own are in every account.
        let owner = AccountID(arn.account) ?? account
        guard let found else {
            _ = try await authorize((), arn, of: owner, known)
            throw .noSuchPolicy
        }
        return try await authorize(found, arn, of: owner, known)
    }

    /// One of the account's own, for what AWS's cannot have done to them.
    /// - Parameter refusal: what AWS says of its own.
    func ownPolicy(
        _ text: String, _ refusal: String, _ conditions: IAMConditions = IAMConditions()
    ) async throws(ServiceError) -> Authorized<IAMResource> {
        let arn = try policyARN(text)
        if AWSManagedPolicies.isAWS(text) {
            _ = try await authorize((), arn, conditions)
            throw ServiceError(403, "AccessDenied", refusal)
        }
        let found = try await find(FindIAMResource(policy: text))
        var known = conditions
        known.resourceTags = found?.tags ?? [:]
        guard let found else {
            _ = try await authorize((), arn, of: AccountID(arn.account), known)
            throw .noSuchPolicy
        }
        return try await authorize(found, arn, of: found.account, known)
    }
}

/// A page of what is small enough to be read whole.
struct Page<Element: Sendable>: Sendable {
    let elements: [Element]
    let isTruncated: Bool
    let marker: String?

    /// - Parameter all: in the order of their markers.
    init(_ all: [Element], after marker: String?, limit: Int?, markerOf: (Element) -> String) {
        let left = marker.map { marker in all.drop { !marker.utf8.lexicographicallyPrecedes(markerOf($0).utf8) } } ?? all[...]
        self.init(upTo: limit ?? 100, of: Array(left.prefix((limit ?? 100) + 1)), markerOf: markerOf)
    }

    /// - Parameter found: one more than the page may have, if there are so many.
    init(upTo limit: Int, of found: [Element], markerOf: (Element) -> String) {
        elements = Array(found.prefix(limit))
        isTruncated = found.count > limit
        marker = isTruncated ? elements.last.map(markerOf) : nil
    }
}

extension Call.Authorized where Service == IAMService {
    borrowing func read<Q: Query>(_ query: Q) async throws(ServiceError) -> Q.Result where Q.Refusal == Never {
        do { return try await domain.read(query) } catch { throw IAMService.error(error.failure) }
    }

    /// - Parameters:
    ///   - what: else is named, for the error.
    ///   - isEverybodys: whether an account may also do it to a role that is linked to a service.
    /// - Throws: `UnmodifiableEntity` for such a role. Its path tells, and never changes.
    @discardableResult borrowing func commit<M: Mutation>(
        _ mutation: M, to resource: IAMResource, _ what: String = "", isEverybodys: Bool = false
    ) async throws(ServiceError) -> M.Result where M.Refusal == IAMRefusal {
        guard isEverybodys || !resource.isServiceLinked else { throw .isProtected(resource) }
        do { return try await domain.commit(mutation, to: resource) } catch { throw ServiceError(error, resource, what) }
    }

    /// Changes a resource itself.
    /// - Parameters:
    ///   - name: that the change would give it, for the error that it is taken.
    ///   - isEverybodys: as for `commit`.
    @discardableResult borrowing func change(
        _ resource: IAMResource, bytes: Int = 0, named name: String = "", isEverybodys: Bool = false,
        _ change: @escaping @Sendable (inout IAMResource) throws(IAMRefusal) -> Void
    ) async throws(ServiceError) -> IAMResource {
        try await commit(ChangeIAMResource(resource, bytes: bytes, change: change), to: resource, name, isEverybodys: isEverybodys)
    }

    borrowing func page(
        _ kind: IAMKind, of account: AccountID, _ pathPrefix: String?, _ marker: String?, _ limit: Int?
    ) async throws(ServiceError) -> Page<IAMResource> {
        let limit = limit ?? 100
        let query = ListIAMResources(account: account, kind: kind, pathPrefix: pathPrefix ?? "/", after: marker ?? "", limit: limit + 1)
        return Page(upTo: limit, of: try await read(query)) { query.marker(of: $0) }
    }

    borrowing func page(_ of: ListIAMMembers.Of, _ marker: String?, _ limit: Int?) async throws(ServiceError) -> Page<IAMResource> {
        let limit = limit ?? 100
        return Page(upTo: limit, of: try await read(ListIAMMembers(of, after: marker ?? "", limit: limit + 1))) { $0.id }
    }
}

// MARK: - As the API shows them

extension Timestamp {
    /// IAM shows whole seconds.
    var whole: Timestamp { Timestamp(seconds: seconds) }
}

extension IAMService {
    static func shown(_ tags: [String: String]) -> [Tag]? {
        tags.isEmpty ? nil : tags.sorted { $0.key < $1.key }.map { Tag(key: $0.key, value: $0.value) }
    }

    fileprivate static func boundary(_ arn: String?) -> AttachedPermissionsBoundary? {
        arn.map { AttachedPermissionsBoundary(permissionsBoundaryType: "Policy", permissionsBoundaryArn: $0) }
    }
}

extension IAMService.User {
    init(_ user: IAMResource) {
        self.init(
            path: user.path, userName: user.name, userId: user.id, arn: user.arn.description, createDate: user.created.whole,
            permissionsBoundary: IAMService.boundary(user.boundary), tags: IAMService.shown(user.tags))
    }
}

extension IAMService.Group {
    init(_ group: IAMResource) {
        self.init(path: group.path, groupName: group.name, groupId: group.id, arn: group.arn.description, createDate: group.created.whole)
    }
}

extension IAMService.Role {
    init(_ role: IAMResource) {
        self.init(
            path: role.path, roleName: role.name, roleId: role.id, arn: role.arn.description, createDate: role.created.whole,
            assumeRolePolicyDocument: role.trustPolicy.map { PercentCoding.encode($0.utf8) }, description: role.description,
            maxSessionDuration: role.maxSessionSeconds, permissionsBoundary: IAMService.boundary(role.boundary),
            tags: IAMService.shown(role.tags))
    }
}

extension IAMService.InstanceProfile {
    init(_ profile: IAMResource, roles: [IAMResource]) {
        self.init(
            path: profile.path, instanceProfileName: profile.name, instanceProfileId: profile.id, arn: profile.arn.description,
            createDate: profile.created.whole, roles: roles.map { IAMService.Role($0) }, tags: IAMService.shown(profile.tags))
    }
}

extension IAMService.Policy {
    /// - Parameter isWhole: whether it is shown alone: lists have neither description nor tags.
    init(_ policy: ManagedPolicy, _ uses: (attachments: Int, boundaries: Int), isWhole: Bool) {
        switch policy {
        case .aws(let policy):
            self.init(
                policyName: policy.name, policyId: policy.id, arn: policy.arn, path: policy.path, defaultVersionId: policy.version,
                attachmentCount: uses.attachments, permissionsBoundaryUsageCount: uses.boundaries, isAttachable: true,
                description: isWhole ? policy.description : nil, createDate: policy.created, updateDate: policy.updated, tags: nil)
        case .customer(let policy):
            self.init(
                policyName: policy.name, policyId: policy.id, arn: policy.arn.description, path: policy.path,
                defaultVersionId: "v\(policy.defaultVersion ?? 1)", attachmentCount: uses.attachments,
                permissionsBoundaryUsageCount: uses.boundaries, isAttachable: true, description: isWhole ? policy.description : nil,
                createDate: policy.created.whole, updateDate: (policy.updated ?? policy.created).whole,
                tags: isWhole ? IAMService.shown(policy.tags) : nil)
        }
    }
}
