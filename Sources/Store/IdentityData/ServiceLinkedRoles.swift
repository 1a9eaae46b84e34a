package import Store
internal import Database
package import Core

extension IAMResource {
    /// Where roles lie that a service has in an account, and that nobody but it changes.
    package static let serviceLinkedPath = "/aws-service-role/"

    package var isServiceLinked: Bool { kind == .role && path.hasPrefix(Self.serviceLinkedPath) }
}

/// A role with the managed policies that its service attaches to it. Source: API_CreateServiceLinkedRole.
package struct CreateServiceLinkedRole: Mutation {
    package let role: IAMResource
    /// ARNs of policies of AWS's own, which are known to be there.
    package let policies: [String]

    package init(_ role: IAMResource, policies: [String]) {
        self.role = role
        self.policies = policies
    }

    package var rowBytes: Int { CreateIAMResource(role).rowBytes }

    /// - Throws: `.alreadyExists`.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        try CreateIAMResource(role).apply(transaction)
        for policy in policies { try AttachPolicy(policy, to: role).apply(transaction) }
    }
}

/// Takes such a role away with all that is attached to it, and keeps for some time that it was. Source: API_DeleteServiceLinkedRole.
package struct DeleteServiceLinkedRole: Mutation {
    package let role: IAMResource
    /// Under which its end can be asked for.
    package let task: String

    package init(_ role: IAMResource, task: String) {
        self.role = role
        self.task = task
    }

    package var rowBytes: Int { task.utf8.count }

    /// - Throws: `.notFound`, `.isInUse` while an instance profile has it.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        _ = try connection.require(role.id, .role)
        let attached = try IAMError.translating { () throws(DatabaseError) in try connection.attachedPolicies(role.id) }
        for policy in attached { try DetachPolicy(policy, from: role).apply(transaction) }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run("DELETE FROM iam_documents WHERE resource_id = ?", .text(role.id))
        }
        try DeleteIAMResource(role).apply(transaction)
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run(
                "INSERT INTO role_deletions (task_id, account_id, deleted_ms) VALUES (?, ?, ?)", .text(task),
                .text(role.account.description), .integer(transaction.wallNow.milliseconds))
        }
    }
}

/// Whether a deletion of an account's was asked for, which is done at once. Source: API_GetServiceLinkedRoleDeletionStatus.
package struct FindRoleDeletion: Query {
    package let task: String
    package let account: AccountID

    package init(_ task: String, of account: AccountID) {
        self.task = task
        self.account = account
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Bool {
        try translating { () throws(DatabaseError) in
            let owner = try snapshot.connection.first("SELECT account_id FROM role_deletions WHERE task_id = ?", .text(task)) { $0.text(0) }
            return owner == account.description
        }
    }
}

/// Forgets deletions that nobody asks for any more.
package struct TrimRoleDeletions: TrimStep {
    package static let keptSeconds: Int64 = 30 * 86_400
    package static let rows = 500

    package let before: Timestamp
    package let limit: Int

    package init(before: Timestamp, after: Int64, limit: Int) {
        self.before = before
        self.limit = limit
    }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int64? {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM role_deletions WHERE id IN (SELECT id FROM role_deletions WHERE deleted_ms < ? ORDER BY deleted_ms LIMIT ?)",
                .integer(before.milliseconds), .integer(limit))
            return transaction.connection.changes < limit ? nil : 1
        }
    }
}
