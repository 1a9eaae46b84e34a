package import Store
internal import Database
package import Core

/// A role as `roles` has it. Source: API_Role.
package struct RoleRecord: Sendable, Hashable {
    package let account: AccountID
    package let name: String
    /// Begins and ends with a slash.
    package let path: String
    package let roleID: String
    /// As it was sent.
    package let trustPolicy: String
    package let description: String?
    package let maxSessionSeconds: Int
    package let tags: [String: String]
    package let created: Timestamp

    package init(
        account: AccountID, name: String, path: String, roleID: String, trustPolicy: String, description: String?,
        maxSessionSeconds: Int, tags: [String: String], created: Timestamp
    ) {
        self.account = account
        self.name = name
        self.path = path
        self.roleID = roleID
        self.trustPolicy = trustPolicy
        self.description = description
        self.maxSessionSeconds = maxSessionSeconds
        self.tags = tags
        self.created = created
    }

    package var arn: ARN { .role(path: path, name: name, account: account) }
}

extension RoleRecord {
    fileprivate init(_ row: Row) throws(DatabaseError) {
        self.init(
            account: try required(AccountID(row.text(0)), "the account of role \(row.text(1))"), name: row.text(1), path: row.text(2),
            roleID: row.text(3), trustPolicy: row.text(4),
            description: row.optionalText(5), maxSessionSeconds: row.int(6),
            tags: try TextMap.decode(row.text(7)),
            created: Timestamp(milliseconds: row.integer(8)))
    }
}

/// Why a role is not made or changed.
package enum RoleRefusal: Error, Sendable, Hashable {
    case notFound
    case alreadyExists
    case hasPolicies
    case policiesTooLarge
}

package typealias RoleError = StoreError<RoleRefusal>

package struct CreateRole: Mutation {
    package let role: RoleRecord
    package init(_ role: RoleRecord) { self.role = role }

    package var rowBytes: Int { role.trustPolicy.utf8.count }

    /// - Throws: `.alreadyExists`; names are compared without regard to case.
    package func apply(_ transaction: WriteTransaction) throws(RoleError) {
        let isTaken = try RoleError.translating { () throws(DatabaseError) in
            try transaction.connection.first(
                "SELECT 1 FROM roles INDEXED BY roles_by_name WHERE account_id = ? AND name = ? COLLATE NOCASE",
                .text(role.account.description), .text(role.name)
            ) { _ in true } ?? false
        }
        guard !isTaken else { throw .refused(.alreadyExists) }
        try RoleError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                INSERT INTO roles (account_id, name, path, role_id, trust_policy, description, max_session_s, tags, created_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, .text(role.account.description), .text(role.name), .text(role.path), .text(role.roleID), .text(role.trustPolicy),
                .optional(role.description), .integer(role.maxSessionSeconds), .text(JSON.strings(role.tags).text),
                .integer(role.created.milliseconds))
        }
        transaction.publish(Signal(.roles, role.account.description))
    }
}

extension Signal.Kind {
    /// A role was made, which services may act as from now on; the id is its account.
    package static let roles = Self("roles")
}

/// A role with its inline policies.
package struct FindRole: Query {
    package let account: AccountID
    package let name: String

    package init(account: AccountID, name: String) {
        self.account = account
        self.name = name
    }

    package struct Found: Sendable {
        package let role: RoleRecord
        /// Sorted by name; documents as they were sent.
        package let policies: [(name: String, document: String)]
    }

    /// - Returns: nil if there is no such role.
    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Found? {
        try translating { () throws(DatabaseError) in
            let role = try snapshot.connection.first(
                """
                SELECT account_id, name, path, role_id, trust_policy, description, max_session_s, tags, created_ms FROM roles
                INDEXED BY roles_by_name WHERE account_id = ? AND name = ? COLLATE NOCASE
                """, .text(account.description), .text(name)
            ) { row throws(DatabaseError) in try RoleRecord(row) }
            guard let role else { return nil }
            let policies = try snapshot.connection.rows(
                "SELECT name, document FROM role_policies WHERE account_id = ? AND role_name = ? ORDER BY name",
                .text(account.description), .text(role.name)
            ) { (name: $0.text(0), document: $0.text(1)) }
            return Found(role: role, policies: policies)
        }
    }
}

/// A page of an account's roles: by name, or those under a path by path and name.
package struct ListRoles: Query {
    package let account: AccountID
    /// `/` for all.
    package let pathPrefix: String
    /// What `marker` says of the last role of the page before; empty for the first page.
    package let after: String
    package let limit: Int

    package init(account: AccountID, pathPrefix: String, after: String, limit: Int) {
        self.account = account
        self.pathPrefix = pathPrefix
        self.after = after
        self.limit = limit
    }

    /// Where a page begins that follows this role.
    package func marker(of role: RoleRecord) -> String { pathPrefix == "/" ? role.name : role.path + role.name }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [RoleRecord] {
        try translating { () throws(DatabaseError) in
            guard pathPrefix != "/" else {
                return try snapshot.connection.rows(
                    """
                    SELECT account_id, name, path, role_id, trust_policy, description, max_session_s, tags, created_ms FROM roles
                    WHERE account_id = ? AND name > ? ORDER BY name LIMIT ?
                    """, .text(account.description), .text(after), .integer(limit)
                ) { row throws(DatabaseError) in try RoleRecord(row) }
            }
            let last = place(of: after)
            return try snapshot.connection.rows(
                """
                SELECT account_id, name, path, role_id, trust_policy, description, max_session_s, tags, created_ms FROM roles
                WHERE account_id = ? AND (path, name) > (?, ?) AND path < ? ORDER BY path, name LIMIT ?
                """, .text(account.description), .text(last.path), .text(last.name), TextRange(prefix: pathPrefix).upper, .integer(limit)
            ) { row throws(DatabaseError) in try RoleRecord(row) }
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

package struct DeleteRole: Mutation {
    package let account: AccountID
    package let name: String

    package init(account: AccountID, name: String) {
        self.account = account
        self.name = name
    }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound`, `.hasPolicies` while it has policies.
    package func apply(_ transaction: WriteTransaction) throws(RoleError) {
        let policies = try RoleError.translating { () throws(DatabaseError) in
            try transaction.connection.first(
                "SELECT COUNT(*) FROM role_policies WHERE account_id = ? AND role_name = ?", .text(account.description), .text(name)
            ) { $0.int(0) } ?? 0
        }
        guard policies == 0 else { throw .refused(.hasPolicies) }
        try RoleError.translating { () throws(DatabaseError) in
            try transaction.connection.run("DELETE FROM roles WHERE account_id = ? AND name = ?", .text(account.description), .text(name))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.notFound) }
    }
}

package struct PutRolePolicy: Mutation {
    package let account: AccountID
    package let role, name, document: String

    package init(account: AccountID, role: String, name: String, document: String) {
        self.account = account
        self.role = role
        self.name = name
        self.document = document
    }

    package var rowBytes: Int { document.utf8.count }

    /// What all inline policies of a role may have together. Source: IAM User Guide, "IAM and AWS STS quotas".
    private static let mostCharacters = 10_240
    /// White space is not among those characters; this bounds what is read, here and for each request as the role.
    private static let mostBytes = 131_072

    /// - Returns: false for a document that no role can have, whatever else it has.
    package var isWithinQuota: Bool { Self.isWithinQuota(PolicySize(document)) }

    private static func isWithinQuota(_ size: PolicySize) -> Bool { size.characters <= mostCharacters && size.bytes <= mostBytes }

    /// - Throws: `.notFound` if there is no such role, `.policiesTooLarge` where its policies would be more than they may be.
    package func apply(_ transaction: WriteTransaction) throws(RoleError) {
        let exists = try RoleError.translating { () throws(DatabaseError) in
            try transaction.connection.first(
                "SELECT 1 FROM roles WHERE account_id = ? AND name = ?", .text(account.description), .text(role)
            ) { _ in true } ?? false
        }
        guard exists else { throw .refused(.notFound) }
        guard try fits(transaction) else { throw .refused(.policiesTooLarge) }
        try RoleError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "INSERT OR REPLACE INTO role_policies (account_id, role_name, name, document) VALUES (?, ?, ?, ?)",
                .text(account.description), .text(role), .text(name), .text(document))
        }
    }

    /// Reads no more than what a role may have: one of an earlier version can have very much.
    private func fits(_ transaction: WriteTransaction) throws(RoleError) -> Bool {
        var size = PolicySize(document)
        var last = ""
        while Self.isWithinQuota(size) {
            let next = try RoleError.translating { () throws(DatabaseError) in
                try transaction.connection.first(
                    "SELECT name, document FROM role_policies WHERE account_id = ? AND role_name = ? AND name > ? ORDER BY name LIMIT 1",
                    .text(account.description), .text(role), .text(last)
                ) { (name: $0.text(0), document: $0.text(1)) }
            }
            guard let next else { return true }
            if next.name != name { size.add(PolicySize(next.document)) }
            last = next.name
        }
        return false
    }
}

package struct DeleteRolePolicy: Mutation {
    package let account: AccountID
    package let role, name: String

    package init(account: AccountID, role: String, name: String) {
        self.account = account
        self.role = role
        self.name = name
    }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound` if the role has no such policy.
    package func apply(_ transaction: WriteTransaction) throws(RoleError) {
        try RoleError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM role_policies WHERE account_id = ? AND role_name = ? AND name = ?",
                .text(account.description), .text(role), .text(name))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.notFound) }
    }
}
