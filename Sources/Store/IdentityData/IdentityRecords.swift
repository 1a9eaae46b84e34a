package import Store
internal import Database
package import Core

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

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
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

/// The accounts that a server is started with, each with a key of its root. A key that no start declares any more is taken away; its account
/// stays, with all that is its own.
package struct DeclareAccounts: Mutation {
    package struct Key: Sendable {
        package let account: UpsertAccount
        package let accessKeyID: String
        package let sealedSecret: [UInt8]

        package init(account: UpsertAccount, accessKeyID: String, sealedSecret: [UInt8]) {
            self.account = account
            self.accessKeyID = accessKeyID
            self.sealedSecret = sealedSecret
        }
    }

    package let keys: [Key]
    package init(_ keys: [Key]) { self.keys = keys }

    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        for key in keys { try key.account.apply(transaction) }
        let declared = Set(keys.map(\.accessKeyID))
        try translating { () throws(DatabaseError) in
            let connection = transaction.connection
            let kept = try connection.rows("SELECT access_key_id FROM access_keys WHERE user_id IS NULL") { $0.text(0) }
            for key in kept where !declared.contains(key) {
                try connection.run("DELETE FROM access_keys WHERE access_key_id = ?", .text(key))
            }
            for key in keys {
                try connection.run(
                    """
                    INSERT INTO access_keys (access_key_id, account_id, sealed_secret, is_active, created_ms) VALUES (?, ?, ?, 1, ?)
                    ON CONFLICT (access_key_id) DO UPDATE SET account_id = excluded.account_id, sealed_secret = excluded.sealed_secret,
                        is_active = 1, user_id = NULL
                    """, .text(key.accessKeyID), .text(key.account.account.description), .blob(key.sealedSecret),
                    .integer(transaction.wallNow.milliseconds))
            }
        }
    }
}

/// Whether anybody can act as an account's root: one that is not declared any more has no key.
package struct HasAccessKey: Query {
    package let account: AccountID
    package init(_ account: AccountID) { self.account = account }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Bool {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                "SELECT 1 FROM access_keys WHERE account_id = ? AND user_id IS NULL", .text(account.description)
            ) { _ in true } ?? false
        }
    }
}
