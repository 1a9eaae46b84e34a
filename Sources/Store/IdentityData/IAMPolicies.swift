package import Store
internal import Database
package import Core

/// A document that belongs to a resource: an inline policy, or a version of a managed one.
package struct IAMDocument: Sendable, Hashable {
    /// A version's is `v1` and so on.
    package let name: String
    /// As it was sent.
    package let document: String
    package let created: Timestamp
}

extension IAMKind {
    /// What all inline policies of one may have together, in characters, white space aside.
    /// Source: IAM User Guide, "IAM and AWS STS quotas".
    package var inlinePolicyCharacters: Int {
        switch self {
        case .user: 2048
        case .group: 5120
        case .role, .instanceProfile, .policy: 10_240
        }
    }
}

/// Source: API_PutUserPolicy, API_PutGroupPolicy, API_PutRolePolicy.
package struct PutInlinePolicy: Mutation {
    package let identity: IAMResource
    package let name, document: String

    package init(_ identity: IAMResource, name: String, document: String) {
        self.identity = identity
        self.name = name
        self.document = document
    }

    package var rowBytes: Int { document.utf8.count }

    /// White space is not among the characters of the quota; this bounds what is read, here and for each request as the identity.
    private static let mostBytes = 131_072

    /// - Returns: false for a document that nobody of the kind can have, whatever else they have.
    package var isWithinQuota: Bool { isWithinQuota(PolicySize(document)) }

    private func isWithinQuota(_ size: PolicySize) -> Bool {
        size.characters <= identity.kind.inlinePolicyCharacters && size.bytes <= Self.mostBytes
    }

    /// - Throws: `.notFound`, `.exceeds` where its policies would be more than they may be.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        _ = try connection.require(identity.id, identity.kind)
        guard try fits(connection) else { throw .refused(.exceeds(.inlinePolicies)) }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.insertDocument(name, document, of: identity.id, transaction.wallNow)
        }
    }

    /// Reads no more than what one may have: an identity of an earlier version can have very much.
    private func fits(_ connection: Connection) throws(IAMError) -> Bool {
        var size = PolicySize(document)
        var last = ""
        while isWithinQuota(size) {
            let next = try IAMError.translating { () throws(DatabaseError) in
                try connection.first(
                    "SELECT name, document FROM iam_documents WHERE resource_id = ? AND name > ? ORDER BY name LIMIT 1",
                    .text(identity.id), .text(last)
                ) { (name: $0.text(0), document: $0.text(1)) }
            }
            guard let next else { return true }
            if next.name != name { size.add(PolicySize(next.document)) }
            last = next.name
        }
        return false
    }
}

/// Source: API_DeleteUserPolicy, API_DeleteGroupPolicy, API_DeleteRolePolicy.
package struct DeleteInlinePolicy: Mutation {
    package let identity, name: String

    package init(_ identity: IAMResource, name: String) { (self.identity, self.name) = (identity.id, name) }

    package var usesReserve: Bool { true }

    /// - Throws: `.noSuchInlinePolicy`.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        try IAMError.translating { () throws(DatabaseError) in
            try transaction.connection.run("DELETE FROM iam_documents WHERE resource_id = ? AND name = ?", .text(identity), .text(name))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.noSuchInlinePolicy) }
    }
}

/// Source: API_CreatePolicyVersion.
package struct CreatePolicyVersion: Mutation {
    package let policy: String
    package let document: String
    package let isDefault: Bool

    package init(_ policy: IAMResource, document: String, isDefault: Bool) {
        self.policy = policy.id
        self.document = document
        self.isDefault = isDefault
    }

    package var rowBytes: Int { document.utf8.count }

    /// - Returns: the version's number.
    /// - Throws: `.notFound`, `.exceeds` for a sixth one.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) -> Int {
        let connection = transaction.connection
        let found = try connection.require(policy, .policy)
        let limit = IAMQuota.versions.limit
        let versions = try IAMError.translating { () throws(DatabaseError) in
            try connection.documentNames(of: policy, after: "", limit: limit)
        }
        guard versions.count < limit else { throw .refused(.exceeds(.versions)) }
        let number = (found.lastVersion ?? 0) + 1
        try IAMError.translating { () throws(DatabaseError) in
            try connection.insertDocument("v\(number)", document, of: policy, transaction.wallNow)
            try connection.run(
                "UPDATE iam_resources SET last_version = ?, default_version = ?, updated_ms = ? WHERE id = ?", .integer(number),
                .integer(isDefault ? number : found.defaultVersion ?? number), .integer(transaction.wallNow.milliseconds), .text(policy))
        }
        return number
    }
}

/// Source: API_DeletePolicyVersion.
package struct DeletePolicyVersion: Mutation {
    package let policy, version: String

    package init(_ policy: IAMResource, version: String) { (self.policy, self.version) = (policy.id, version) }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound`, `.noSuchVersion`, `.isInUse` for the default version.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        let found = try connection.require(policy, .policy)
        guard version != "v\(found.defaultVersion ?? 0)" else { throw .refused(.isInUse(.isDefaultVersion)) }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run("DELETE FROM iam_documents WHERE resource_id = ? AND name = ?", .text(policy), .text(version))
        }
        guard connection.changes > 0 else { throw .refused(.noSuchVersion) }
    }
}

/// Source: API_AttachUserPolicy, API_AttachGroupPolicy, API_AttachRolePolicy.
package struct AttachPolicy: Mutation {
    package let identity: IAMResource
    package let policy: String

    /// - Parameter policy: the ARN of a customer's policy, or of one of AWS's own that is known to be there.
    package init(_ policy: String, to identity: IAMResource) {
        self.identity = identity
        self.policy = policy
    }

    /// - Throws: `.notFound`, `.noSuchPolicy`, `.exceeds`. What is attached already is attached.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        _ = try connection.require(identity.id, identity.kind)
        try connection.requirePolicy(policy)
        let attached = try IAMError.translating { () throws(DatabaseError) in try connection.attachedPolicies(identity.id) }
        guard !attached.contains(policy) else { return }
        guard attached.count < IAMQuota.attachedPolicies.limit else { throw .refused(.exceeds(.attachedPolicies)) }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.countUse(1, of: policy, in: identity.account)
            try connection.run(
                "INSERT INTO iam_attachments (identity_id, policy_arn, account_id) VALUES (?, ?, ?)", .text(identity.id), .text(policy),
                .text(identity.account.description))
        }
    }
}

/// Source: API_DetachUserPolicy, API_DetachGroupPolicy, API_DetachRolePolicy.
package struct DetachPolicy: Mutation {
    package let identity, policy: String
    private let account: AccountID

    package init(_ policy: String, from identity: IAMResource) {
        (self.identity, self.policy) = (identity.id, policy)
        account = identity.account
    }

    package var usesReserve: Bool { true }

    /// - Throws: `.isNotAttached`.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        try IAMError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM iam_attachments WHERE identity_id = ? AND policy_arn = ?", .text(identity), .text(policy))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.isNotAttached) }
        try IAMError.translating { () throws(DatabaseError) in
            try transaction.connection.countUse(-1, of: policy, in: account)
        }
    }
}

extension Connection {
    func insertDocument(_ name: String, _ document: String, of resource: String, _ created: Timestamp) throws(DatabaseError) {
        try run(
            "INSERT OR REPLACE INTO iam_documents (resource_id, name, created_ms, document) VALUES (?, ?, ?, ?)", .text(resource),
            .text(name), .integer(created.milliseconds), .text(document))
    }

    func document(_ name: String, of resource: String) throws(DatabaseError) -> IAMDocument? {
        try first(
            "SELECT name, document, created_ms FROM iam_documents WHERE resource_id = ? AND name = ?", .text(resource), .text(name)
        ) { IAMDocument($0) }
    }

    /// - Parameter limit: nil for all.
    func documents(of resource: String, limit: Int? = nil) throws(DatabaseError) -> [IAMDocument] {
        try rows(
            "SELECT name, document, created_ms FROM iam_documents WHERE resource_id = ? ORDER BY name LIMIT ?", .text(resource),
            .integer(limit ?? -1)
        ) { IAMDocument($0) }
    }

    func documentNames(of resource: String, after: String, limit: Int) throws(DatabaseError) -> [String] {
        try rows(
            "SELECT name FROM iam_documents WHERE resource_id = ? AND name > ? ORDER BY name LIMIT ?", .text(resource), .text(after),
            .integer(limit)
        ) { $0.text(0) }
    }

    /// Sorted by ARN; as few as the quota says.
    func attachedPolicies(_ identity: String) throws(DatabaseError) -> [String] {
        try rows("SELECT policy_arn FROM iam_attachments WHERE identity_id = ? ORDER BY policy_arn", .text(identity)) { $0.text(0) }
    }
}

extension IAMDocument {
    init(_ row: Row) { self.init(name: row.text(0), document: row.text(1), created: Timestamp(milliseconds: row.integer(2))) }
}
