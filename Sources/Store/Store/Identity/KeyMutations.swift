internal import Database
package import Core

/// Source: API_CreateKey (KMS).
package struct CreateKMSKey: Mutation {
    package let key: KMSKeyRecord
    /// Points to the new key unless it exists: then nothing is made.
    package let alias: String?

    package init(_ key: KMSKeyRecord, alias: String? = nil) {
        self.key = key
        self.alias = alias
    }

    /// - Returns: the id of the key, or of the one that the alias has already.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> String {
        let (name, connection) = (key.name, transaction.connection)
        if let alias, let known = try connection.kmsAlias(alias, name.account, name.region) { return known }
        try translating { () throws(DatabaseError) in
            try connection.run(
                """
                INSERT INTO kms_keys (account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .text(name.account.description), .text(name.region.description), .text(name.id), .blob(key.sealedMaterial),
                .text(key.description), .flag(key.isManaged), .text(key.state.text), .integer(key.created.milliseconds))
        }
        if let alias { try transaction.setKMSAlias(alias, to: name) }
        return name.id
    }
}

/// Changes what is not the key itself.
package struct ChangeKMSKey: Mutation {
    package let name: KMSKeyName
    private let change: @Sendable (KMSKeyRecord) throws(MetadataError) -> KMSKeyRecord

    /// - Parameter change: gets the key as it is in the commit; what it throws leaves it so.
    package init(_ name: KMSKeyName, change: @escaping @Sendable (KMSKeyRecord) throws(MetadataError) -> KMSKeyRecord) {
        self.name = name
        self.change = change
    }

    /// - Throws: `.notFound`.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> KMSKeyRecord {
        guard let old = try FindKMSKey(name).find(transaction.connection) else { throw .notFound(name.arn.description) }
        let new = try change(old)
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE kms_keys SET state = ?, description = ? WHERE account_id = ? AND region = ? AND key_id = ?", .text(new.state.text),
                .text(new.description), .text(name.account.description), .text(name.region.description), .text(name.id))
        }
        return new
    }
}

/// Keys whose time has come go, with their aliases: nothing that they sealed can be opened any more.
package struct DeleteExpiredKMSKeys: Mutation {
    package init() {}

    package var usesReserve: Bool { true }

    /// - Returns: those that went.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> [KMSKeyName] {
        try translating { () throws(DatabaseError) in
            let rows = try transaction.connection.rows(
                """
                SELECT account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms FROM kms_keys
                WHERE state > 'PendingDeletion ' AND state < 'PendingDeletion!'
                """
            ) { row throws(DatabaseError) in try kmsKey(row) }
            let due = rows.filter {
                if case .pendingDeletion(let date) = $0.state { date <= transaction.now } else { false }
            }
            for key in due {
                let name: [Value] = [.text(key.name.account.description), .text(key.name.region.description), .text(key.name.id)]
                try transaction.connection.run(
                    "DELETE FROM kms_aliases WHERE account_id = ? AND region = ? AND key_id = ?", name[0], name[1], name[2])
                try transaction.connection.run(
                    "DELETE FROM kms_keys WHERE account_id = ? AND region = ? AND key_id = ?", name[0], name[1], name[2])
            }
            return due.map(\.name)
        }
    }
}

/// Source: API_CreateAlias and API_UpdateAlias (KMS).
package struct SetKMSAlias: Mutation {
    package let alias: String
    package let key: KMSKeyName
    /// Whether the alias must be there, or must not.
    package let exists: Bool

    package init(alias: String, key: KMSKeyName, exists: Bool) {
        self.alias = alias
        self.key = key
        self.exists = exists
    }

    /// - Throws: `.alreadyExists`, `.notFound`.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        let known = try transaction.connection.kmsAlias(alias, key.account, key.region)
        if known != nil, !exists { throw .alreadyExists(alias) }
        if known == nil, exists { throw .notFound(alias) }
        guard try FindKMSKey(key).find(transaction.connection) != nil else { throw .notFound(key.arn.description) }
        try transaction.setKMSAlias(alias, to: key)
    }
}

/// Source: API_DeleteAlias (KMS).
package struct DeleteKMSAlias: Mutation {
    package let alias: String
    package let account: AccountID
    package let region: Region

    package init(alias: String, account: AccountID, region: Region) {
        self.alias = alias
        self.account = account
        self.region = region
    }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound`.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        guard try transaction.connection.kmsAlias(alias, account, region) != nil else { throw .notFound(alias) }
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM kms_aliases WHERE account_id = ? AND region = ? AND name = ?", .text(account.description),
                .text(region.description), .text(alias))
        }
    }
}
