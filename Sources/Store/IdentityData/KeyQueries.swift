package import Store
internal import Database
package import Core

package struct FindKMSKey: Query {
    package let name: KMSKeyName
    package init(_ name: KMSKeyName) { self.name = name }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> KMSKeyRecord? {
        try translating { () throws(DatabaseError) in try find(snapshot.connection) }
    }

    func find(_ connection: Connection) throws(DatabaseError) -> KMSKeyRecord? {
        try connection.first(
            """
            SELECT account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms FROM kms_keys
            WHERE account_id = ? AND region = ? AND key_id = ?
            """,
            .text(name.account.description), .text(name.region.description), .text(name.id)
        ) { row throws(DatabaseError) in try kmsKey(row) }
    }
}

/// The id of the key that an alias points to.
package struct FindKMSAlias: Query {
    package let alias: String
    package let account: AccountID
    package let region: Region

    package init(alias: String, account: AccountID, region: Region) {
        self.alias = alias
        self.account = account
        self.region = region
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> String? {
        try translating { () throws(DatabaseError) in try snapshot.connection.kmsAlias(alias, account, region) }
    }
}

/// Keys of an account in a region, by id.
package struct ListKMSKeys: Query {
    package let account: AccountID
    package let region: Region
    package let after: String
    package let limit: Int

    package init(account: AccountID, region: Region, after: String, limit: Int) {
        self.account = account
        self.region = region
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [KMSKeyRecord] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms FROM kms_keys
                WHERE account_id = ? AND region = ? AND key_id > ? ORDER BY key_id LIMIT ?
                """, .text(account.description), .text(region.description), .text(after), .integer(limit)
            ) { row throws(DatabaseError) in try kmsKey(row) }
        }
    }
}

/// Aliases of an account in a region, by name.
package struct ListKMSAliases: Query {
    package let account: AccountID
    package let region: Region
    /// nil for those of all keys.
    package let keyID: String?
    package let after: String
    package let limit: Int

    package init(account: AccountID, region: Region, keyID: String?, after: String, limit: Int) {
        self.account = account
        self.region = region
        self.keyID = keyID
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [KMSAliasRecord] {
        try translating { () throws(DatabaseError) in
            guard let keyID else {
                return try snapshot.connection.rows(
                    """
                    SELECT name, key_id, created_ms FROM kms_aliases WHERE account_id = ? AND region = ? AND name > ?
                    ORDER BY name LIMIT ?
                    """, .text(account.description), .text(region.description), .text(after), .integer(limit), read: Self.alias)
            }
            return try snapshot.connection.rows(
                """
                SELECT name, key_id, created_ms FROM kms_aliases INDEXED BY kms_aliases_by_key
                WHERE account_id = ? AND region = ? AND key_id = ? AND name > ? ORDER BY name LIMIT ?
                """, .text(account.description), .text(region.description), .text(keyID), .text(after), .integer(limit),
                read: Self.alias)
        }
    }

    private static func alias(_ row: Row) -> KMSAliasRecord {
        KMSAliasRecord(name: row.text(0), keyID: row.text(1), created: Timestamp(milliseconds: row.integer(2)))
    }
}
