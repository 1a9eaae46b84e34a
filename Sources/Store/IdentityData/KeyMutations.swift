package import Store
internal import Database
package import Core

/// Why a KMS key or an alias is not made or changed.
package enum KMSKeyRefusal: Error, Sendable, Hashable {
    /// The key's ARN or the alias.
    case notFound(String)
    case alreadyExists(String)
    /// The key's state does not allow it; the text says why.
    case invalidState(String)
}

package typealias KMSKeyError = StoreError<KMSKeyRefusal>

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
    package func apply(_ transaction: WriteTransaction) throws(KMSKeyError) -> String {
        let (name, connection) = (key.name, transaction.connection)
        return try KMSKeyError.translating { () throws(DatabaseError) in
            if let alias, let known = try connection.kmsAlias(alias, name.account, name.region) { return known }
            try connection.run(
                """
                INSERT INTO kms_keys (account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .text(name.account.description), .text(name.region.description), .text(name.id), .blob(key.sealedMaterial),
                .text(key.description), .flag(key.isManaged), .text(key.state.text), .integer(key.created.milliseconds))
            if let alias { try transaction.setKMSAlias(alias, to: name) }
            return name.id
        }
    }
}

/// Changes what is not the key itself.
package struct ChangeKMSKey: Mutation {
    package let name: KMSKeyName
    private let change: @Sendable (KMSKeyRecord) throws(KMSKeyRefusal) -> KMSKeyRecord

    /// - Parameter change: gets the key as it is in the commit; what it throws leaves it so.
    package init(_ name: KMSKeyName, change: @escaping @Sendable (KMSKeyRecord) throws(KMSKeyRefusal) -> KMSKeyRecord) {
        self.name = name
        self.change = change
    }

    /// - Throws: `.notFound`.
    package func apply(_ transaction: WriteTransaction) throws(KMSKeyError) -> KMSKeyRecord {
        let found = try KMSKeyError.translating { () throws(DatabaseError) in try FindKMSKey(name).find(transaction.connection) }
        guard let old = found else { throw .refused(.notFound(name.arn.description)) }
        let new: KMSKeyRecord
        do { new = try change(old) } catch { throw .refused(error) }
        try KMSKeyError.translating { () throws(DatabaseError) in
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
    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> [KMSKeyName] {
        try translating { () throws(DatabaseError) in
            let rows = try transaction.connection.rows(
                """
                SELECT account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms FROM kms_keys
                WHERE state > 'PendingDeletion ' AND state < 'PendingDeletion!'
                """
            ) { row throws(DatabaseError) in try kmsKey(row) }
            let due = rows.filter {
                if case .pendingDeletion(let date) = $0.state { date <= transaction.wallNow } else { false }
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
    package func apply(_ transaction: WriteTransaction) throws(KMSKeyError) {
        let (known, found) = try KMSKeyError.translating { () throws(DatabaseError) in
            (
                try transaction.connection.kmsAlias(alias, key.account, key.region),
                try FindKMSKey(key).find(transaction.connection)
            )
        }
        if known != nil, !exists { throw .refused(.alreadyExists(alias)) }
        if known == nil, exists { throw .refused(.notFound(alias)) }
        guard found != nil else { throw .refused(.notFound(key.arn.description)) }
        try KMSKeyError.translating { () throws(DatabaseError) in try transaction.setKMSAlias(alias, to: key) }
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
    package func apply(_ transaction: WriteTransaction) throws(KMSKeyError) {
        let known = try KMSKeyError.translating { () throws(DatabaseError) in
            try transaction.connection.kmsAlias(alias, account, region)
        }
        guard known != nil else { throw .refused(.notFound(alias)) }
        try KMSKeyError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM kms_aliases WHERE account_id = ? AND region = ? AND name = ?", .text(account.description),
                .text(region.description), .text(alias))
        }
    }
}
