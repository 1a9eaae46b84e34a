package import Store
internal import Database
package import Core

/// What an account asks of its users' passwords. Source: API_PasswordPolicy.
package struct PasswordPolicy: Sendable, Hashable {
    package let minimumLength: Int
    package let requiresSymbols, requiresNumbers, requiresUppercase, requiresLowercase: Bool
    /// Whether users may change their own, whatever else their policies give them.
    package let usersMayChange: Bool
    package let maximumAgeDays: Int?
    /// How many of a user's last passwords, the one of today among them, cannot be taken again.
    package let reusePrevention: Int?
    package let isHardExpiry: Bool?

    package init(
        minimumLength: Int, requiresSymbols: Bool, requiresNumbers: Bool, requiresUppercase: Bool, requiresLowercase: Bool,
        usersMayChange: Bool, maximumAgeDays: Int?, reusePrevention: Int?, isHardExpiry: Bool?
    ) {
        self.minimumLength = minimumLength
        self.requiresSymbols = requiresSymbols
        self.requiresNumbers = requiresNumbers
        self.requiresUppercase = requiresUppercase
        self.requiresLowercase = requiresLowercase
        self.usersMayChange = usersMayChange
        self.maximumAgeDays = maximumAgeDays
        self.reusePrevention = reusePrevention
        self.isHardExpiry = isHardExpiry
    }

    /// What a new password lacks by the policy of its account.
    /// - Parameter policy: nil where the account has none: then AWS asks for eight characters of three kinds.
    /// Source: IAM User Guide, "Default password policy", "Custom password policy options".
    package static func faults(of password: PasswordTraits, by policy: PasswordPolicy?) -> [PasswordFault] {
        guard let policy else { return standardFaults(of: password) }
        var faults: [PasswordFault] = []
        if password.length < policy.minimumLength { faults.append(.isShort(policy.minimumLength)) }
        if policy.requiresUppercase, !password.hasUppercase { faults.append(.lacks(.uppercase)) }
        if policy.requiresLowercase, !password.hasLowercase { faults.append(.lacks(.lowercase)) }
        if policy.requiresNumbers, !password.hasNumber { faults.append(.lacks(.number)) }
        if policy.requiresSymbols, !password.hasSymbol { faults.append(.lacks(.symbol)) }
        return faults
    }

    private static func standardFaults(of password: PasswordTraits) -> [PasswordFault] {
        var faults: [PasswordFault] = []
        if password.length < 8 { faults.append(.isShort(8)) }
        let kinds: [(PasswordFault.Kind, Bool)] = [
            (.uppercase, password.hasUppercase), (.lowercase, password.hasLowercase), (.number, password.hasNumber),
            (.symbol, password.hasSymbol),
        ]
        let missing = kinds.filter { !$0.1 }.map(\.0)
        if missing.count > 1 { faults.append(.lacksKinds(missing.count - 1, of: missing)) }
        return faults
    }
}

/// What policies ask of a password's text.
package struct PasswordTraits: Sendable, Hashable {
    package let length: Int
    package let hasSymbol, hasNumber, hasUppercase, hasLowercase: Bool

    /// Source: API_UpdateAccountPasswordPolicy, "RequireSymbols".
    private static let symbols = Set("!@#$%^&*()_+-=[]{}|'".unicodeScalars)

    package init(_ password: String) {
        let scalars = password.unicodeScalars
        length = scalars.count
        hasSymbol = scalars.contains { Self.symbols.contains($0) }
        hasNumber = scalars.contains { ("0"..."9").contains($0) }
        hasUppercase = scalars.contains { ("A"..."Z").contains($0) }
        hasLowercase = scalars.contains { ("a"..."z").contains($0) }
    }
}

/// What a password lacks.
package enum PasswordFault: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case uppercase, lowercase, number, symbol }

    case isShort(Int)
    case lacks(Kind)
    /// So many more of these kinds.
    case lacksKinds(Int, of: [Kind])
    /// It is one of the user's last ones.
    case isReused
}

extension Connection {
    func passwordPolicy(_ account: AccountID) throws(DatabaseError) -> PasswordPolicy? {
        try first(
            """
            SELECT minimum_length, requires_symbols, requires_numbers, requires_uppercase, requires_lowercase, users_may_change, max_age_days,
                reuse_prevention, hard_expiry
            FROM password_policies WHERE account_id = ?
            """, .text(account.description)
        ) { row in
            PasswordPolicy(
                minimumLength: row.int(0), requiresSymbols: row.flag(1), requiresNumbers: row.flag(2), requiresUppercase: row.flag(3),
                requiresLowercase: row.flag(4), usersMayChange: row.flag(5), maximumAgeDays: row.optionalInteger(6).map { Int($0) },
                reusePrevention: row.optionalInteger(7).map { Int($0) }, isHardExpiry: row.optionalInteger(8).map { $0 != 0 })
        }
    }
}

package struct FindPasswordPolicy: Query {
    package let account: AccountID
    package init(of account: AccountID) { self.account = account }

    /// - Returns: nil where the account has none of its own.
    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> PasswordPolicy? {
        try translating { () throws(DatabaseError) in try snapshot.connection.passwordPolicy(account) }
    }
}

/// Source: API_UpdateAccountPasswordPolicy, API_DeleteAccountPasswordPolicy.
package struct SetPasswordPolicy: Mutation {
    package let account: AccountID
    /// Nil takes the account's own away.
    package let policy: PasswordPolicy?

    package init(_ policy: PasswordPolicy?, of account: AccountID) {
        self.account = account
        self.policy = policy
    }

    package var usesReserve: Bool { policy == nil }

    /// - Returns: whether the account had one.
    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Bool {
        try translating { () throws(DatabaseError) in
            let connection = transaction.connection
            try connection.run("DELETE FROM password_policies WHERE account_id = ?", .text(account.description))
            let hadOne = connection.changes > 0
            guard let policy else { return hadOne }
            try connection.run(
                """
                INSERT INTO password_policies (account_id, minimum_length, requires_symbols, requires_numbers, requires_uppercase,
                    requires_lowercase, users_may_change, max_age_days, reuse_prevention, hard_expiry)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, .text(account.description), .integer(policy.minimumLength), .flag(policy.requiresSymbols),
                .flag(policy.requiresNumbers), .flag(policy.requiresUppercase), .flag(policy.requiresLowercase),
                .flag(policy.usersMayChange), .optional(policy.maximumAgeDays.map { Int64($0) }),
                .optional(policy.reusePrevention.map { Int64($0) }), .optional(policy.isHardExpiry.map { $0 ? 1 : 0 }))
            return hadOne
        }
    }
}
