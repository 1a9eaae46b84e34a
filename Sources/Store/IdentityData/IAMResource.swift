package import Store
package import Database
package import Core

/// What IAM keeps under names. Source: IAM User Guide, "IAM identifiers".
package enum IAMKind: String, Sendable, Hashable, CaseIterable {
    case user, group, role
    case instanceProfile = "instance-profile"
    /// A customer's managed policy.
    case policy
}

/// A user, a group, a role, an instance profile or a managed policy, as `iam_resources` has it.
/// Source: API_User, API_Group, API_Role, API_InstanceProfile, API_Policy.
package struct IAMResource: Sendable, Hashable {
    package let account: AccountID
    package let kind: IAMKind
    /// `AIDA…`, `AGPA…`, `AROA…`, `AIPA…`, `ANPA…`: nobody else ever has it, whatever the name.
    package let id: String
    package var name: String
    /// Begins and ends with a slash.
    package var path: String
    package let created: Timestamp
    package var tags: [String: String]
    package var description: String?
    /// The ARN of a user's or role's permissions boundary.
    package var boundary: String?
    /// A role's, as it was sent.
    package var trustPolicy: String?
    /// Users and roles that a role's trust policy names by ARN, and their unique ids as they were when it was put: no later ones are meant.
    package var trustPrincipals: [String: String]
    /// A role's.
    package var maxSessionSeconds: Int?
    /// A policy's: 1 is `v1`.
    package var defaultVersion: Int?
    /// A policy's: the number that was given last, whether the version is still there or not.
    package var lastVersion: Int?
    /// A policy's.
    package var updated: Timestamp?

    package init(
        account: AccountID, kind: IAMKind, id: String, name: String, path: String, created: Timestamp, tags: [String: String] = [:],
        description: String? = nil, boundary: String? = nil, trustPolicy: String? = nil, trustPrincipals: [String: String] = [:],
        maxSessionSeconds: Int? = nil
    ) {
        self.account = account
        self.kind = kind
        self.id = id
        self.name = name
        self.path = path
        self.created = created
        self.tags = tags
        self.description = description
        self.boundary = boundary
        self.trustPolicy = trustPolicy
        self.trustPrincipals = trustPrincipals
        self.maxSessionSeconds = maxSessionSeconds
        if kind == .policy { (defaultVersion, lastVersion, updated) = (1, 1, created) }
    }

    package var arn: ARN { ARN(service: "iam", account: account.description, resource: kind.rawValue + path + name) }

    /// What an ARN of IAM's names.
    /// - Returns: nil for one that names none of these.
    package static func named(by arn: ARN) -> (account: AccountID, kind: IAMKind, name: String)? {
        guard arn.service == "iam", arn.region.isEmpty, let account = AccountID(arn.account), let slash = arn.resource.firstIndex(of: "/"),
            let kind = IAMKind(rawValue: String(arn.resource[..<slash])), let name = arn.resource.split(separator: "/").dropFirst().last
        else { return nil }
        return (account, kind, String(name))
    }

    var bytes: Int {
        name.utf8.count + path.utf8.count + (description?.utf8.count ?? 0) + (trustPolicy?.utf8.count ?? 0)
            + trustPrincipals.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } + (boundary?.utf8.count ?? 0)
            + tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }
}

extension IAMResource {
    /// - Parameter row: the columns of `Connection.iamResource`, in their order.
    init(_ row: Row) throws(DatabaseError) {
        account = try required(AccountID(row.text(0)), "the account of \(row.text(2))")
        kind = try required(IAMKind(rawValue: row.text(1)), "the kind of \(row.text(2))")
        id = row.text(2)
        name = row.text(3)
        path = row.text(4)
        created = Timestamp(milliseconds: row.integer(5))
        tags = try TextMap.decode(row.text(6))
        description = row.optionalText(7)
        boundary = row.optionalText(8)
        trustPolicy = row.optionalText(9)
        maxSessionSeconds = row.optionalInteger(10).map { Int($0) }
        defaultVersion = row.optionalInteger(11).map { Int($0) }
        lastVersion = row.optionalInteger(12).map { Int($0) }
        updated = row.optionalInteger(13).map { Timestamp(milliseconds: $0) }
        trustPrincipals = try TextMap.decode(row.text(14))
    }
}

/// Why IAM does not do something by its own rules.
package enum IAMRefusal: Error, Sendable, Hashable {
    /// Nothing of this kind has the name any more.
    case notFound(IAMKind)
    case noSuchVersion
    case noSuchInlinePolicy
    case noSuchAccessKey
    case noSuchPolicy
    case isNotAttached
    case isNotMember
    case isMember
    case alreadyExists(IAMKind)
    case isTaken
    case isInUse(IAMUse)
    case exceeds(IAMQuota)
}

package typealias IAMError = StoreError<IAMRefusal>

/// What is left of something that cannot be deleted. Source: API_DeleteUser, API_DeleteGroup, API_DeleteRole, API_DeletePolicy.
package enum IAMUse: Sendable, Hashable {
    case accessKeys, inlinePolicies, attachedPolicies, groups, members, instanceProfiles, roles, loginProfile
    /// The policy is attached to something, or limits it.
    case attachments
    case versions
    case isDefaultVersion
}

/// Source: IAM User Guide, "IAM and AWS STS quotas".
package enum IAMQuota: Sendable, Hashable {
    case accessKeys, attachedPolicies, groups, versions, tags, inlinePolicies, roles

    package var limit: Int {
        switch self {
        case .accessKeys: 2
        case .attachedPolicies, .groups: 10
        case .versions: 5
        case .tags: 50
        case .roles: 1
        case .inlinePolicies: 10_240
        }
    }
}

extension Connection {
    func iamResource(_ account: AccountID, _ kind: IAMKind, named name: String) throws(DatabaseError) -> IAMResource? {
        try first(
            """
            SELECT account_id, kind, id, name, path, created_ms, tags, description, boundary, trust_policy, max_session_s, default_version,
                last_version, updated_ms, trust_principals
            FROM iam_resources INDEXED BY iam_resources_by_name WHERE account_id = ? AND kind = ? AND name = ? COLLATE NOCASE
            """, .text(account.description), .text(kind.rawValue), .text(name)
        ) { row throws(DatabaseError) in try IAMResource(row) }
    }

    func iamResource(id: String) throws(DatabaseError) -> IAMResource? {
        try first(
            """
            SELECT account_id, kind, id, name, path, created_ms, tags, description, boundary, trust_policy, max_session_s, default_version,
                last_version, updated_ms, trust_principals
            FROM iam_resources WHERE id = ?
            """, .text(id)
        ) { row throws(DatabaseError) in try IAMResource(row) }
    }

    /// A customer's managed policy by its ARN.
    func iamPolicy(_ text: String) throws(DatabaseError) -> IAMResource? {
        guard let arn = ARN(text), let named = IAMResource.named(by: arn), named.kind == .policy,
            let found = try iamResource(named.account, .policy, named: named.name), found.arn == arn
        else { return nil }
        return found
    }
}
