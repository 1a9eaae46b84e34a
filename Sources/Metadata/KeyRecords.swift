internal import Database
package import PeltonCore

/// What names a KMS key.
package struct KMSKeyName: Sendable, Hashable {
    package let account: AccountID
    package let region: Region
    /// A UUID.
    package let id: String

    package init(account: AccountID, region: Region, id: String) {
        self.account = account
        self.region = region
        self.id = id
    }

    package var arn: ARN { ARN(service: "kms", region: region.description, account: account.description, resource: "key/" + id) }
}

/// Source: API_KeyMetadata, "KeyState".
package enum KMSKeyState: Sendable, Hashable {
    case enabled, disabled
    case pendingDeletion(Timestamp)
}

extension KMSKeyState {
    fileprivate var text: String {
        switch self {
        case .enabled: "Enabled"
        case .disabled: "Disabled"
        case .pendingDeletion(let date): "PendingDeletion \(date.milliseconds)"
        }
    }

    fileprivate init(_ text: String) {
        let words = text.split(separator: " ")
        if words.count == 2, let date = Int64(words[1]) {
            self = .pendingDeletion(Timestamp(milliseconds: date))
        } else {
            self = text == "Enabled" ? .enabled : .disabled
        }
    }
}

/// A key as `kms_keys` has it.
package struct KMSKeyRecord: Sendable, Hashable {
    package let name: KMSKeyName
    /// Sealed by the master key.
    package let sealedMaterial: [UInt8]
    package let description: String
    /// One of AWS's own for a service, such as `alias/aws/s3`.
    package let isManaged: Bool
    package var state: KMSKeyState
    package let created: Timestamp

    package init(
        name: KMSKeyName, sealedMaterial: [UInt8], description: String, isManaged: Bool, state: KMSKeyState, created: Timestamp
    ) {
        self.name = name
        self.sealedMaterial = sealedMaterial
        self.description = description
        self.isManaged = isManaged
        self.state = state
        self.created = created
    }
}

package struct KMSAliasRecord: Sendable, Hashable {
    /// `alias/…`
    package let name: String
    package let keyID: String
    package let created: Timestamp
}

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
        if let alias { try transaction.insert(alias, to: name) }
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
package struct RemoveDueKMSKeys: Mutation {
    package init() {}

    /// - Returns: those that went.
    package func apply(_ transaction: WriteTransaction) throws(MetadataError) -> [KMSKeyName] {
        try translating { () throws(DatabaseError) in
            let rows = try transaction.connection.rows(
                """
                SELECT account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms FROM kms_keys
                WHERE state LIKE 'PendingDeletion %'
                """
            ) { kmsKey($0) }
            let due = rows.compactMap { $0 }.filter {
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
        try transaction.insert(alias, to: key)
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

package struct FindKMSKey: Query {
    package let name: KMSKeyName
    package init(_ name: KMSKeyName) { self.name = name }

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> KMSKeyRecord? { try find(snapshot.connection) }

    fileprivate func find(_ connection: Connection) throws(MetadataError) -> KMSKeyRecord? {
        try translating { () throws(DatabaseError) in
            try connection.first(
                """
                SELECT account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms FROM kms_keys
                WHERE account_id = ? AND region = ? AND key_id = ?
                """,
                .text(name.account.description), .text(name.region.description), .text(name.id)
            ) { kmsKey($0) } ?? nil
        }
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

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> String? {
        try snapshot.connection.kmsAlias(alias, account, region)
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

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [KMSKeyRecord] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT account_id, region, key_id, sealed_material, description, is_aws_managed, state, created_ms FROM kms_keys
                WHERE account_id = ? AND region = ? AND key_id > ? ORDER BY key_id LIMIT ?
                """, .text(account.description), .text(region.description), .text(after), .integer(limit)
            ) { kmsKey($0) }
        }.compactMap { $0 }
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

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [KMSAliasRecord] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT name, key_id, created_ms FROM kms_aliases
                WHERE account_id = ?1 AND region = ?2 AND name > ?3 AND (?4 IS NULL OR key_id = ?4) ORDER BY name LIMIT ?5
                """, .text(account.description), .text(region.description), .text(after), .optional(keyID), .integer(limit)
            ) { KMSAliasRecord(name: $0.text(0), keyID: $0.text(1), created: Timestamp(milliseconds: $0.integer(2))) }
        }
    }
}

private func kmsKey(_ row: Row) -> KMSKeyRecord? {
    guard let account = AccountID(row.text(0)), let region = Region(row.text(1)) else { return nil }
    return KMSKeyRecord(
        name: KMSKeyName(account: account, region: region, id: row.text(2)), sealedMaterial: row.blob(3), description: row.text(4),
        isManaged: row.flag(5), state: KMSKeyState(row.text(6)), created: Timestamp(milliseconds: row.integer(7)))
}

extension Connection {
    fileprivate func kmsAlias(_ alias: String, _ account: AccountID, _ region: Region) throws(MetadataError) -> String? {
        try translating { () throws(DatabaseError) in
            try first(
                "SELECT key_id FROM kms_aliases WHERE account_id = ? AND region = ? AND name = ?", .text(account.description),
                .text(region.description), .text(alias)
            ) { $0.text(0) }
        }
    }
}

extension WriteTransaction {
    fileprivate func insert(_ alias: String, to key: KMSKeyName) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            try connection.run(
                "INSERT OR REPLACE INTO kms_aliases (account_id, region, name, key_id, created_ms) VALUES (?, ?, ?, ?, ?)",
                .text(key.account.description), .text(key.region.description), .text(alias), .text(key.id), .integer(now.milliseconds))
        }
    }
}
