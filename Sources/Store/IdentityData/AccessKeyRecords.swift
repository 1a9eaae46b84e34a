package import Store
internal import Database
package import Core

/// A root's or a user's long-lived key as `access_keys` has it.
package struct AccessKeyRecord: Sendable, Hashable {
    package let accessKeyID: String
    package let account: AccountID
    /// The user's unique id; nil for the account's root.
    package let userID: String?
    /// Only the identity store can open it.
    package let sealedSecret: [UInt8]
    package let isActive: Bool
    package let created: Timestamp

    package init(
        accessKeyID: String, account: AccountID, userID: String?, sealedSecret: [UInt8], isActive: Bool, created: Timestamp
    ) {
        self.accessKeyID = accessKeyID
        self.account = account
        self.userID = userID
        self.sealedSecret = sealedSecret
        self.isActive = isActive
        self.created = created
    }
}

extension AccessKeyRecord {
    fileprivate init(_ row: Row) throws(DatabaseError) {
        self.init(
            accessKeyID: row.text(0), account: try required(AccountID(row.text(1)), "the account of access key \(row.text(0))"),
            userID: row.optionalText(2), sealedSecret: row.blob(3), isActive: row.flag(4), created: Timestamp(milliseconds: row.integer(5)))
    }
}

extension Connection {
    fileprivate func accessKey(_ accessKeyID: String) throws(DatabaseError) -> AccessKeyRecord? {
        try first(
            """
            SELECT access_key_id, account_id, user_id, sealed_secret, is_active, created_ms FROM access_keys
            WHERE access_key_id = ?
            """, .text(accessKeyID)
        ) { row throws(DatabaseError) in try AccessKeyRecord(row) }
    }
}

/// A key with whom it proves.
package struct FindAccessKey: Query {
    package struct Found: Sendable {
        package let key: AccessKeyRecord
        package let account: AccountRecord
        /// Nil for the account's root.
        package let user: IAMResource?
    }

    package let accessKeyID: String
    package init(_ accessKeyID: String) { self.accessKeyID = accessKeyID }

    /// - Returns: nil if there is no such key, or nobody whose it is.
    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Found? {
        let key = try translating { () throws(DatabaseError) in try snapshot.connection.accessKey(accessKeyID) }
        guard let key, let account = try FindAccounts(.id(key.account)).run(snapshot).first else { return nil }
        guard let id = key.userID else { return Found(key: key, account: account, user: nil) }
        let user = try translating { () throws(DatabaseError) in try snapshot.connection.iamResource(id: id) }
        return user.map { Found(key: key, account: account, user: $0) }
    }
}

/// A user's keys, or those of an account's root, by id.
package struct ListAccessKeys: Query {
    package enum Of: Sendable { case user(String), root(AccountID) }

    package let of: Of
    package init(of: Of) { self.of = of }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [AccessKeyRecord] {
        try translating { () throws(DatabaseError) in
            switch of {
            case .user(let id): try snapshot.connection.accessKeys(ofUser: id)
            case .root(let account):
                try snapshot.connection.rows(
                    """
                    SELECT access_key_id, account_id, user_id, sealed_secret, is_active, created_ms FROM access_keys
                    INDEXED BY access_keys_by_account WHERE account_id = ? AND user_id IS NULL ORDER BY access_key_id
                    """, .text(account.description)
                ) { row throws(DatabaseError) in try AccessKeyRecord(row) }
            }
        }
    }
}

extension Connection {
    fileprivate func accessKeys(ofUser id: String) throws(DatabaseError) -> [AccessKeyRecord] {
        try rows(
            """
            SELECT access_key_id, account_id, user_id, sealed_secret, is_active, created_ms FROM access_keys
            INDEXED BY access_keys_by_user WHERE user_id = ? ORDER BY access_key_id
            """, .text(id)
        ) { row throws(DatabaseError) in try AccessKeyRecord(row) }
    }
}

/// A key of a user's. Source: API_CreateAccessKey.
package struct CreateAccessKey: Mutation {
    package let key: AccessKeyRecord
    package let user: IAMResource

    package init(_ key: AccessKeyRecord, of user: IAMResource) {
        self.key = key
        self.user = user
    }

    /// - Throws: `.notFound`, `.exceeds` for a third one.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        _ = try connection.require(user.id, .user)
        let keys = try IAMError.translating { () throws(DatabaseError) in try connection.accessKeys(ofUser: user.id) }
        guard keys.count < IAMQuota.accessKeys.limit else { throw .refused(.exceeds(.accessKeys)) }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run(
                """
                INSERT INTO access_keys (access_key_id, account_id, user_id, sealed_secret, is_active, created_ms) VALUES (?, ?, ?, ?, 1, ?)
                """, .text(key.accessKeyID), .text(user.account.description), .text(user.id), .blob(key.sealedSecret),
                .integer(key.created.milliseconds))
        }
    }
}

/// Source: API_UpdateAccessKey, API_DeleteAccessKey.
package struct ChangeAccessKey: Mutation {
    package enum Change: Sendable { case activate, deactivate, delete }

    package let accessKeyID, user: String
    package let change: Change

    package init(_ accessKeyID: String, of user: IAMResource, _ change: Change) {
        (self.accessKeyID, self.user) = (accessKeyID, user.id)
        self.change = change
    }

    package var usesReserve: Bool { true }

    /// - Throws: `.noSuchAccessKey`, also for one of somebody else's.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        let found = try IAMError.translating { () throws(DatabaseError) in try connection.accessKey(accessKeyID) }
        guard found?.userID == user else { throw .refused(.noSuchAccessKey) }
        try IAMError.translating { () throws(DatabaseError) in
            switch change {
            case .delete: try connection.run("DELETE FROM access_keys WHERE access_key_id = ?", .text(accessKeyID))
            case .activate, .deactivate:
                try connection.run(
                    "UPDATE access_keys SET is_active = ? WHERE access_key_id = ?", .flag(change == .activate), .text(accessKeyID))
            }
        }
    }
}

// MARK: - Account aliases

/// Source: API_CreateAccountAlias, API_DeleteAccountAlias.
package struct SetAccountAlias: Mutation {
    package let account: AccountID
    /// Nil takes the account's alias away.
    package let alias: String?

    package init(_ alias: String?, of account: AccountID) {
        self.account = account
        self.alias = alias
    }

    package var usesReserve: Bool { alias == nil }

    /// - Throws: `.isTaken` for another account's alias.
    package func apply(_ transaction: WriteTransaction) throws(IAMError) {
        let connection = transaction.connection
        if let alias {
            let owner = try IAMError.translating { () throws(DatabaseError) in
                try connection.first("SELECT account_id FROM account_aliases WHERE alias = ?", .text(alias)) { $0.text(0) }
            }
            if let owner, owner != account.description { throw .refused(.isTaken) }
        }
        try IAMError.translating { () throws(DatabaseError) in
            try connection.run("DELETE FROM account_aliases WHERE account_id = ?", .text(account.description))
            guard let alias else { return }
            try connection.run("INSERT INTO account_aliases (alias, account_id) VALUES (?, ?)", .text(alias), .text(account.description))
        }
    }
}

package struct FindAccountAlias: Query {
    package let account: AccountID
    package init(of account: AccountID) { self.account = account }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> String? {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.first("SELECT alias FROM account_aliases WHERE account_id = ?", .text(account.description)) {
                $0.text(0)
            }
        }
    }
}
