package import Store
internal import Database
internal import Core

/// Some of what the master key has sealed: KMS keys if there are any, else users' access keys, else those of accounts' roots.
package struct FindSealedSecrets: Query {
    package struct Found: Sendable {
        /// Secrets with the names that they are bound to.
        package let samples: [(name: String, bytes: [UInt8])]
        /// The next start makes them anew from what it is told.
        package let areDeclared: Bool
    }

    private static let limit = 100
    package init() {}

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Found {
        try translating { () throws(DatabaseError) in
            let connection = snapshot.connection
            let keys = try connection.rows(
                "SELECT account_id, region, key_id, sealed_material FROM kms_keys LIMIT ?", .integer(Self.limit)
            ) { row -> (name: String, bytes: [UInt8])? in
                guard let account = AccountID(row.text(0)), let region = Region(row.text(1)) else { return nil }
                return (KMSKeyName(account: account, region: region, id: row.text(2)).arn.description, row.blob(3))
            }.compactMap { $0 }
            guard keys.isEmpty else { return Found(samples: keys, areDeclared: false) }
            let users = try connection.rows(
                """
                SELECT access_key_id, sealed_secret FROM access_keys INDEXED BY access_keys_by_user WHERE user_id IS NOT NULL LIMIT ?
                """, .integer(Self.limit)
            ) { (name: $0.text(0), bytes: $0.blob(1)) }
            guard users.isEmpty else { return Found(samples: users, areDeclared: false) }
            let roots = try connection.rows("SELECT access_key_id, sealed_secret FROM access_keys LIMIT ?", .integer(Self.limit)) {
                (name: $0.text(0), bytes: $0.blob(1))
            }
            return Found(samples: roots, areDeclared: true)
        }
    }
}
