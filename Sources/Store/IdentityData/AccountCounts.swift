package import Store
internal import Database
package import Core

/// How many there are of each kind in an account: counted as they come and go, so that nobody goes through them.
/// Source: API_GetAccountSummary.
package struct FindAccountCounts: Query {
    package struct Found: Sendable {
        fileprivate let counts: [String: Int]

        package func count(_ kind: IAMKind) -> Int { counts[kind.rawValue] ?? 0 }
        /// Managed policies, AWS's among them, that are attached to somebody.
        package var policiesInUse: Int { counts[Connection.policyInUse] ?? 0 }
    }

    package let account: AccountID
    package init(of account: AccountID) { self.account = account }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Found {
        try translating { () throws(DatabaseError) in
            let rows = try snapshot.connection.rows(
                "SELECT kind, count FROM iam_counts WHERE account_id = ?", .text(account.description)
            ) { (kind: $0.text(0), count: $0.int(1)) }
            return Found(counts: Dictionary(rows.map { ($0.kind, $0.count) }) { $1 })
        }
    }
}

extension Connection {
    fileprivate static let policyInUse = "policy-in-use"

    func count(_ change: Int, _ kind: IAMKind, in account: AccountID) throws(DatabaseError) { try count(change, kind.rawValue, account) }

    /// To be called before a policy is attached, and after it was detached: the first and the last one count.
    func countUse(_ change: Int, of policy: String, in account: AccountID) throws(DatabaseError) {
        let isUsed =
            try first(
                "SELECT 1 FROM iam_attachments INDEXED BY iam_attachments_by_policy WHERE policy_arn = ? AND account_id = ? LIMIT 1",
                .text(policy), .text(account.description)
            ) { _ in true } ?? false
        if !isUsed { try count(change, Self.policyInUse, account) }
    }

    private func count(_ change: Int, _ kind: String, _ account: AccountID) throws(DatabaseError) {
        try run(
            """
            INSERT INTO iam_counts (account_id, kind, count) VALUES (?, ?, ?)
            ON CONFLICT (account_id, kind) DO UPDATE SET count = count + excluded.count
            """, .text(account.description), .text(kind), .integer(change))
    }
}
