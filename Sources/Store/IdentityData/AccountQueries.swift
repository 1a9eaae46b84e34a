package import Store
internal import Database
package import Core

/// An account as access control lists and listings show it.
package struct AccountRecord: Sendable, Hashable {
    package let account: AccountID
    package let canonicalID: String
    package let displayName: String
}

/// The accounts that have this id, canonical user id or e-mail address; two at most: who gives an address must not mean two.
package struct FindAccounts: Query {
    package enum Name: Sendable, Hashable { case id(AccountID), canonicalID(String), email(String) }

    package let name: Name
    package init(_ name: Name) { self.name = name }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [AccountRecord] {
        switch name {
        case .id(let id):
            try rows("SELECT account_id, canonical_id, display_name FROM accounts WHERE account_id = ?", id.description, snapshot)
        case .canonicalID(let id):
            try rows("SELECT account_id, canonical_id, display_name FROM accounts WHERE canonical_id = ?", id, snapshot)
        case .email(let address):
            try rows(
                "SELECT account_id, canonical_id, display_name FROM accounts WHERE email = ? AND email != '' LIMIT 2", address, snapshot)
        }
    }

    private func rows(_ sql: StaticString, _ value: String, _ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [AccountRecord] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(sql, .text(value)) { row throws(DatabaseError) in
                let account = try required(AccountID(row.text(0)), "an account, \(row.text(0))")
                return AccountRecord(account: account, canonicalID: row.text(1), displayName: row.text(2))
            }
        }
    }
}
