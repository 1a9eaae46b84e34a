package import Store
internal import Database
package import Core

/// Source: API_CreateUser, API_CreateGroup, API_CreateRole, API_CreateInstanceProfile, API_CreatePolicy.
package struct CreateIAMResource: Mutation {
    package let resource: IAMResource
    /// A managed policy's first version.
    package let document: String?

    package init(_ resource: IAMResource, document: String? = nil) {
        self.resource = resource
        self.document = document
    }

    package var rowBytes: Int { resource.bytes + (document?.utf8.count ?? 0) }

    /// - Throws: `.alreadyExists`; names are compared without regard to case. `.noSuchPolicy` for a boundary that is not there.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        let isTaken = try IAMError.translating { () throws(DatabaseError) in
            try connection.iamResource(resource.account, resource.kind, named: resource.name) != nil
        }
        guard !isTaken else { throw .refused(.alreadyExists(resource.kind)) }
        if let boundary = resource.boundary { try connection.requirePolicy(boundary) }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run(
                """
                INSERT INTO iam_resources (account_id, kind, id, name, path, created_ms, tags, description, boundary, trust_policy,
                    max_session_s, default_version, last_version, updated_ms, trust_principals)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, .text(resource.account.description), .text(resource.kind.rawValue), .text(resource.id), .text(resource.name),
                .text(resource.path), .integer(resource.created.milliseconds), .text(TextMap.encode(resource.tags)),
                .optional(resource.description), .optional(resource.boundary), .optional(resource.trustPolicy),
                .optional(resource.maxSessionSeconds.map { Int64($0) }), .optional(resource.defaultVersion.map { Int64($0) }),
                .optional(resource.lastVersion.map { Int64($0) }), .optional(resource.updated?.milliseconds),
                .text(TextMap.encode(resource.trustPrincipals)))
            if let document { try connection.insertDocument("v1", document, of: resource.id, resource.created) }
            try connection.count(1, resource.kind, in: resource.account)
        }
        if resource.kind == .role { transaction.publish(Signal(.roles, resource.account.description)) }
    }
}

/// Changes a resource's own attributes: its name and path, tags, description, boundary, trust policy, longest session or default version.
package struct ChangeIAMResource: Mutation {
    package let account: AccountID
    package let kind: IAMKind
    package let id: String
    package let rowBytes: Int
    private let change: @Sendable (inout IAMResource) throws(IAMRefusal) -> Void

    /// - Parameters:
    ///   - resource: as it was read; only its id, kind and account count.
    ///   - bytes: that the change adds at most.
    ///   - change: gets the resource as it is in the commit; what it throws leaves it so.
    package init(_ resource: IAMResource, bytes: Int = 0, change: @escaping @Sendable (inout IAMResource) throws(IAMRefusal) -> Void) {
        (account, kind, id) = (resource.account, resource.kind, resource.id)
        rowBytes = bytes
        self.change = change
    }

    package var usesReserve: Bool { rowBytes == 0 }

    /// - Throws: `.notFound`, `.alreadyExists` where the new name is taken, `.noSuchPolicy`, `.noSuchVersion`, and what the change throws.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) -> IAMResource {
        let connection = transaction.connection
        let old = try connection.require(id, kind)
        var new = old
        do { try change(&new) } catch { throw .refused(error) }
        if new.name != old.name {
            let other = try IAMError.translating { () throws(DatabaseError) in try connection.iamResource(account, kind, named: new.name) }
            guard other == nil || other?.id == id else { throw .refused(.alreadyExists(kind)) }
        }
        if let boundary = new.boundary, boundary != old.boundary { try connection.requirePolicy(boundary) }
        if let version = new.defaultVersion, version != old.defaultVersion {
            let exists = try IAMError.translating { () throws(DatabaseError) in try connection.document("v\(version)", of: id) != nil }
            guard exists else { throw .refused(.noSuchVersion) }
            new.updated = transaction.wallNow
        }
        let changed = new
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run(
                """
                UPDATE iam_resources SET name = ?, path = ?, tags = ?, description = ?, boundary = ?, trust_policy = ?, trust_principals = ?,
                    max_session_s = ?,
                    default_version = ?, updated_ms = ? WHERE id = ?
                """, .text(changed.name), .text(changed.path), .text(TextMap.encode(changed.tags)), .optional(changed.description),
                .optional(changed.boundary), .optional(changed.trustPolicy), .text(TextMap.encode(changed.trustPrincipals)),
                .optional(changed.maxSessionSeconds.map { Int64($0) }),
                .optional(changed.defaultVersion.map { Int64($0) }), .optional(changed.updated?.milliseconds), .text(id))
        }
        if kind == .role { transaction.publish(Signal(.roles, account.description)) }
        return changed
    }
}

extension Signal.Kind {
    /// A role was made or changed, which services may act as from now on; the id is its account.
    package static let roles = Self("roles")
}

/// Source: API_DeleteUser, API_DeleteGroup, API_DeleteRole, API_DeleteInstanceProfile, API_DeletePolicy.
package struct DeleteIAMResource: Mutation {
    package let kind: IAMKind
    package let id: String
    package let arn: String

    package init(_ resource: IAMResource) { (kind, id, arn) = (resource.kind, resource.id, resource.arn.description) }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound`; `.isInUse` while anything is left that belongs to it, or to which it belongs.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        let found = try connection.require(id, kind)
        if let use = try IAMError.translating({ () throws(DatabaseError) in try use(connection) }) { throw .refused(.isInUse(use)) }
        try IAMError.translating { () throws(DatabaseError) in
            if kind == .policy { try connection.run("DELETE FROM iam_documents WHERE resource_id = ?", .text(id)) }
            try connection.run("DELETE FROM iam_resources WHERE id = ?", .text(id))
            try connection.count(-1, kind, in: found.account)
        }
    }

    private func use(_ connection: Connection) throws(DatabaseError) -> IAMUse? {
        switch kind {
        case .user:
            if try connection.exists("SELECT 1 FROM access_keys WHERE user_id = ? LIMIT 1", id) { return .accessKeys }
            if try connection.exists("SELECT 1 FROM login_profiles WHERE user_id = ?", id) { return .loginProfile }
        case .policy:
            if try connection.isPolicyInUse(arn) { return .attachments }
            if try connection.documentNames(of: id, after: "", limit: 2).count > 1 { return .versions }
            return nil
        case .group, .role, .instanceProfile: break
        }
        if try connection.exists("SELECT 1 FROM iam_attachments WHERE identity_id = ? LIMIT 1", id) { return .attachedPolicies }
        if try connection.exists("SELECT 1 FROM iam_documents WHERE resource_id = ? LIMIT 1", id) { return .inlinePolicies }
        if try connection.exists("SELECT 1 FROM iam_members WHERE member_id = ? LIMIT 1", id) {
            return kind == .role ? .instanceProfiles : .groups
        }
        if try connection.exists("SELECT 1 FROM iam_members WHERE container_id = ? LIMIT 1", id) {
            return kind == .group ? .members : .roles
        }
        return nil
    }
}

/// A user in a group, or a role in an instance profile. Source: API_AddUserToGroup, API_AddRoleToInstanceProfile.
package struct AddIAMMember: Mutation {
    package let container: IAMResource
    package let member: IAMResource

    package init(_ member: IAMResource, to container: IAMResource) {
        self.container = container
        self.member = member
    }

    /// - Throws: `.notFound`, `.exceeds`. Whoever is in a group already is in it.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        _ = try connection.require(container.id, container.kind)
        _ = try connection.require(member.id, member.kind)
        let quota: IAMQuota = container.kind == .group ? .groups : .roles
        let others = try IAMError.translating { () throws(DatabaseError) in
            container.kind == .group
                ? try connection.rows("SELECT container_id FROM iam_members WHERE member_id = ? LIMIT 11", .text(member.id)) { $0.text(0) }
                : try connection.rows("SELECT member_id FROM iam_members WHERE container_id = ? LIMIT 2", .text(container.id)) {
                    $0.text(0)
                }
        }
        guard !others.contains(container.kind == .group ? container.id : member.id) else {
            if container.kind == .group { return }
            throw .refused(.exceeds(quota))
        }
        guard others.count < quota.limit else { throw .refused(.exceeds(quota)) }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run("INSERT INTO iam_members (container_id, member_id) VALUES (?, ?)", .text(container.id), .text(member.id))
        }
    }
}

/// Source: API_RemoveUserFromGroup, API_RemoveRoleFromInstanceProfile.
package struct RemoveIAMMember: Mutation {
    package let container, member: String

    package init(_ member: IAMResource, from container: IAMResource) { (self.container, self.member) = (container.id, member.id) }

    package var usesReserve: Bool { true }

    /// - Throws: `.isNotMember`.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        try IAMError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM iam_members WHERE container_id = ? AND member_id = ?", .text(container), .text(member))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.isNotMember) }
    }
}

extension Connection {
    func exists(_ sql: StaticString, _ value: String) throws(DatabaseError) -> Bool { try first(sql, .text(value)) { _ in true } ?? false }

    /// Something under its unique id, which may have gone since it was read.
    func require(_ id: String, _ kind: IAMKind) throws(IAMError) -> IAMResource {
        let found = try IAMError.translating { () throws(DatabaseError) in try iamResource(id: id) }
        guard let found, found.kind == kind else { throw .refused(.notFound(kind)) }
        return found
    }

    /// - Throws: `.noSuchPolicy` for a customer's policy that is not there. AWS's own are always there, and are judged before.
    func requirePolicy(_ arn: String) throws(IAMError) {
        guard !arn.hasPrefix("arn:aws:iam::aws:") else { return }
        let found = try IAMError.translating { () throws(DatabaseError) in try iamPolicy(arn) }
        guard found != nil else { throw .refused(.noSuchPolicy) }
    }

    func isPolicyInUse(_ arn: String) throws(DatabaseError) -> Bool {
        if try exists("SELECT 1 FROM iam_attachments INDEXED BY iam_attachments_by_policy WHERE policy_arn = ? LIMIT 1", arn) {
            return true
        }
        return try exists("SELECT 1 FROM iam_resources INDEXED BY iam_resources_by_boundary WHERE boundary = ? LIMIT 1", arn)
    }
}
