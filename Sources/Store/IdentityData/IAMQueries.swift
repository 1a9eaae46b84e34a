package import Store
internal import Database
package import Core

package struct FindIAMResource: Query {
    private enum Key: Sendable { case name(AccountID, IAMKind, String), id(String), policy(String) }
    private let key: Key

    /// - Parameter name: without regard to case.
    package init(_ account: AccountID, _ kind: IAMKind, named name: String) { key = .name(account, kind, name) }

    /// - Parameter arn: of a customer's managed policy.
    package init(policy arn: String) { key = .policy(arn) }

    package init(id: String) { key = .id(id) }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> IAMResource? {
        try translating { () throws(DatabaseError) in
            switch key {
            case .name(let account, let kind, let name): try snapshot.connection.iamResource(account, kind, named: name)
            case .id(let id): try snapshot.connection.iamResource(id: id)
            case .policy(let arn): try snapshot.connection.iamPolicy(arn)
            }
        }
    }
}

/// A page of an account's resources of a kind: by name, or those under a path by path and name.
package struct ListIAMResources: Query {
    package let account: AccountID
    package let kind: IAMKind
    /// `/` for all.
    package let pathPrefix: String
    /// What `marker` says of the last one of the page before; empty for the first page.
    package let after: String
    package let limit: Int

    package init(account: AccountID, kind: IAMKind, pathPrefix: String, after: String, limit: Int) {
        self.account = account
        self.kind = kind
        self.pathPrefix = pathPrefix
        self.after = after
        self.limit = limit
    }

    /// Where a page begins that follows this one.
    package func marker(of resource: IAMResource) -> String { pathPrefix == "/" ? resource.name : resource.path + resource.name }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [IAMResource] {
        try translating { () throws(DatabaseError) in
            guard pathPrefix != "/" else {
                return try snapshot.connection.rows(
                    """
                    SELECT account_id, kind, id, name, path, created_ms, tags, description, boundary, trust_policy, max_session_s,
                        default_version, last_version, updated_ms, trust_principals
                    FROM iam_resources INDEXED BY iam_resources_in_order WHERE account_id = ? AND kind = ? AND name > ? ORDER BY name LIMIT ?
                    """, .text(account.description), .text(kind.rawValue), .text(after), .integer(limit)
                ) { row throws(DatabaseError) in try IAMResource(row) }
            }
            let last = place(of: after)
            return try snapshot.connection.rows(
                """
                SELECT account_id, kind, id, name, path, created_ms, tags, description, boundary, trust_policy, max_session_s,
                    default_version, last_version, updated_ms, trust_principals
                FROM iam_resources INDEXED BY iam_resources_by_path
                WHERE account_id = ? AND kind = ? AND (path, name) > (?, ?) AND path < ? ORDER BY path, name LIMIT ?
                """, .text(account.description), .text(kind.rawValue), .text(last.path), .text(last.name),
                TextRange(prefix: pathPrefix).upper, .integer(limit)
            ) { row throws(DatabaseError) in try IAMResource(row) }
        }
    }

    /// Paths end with a slash, and names have none.
    private func place(of marker: String) -> (path: String, name: String) {
        let name = marker.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }.count
        let path = String(decoding: marker.utf8.dropLast(name), as: UTF8.self)
        guard !path.utf8.lexicographicallyPrecedes(pathPrefix.utf8) else { return (pathPrefix, "") }
        return (path, String(decoding: marker.utf8.suffix(name), as: UTF8.self))
    }
}

/// Who is in a group or an instance profile, or in which somebody is: by unique id, which has no order that means anything.
package struct ListIAMMembers: Query {
    package enum Of: Sendable { case members(String), containers(String) }

    package let of: Of
    /// The unique id behind which to go on; empty for the first page.
    package let after: String
    package let limit: Int

    package init(_ of: Of, after: String, limit: Int) {
        self.of = of
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [IAMResource] {
        try translating { () throws(DatabaseError) in try members(snapshot.connection) }
    }

    func members(_ connection: Connection) throws(DatabaseError) -> [IAMResource] {
        let ids =
            switch of {
            case .members(let container):
                try connection.rows(
                    "SELECT member_id FROM iam_members WHERE container_id = ? AND member_id > ? ORDER BY member_id LIMIT ?",
                    .text(container), .text(after), .integer(limit)
                ) { $0.text(0) }
            case .containers(let member):
                try connection.rows(
                    """
                    SELECT container_id FROM iam_members INDEXED BY iam_members_by_member WHERE member_id = ? AND container_id > ?
                    ORDER BY container_id LIMIT ?
                    """, .text(member), .text(after), .integer(limit)
                ) { $0.text(0) }
            }
        return try ids.map { id throws(DatabaseError) in try required(try connection.iamResource(id: id), "\(id), which is a member") }
    }
}

/// Inline policies of an identity, or versions of a policy, by name.
package struct ListIAMDocuments: Query {
    package let resource: String
    package init(of resource: IAMResource) { self.resource = resource.id }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [IAMDocument] {
        try translating { () throws(DatabaseError) in try snapshot.connection.documents(of: resource) }
    }
}

package struct FindIAMDocument: Query {
    package let resource, name: String
    package init(_ name: String, of resource: IAMResource) { (self.resource, self.name) = (resource.id, name) }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> IAMDocument? {
        try translating { () throws(DatabaseError) in try snapshot.connection.document(name, of: resource) }
    }
}

/// The ARNs of the policies that are attached to an identity, sorted.
package struct ListAttachedPolicies: Query {
    package let identity: String
    package init(of identity: IAMResource) { self.identity = identity.id }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [String] {
        try translating { () throws(DatabaseError) in try snapshot.connection.attachedPolicies(identity) }
    }
}

/// Whom a managed policy is attached to, or whose boundary it is: by unique id.
package struct ListPolicyEntities: Query {
    package enum Usage: Sendable { case attached, boundary }

    package let policy: String
    package let account: AccountID
    package let usage: Usage
    package let after: String
    package let limit: Int

    /// - Parameter account: AWS's own policies are used in all of them.
    package init(of policy: String, in account: AccountID, _ usage: Usage, after: String, limit: Int) {
        self.policy = policy
        self.account = account
        self.usage = usage
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [IAMResource] {
        try translating { () throws(DatabaseError) in
            let connection = snapshot.connection
            switch usage {
            case .attached:
                let ids = try connection.rows(
                    """
                    SELECT identity_id FROM iam_attachments INDEXED BY iam_attachments_by_policy
                    WHERE policy_arn = ? AND account_id = ? AND identity_id > ? ORDER BY identity_id LIMIT ?
                    """, .text(policy), .text(account.description), .text(after), .integer(limit)
                ) { $0.text(0) }
                return try ids.map { id throws(DatabaseError) in
                    try required(try connection.iamResource(id: id), "\(id), which has policies")
                }
            case .boundary:
                return try connection.rows(
                    """
                    SELECT account_id, kind, id, name, path, created_ms, tags, description, boundary, trust_policy, max_session_s,
                        default_version, last_version, updated_ms, trust_principals
                    FROM iam_resources INDEXED BY iam_resources_by_boundary
                    WHERE boundary = ? AND account_id = ? AND id > ? ORDER BY id LIMIT ?
                    """, .text(policy), .text(account.description), .text(after), .integer(limit)
                ) { row throws(DatabaseError) in try IAMResource(row) }
            }
        }
    }
}

/// How many identities a managed policy is attached to, and of how many it is the boundary. Source: API_Policy, "AttachmentCount".
package struct CountPolicyEntities: Query {
    package let policy: String
    package let account: AccountID

    package init(of policy: String, in account: AccountID) {
        self.policy = policy
        self.account = account
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> (attachments: Int, boundaries: Int) {
        try translating { () throws(DatabaseError) in
            (
                try snapshot.connection.attachments(of: policy, in: account), try snapshot.connection.boundaries(of: policy, in: account)
            )
        }
    }
}

extension Connection {
    func attachments(of policy: String, in account: AccountID) throws(DatabaseError) -> Int {
        try first(
            "SELECT COUNT(*) FROM iam_attachments INDEXED BY iam_attachments_by_policy WHERE policy_arn = ? AND account_id = ?",
            .text(policy), .text(account.description)
        ) { $0.int(0) } ?? 0
    }

    func boundaries(of policy: String, in account: AccountID) throws(DatabaseError) -> Int {
        try first(
            "SELECT COUNT(*) FROM iam_resources INDEXED BY iam_resources_by_boundary WHERE boundary = ? AND account_id = ?",
            .text(policy), .text(account.description)
        ) { $0.int(0) } ?? 0
    }
}

/// All that decides what a user or a role may do, from one snapshot.
package struct FindIdentityPolicies: Query {
    package struct Found: Sendable {
        package let identity: IAMResource
        package let inline: [IAMDocument]
        package let groups: [Group]
        package let attached: [Managed]
        package let boundary: Managed?
    }

    package struct Group: Sendable {
        package let group: IAMResource
        package let inline: [IAMDocument]
        package let attached: [Managed]
    }

    package enum Managed: Sendable {
        /// One of AWS's own, by its ARN.
        case aws(String)
        /// A customer's, with its default version.
        case customer(IAMResource, IAMDocument)
    }

    private let find: FindIAMResource

    package init(_ find: FindIAMResource) { self.find = find }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Found? {
        guard let identity = try find.run(snapshot) else { return nil }
        let connection = snapshot.connection
        return try translating { () throws(DatabaseError) in
            let groups =
                identity.kind == .user
                ? try ListIAMMembers(.containers(identity.id), after: "", limit: IAMQuota.groups.limit).members(connection) : []
            return Found(
                identity: identity, inline: try connection.documents(of: identity.id),
                groups: try groups.map { group throws(DatabaseError) in
                    Group(group: group, inline: try connection.documents(of: group.id), attached: try attached(group, connection))
                },
                attached: try attached(identity, connection),
                boundary: try identity.boundary.map { arn throws(DatabaseError) in try managed(arn, connection) })
        }
    }

    private func attached(_ identity: IAMResource, _ connection: Connection) throws(DatabaseError) -> [Managed] {
        try connection.attachedPolicies(identity.id).map { arn throws(DatabaseError) in try managed(arn, connection) }
    }

    /// - Throws: for a policy that is not there: a Deny in it, or a limit, must not be lost.
    private func managed(_ arn: String, _ connection: Connection) throws(DatabaseError) -> Managed {
        if arn.hasPrefix("arn:aws:iam::aws:") { return .aws(arn) }
        let policy = try required(try connection.iamPolicy(arn), "the policy \(arn), which is in use")
        let version = try required(policy.defaultVersion, "the default version of \(arn)")
        return .customer(policy, try required(try connection.document("v\(version)", of: policy.id), "version \(version) of \(arn)"))
    }
}
