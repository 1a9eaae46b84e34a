internal import Database
package import PeltonCore

/// An account as `accounts` has it.
package struct UpsertAccount: Mutation {
    package let account: AccountID
    /// 64 hexadecimal digits: what ACLs and listings show.
    package let canonicalID: String
    package let displayName: String
    package let email: String

    package init(account: AccountID, canonicalID: String, displayName: String, email: String) {
        self.account = account
        self.canonicalID = canonicalID
        self.displayName = displayName
        self.email = email
    }

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                INSERT INTO accounts (account_id, canonical_id, display_name, email) VALUES (?, ?, ?, ?)
                ON CONFLICT (account_id) DO UPDATE SET canonical_id = excluded.canonical_id, display_name = excluded.display_name,
                    email = excluded.email
                """, .text(account.description), .text(canonicalID), .text(displayName), .text(email))
        }
    }
}
