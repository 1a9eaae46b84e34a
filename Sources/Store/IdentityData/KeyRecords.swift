internal import Store
internal import Database
package import Core

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
    var text: String {
        switch self {
        case .enabled: "Enabled"
        case .disabled: "Disabled"
        case .pendingDeletion(let date): "PendingDeletion \(date.milliseconds)"
        }
    }

    init(_ text: String) {
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

func kmsKey(_ row: Row) throws(DatabaseError) -> KMSKeyRecord {
    let account = try required(AccountID(row.text(0)), "the account of key \(row.text(2))")
    let region = try required(Region(row.text(1)), "the region of key \(row.text(2))")
    return KMSKeyRecord(
        name: KMSKeyName(account: account, region: region, id: row.text(2)), sealedMaterial: row.blob(3), description: row.text(4),
        isManaged: row.flag(5), state: KMSKeyState(row.text(6)), created: Timestamp(milliseconds: row.integer(7)))
}

extension Connection {
    func kmsAlias(_ alias: String, _ account: AccountID, _ region: Region) throws(DatabaseError) -> String? {
        try first(
            "SELECT key_id FROM kms_aliases WHERE account_id = ? AND region = ? AND name = ?", .text(account.description),
            .text(region.description), .text(alias)
        ) { $0.text(0) }
    }
}

extension WriteTransaction {
    func setKMSAlias(_ alias: String, to key: KMSKeyName) throws(DatabaseError) {
        try connection.run(
            "INSERT OR REPLACE INTO kms_aliases (account_id, region, name, key_id, created_ms) VALUES (?, ?, ?, ?, ?)",
            .text(key.account.description), .text(key.region.description), .text(alias), .text(key.id), .integer(wallNow.milliseconds))
    }
}
