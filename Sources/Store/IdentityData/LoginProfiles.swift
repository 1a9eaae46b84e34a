package import Store
internal import Database
package import Core

/// A password as it is kept: what its text was hashed to, and what policies ask of that text.
package struct HashedPassword: Sendable {
    package let traits: PasswordTraits
    /// With which parameters it was hashed.
    package let scheme: Int
    package let salt, hash: [UInt8]

    package init(traits: PasswordTraits, scheme: Int, salt: [UInt8], hash: [UInt8]) {
        self.traits = traits
        self.scheme = scheme
        self.salt = salt
        self.hash = hash
    }
}

/// A user's password for the console. All that the user ever had since it was made share a salt: so a new one is hashed once to be compared
/// with each of them. Source: API_LoginProfile.
package struct LoginProfileRecord: Sendable, Hashable {
    package let created: Timestamp
    package let mustReset: Bool
    package let scheme: Int
    package let salt: [UInt8]
    let hash: [UInt8]
    /// Hashes of those before, the last one first.
    let former: [UInt8]

    /// As many as a policy can ask for. Source: API_UpdateAccountPasswordPolicy, "PasswordReusePrevention".
    static let mostKept = 24

    func isAmongLast(_ count: Int, _ other: [UInt8]) -> Bool {
        let kept = Array((hash + former).prefix(count * hash.count))
        return stride(from: 0, to: kept.count, by: max(hash.count, 1)).contains { start in
            isSame(Array(kept[start..<min(start + hash.count, kept.count)]), other)
        }
    }

    /// Whether it is the hash of the password that the user has now.
    package func isOf(_ other: [UInt8]) -> Bool { isSame(hash, other) }

    /// Takes as long whatever they have in common.
    private func isSame(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.count == b.count && zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 }
}

/// Why a password is neither made nor changed.
package enum LoginRefusal: Error, Sendable, Hashable {
    /// The user has gone.
    case noSuchUser
    case noSuchProfile
    case alreadyExists
    /// The password that should prove the user is another one.
    case isWrong
    case violates([PasswordFault])
    /// The profile was made anew since it was read.
    case isChanged
}

package typealias LoginError = StoreError<LoginRefusal>

package struct FindLoginProfile: Query {
    package let user: String
    package init(of user: IAMResource) { self.user = user.id }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> LoginProfileRecord? {
        try translating { () throws(DatabaseError) in try snapshot.connection.loginProfile(of: user) }
    }
}

/// Source: API_CreateLoginProfile.
package struct CreateLoginProfile: Mutation {
    package let user: IAMResource
    package let password: HashedPassword
    package let mustReset: Bool

    package init(of user: IAMResource, _ password: HashedPassword, mustReset: Bool) {
        self.user = user
        self.password = password
        self.mustReset = mustReset
    }

    package var rowBytes: Int { LoginProfileRecord.mostKept * password.hash.count }

    /// - Returns: when it was made.
    /// - Throws: `.noSuchUser`, `.alreadyExists`, `.violates` by the policy of the moment.
    package func apply(_ transaction: WriteTransaction) throws(LoginError) -> Timestamp {
        let connection = transaction.connection
        let (isThere, old, policy) = try LoginError.translating { () throws(DatabaseError) in
            (
                try connection.iamResource(id: user.id) != nil, try connection.loginProfile(of: user.id),
                try connection.passwordPolicy(user.account)
            )
        }
        guard isThere else { throw .refused(.noSuchUser) }
        guard old == nil else { throw .refused(.alreadyExists) }
        let faults = PasswordPolicy.faults(of: password.traits, by: policy)
        guard faults.isEmpty else { throw .refused(.violates(faults)) }
        try LoginError.translating { () throws(DatabaseError) in
            try connection.run(
                """
                INSERT INTO login_profiles (user_id, created_ms, changed_ms, must_reset, scheme, salt, hash, former)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, .text(user.id), .integer(transaction.wallNow.milliseconds), .integer(transaction.wallNow.milliseconds),
                .flag(mustReset), .integer(password.scheme), .blob(password.salt), .blob(password.hash), .blob([]))
        }
        return transaction.wallNow
    }
}

/// Source: API_UpdateLoginProfile, API_ChangePassword.
package struct ChangeLoginProfile: Mutation {
    package let user: IAMResource
    /// Nil leaves the password as it is.
    package let password: HashedPassword?
    /// The hash that the user's password must have.
    package let proof: [UInt8]?
    /// Nil leaves it as it is.
    package let mustReset: Bool?

    package init(of user: IAMResource, password: HashedPassword?, proof: [UInt8]? = nil, mustReset: Bool?) {
        self.user = user
        self.password = password
        self.proof = proof
        self.mustReset = mustReset
    }

    /// What a profile may take is booked when it is made.
    package var usesReserve: Bool { true }

    /// - Throws: `.noSuchProfile`, `.isChanged`, `.isWrong`, `.violates` by the policy of the moment and by what the user had before.
    package func apply(_ transaction: WriteTransaction) throws(LoginError) {
        let connection = transaction.connection
        let (found, policy) = try LoginError.translating { () throws(DatabaseError) in
            (try connection.loginProfile(of: user.id), try connection.passwordPolicy(user.account))
        }
        guard let old = found else { throw .refused(.noSuchProfile) }
        if let password, password.salt != old.salt { throw .refused(.isChanged) }
        if let proof, !old.isOf(proof) { throw .refused(.isWrong) }
        let reset = mustReset ?? old.mustReset
        guard let password else {
            return try LoginError.translating { () throws(DatabaseError) in
                try connection.run("UPDATE login_profiles SET must_reset = ? WHERE user_id = ?", .flag(reset), .text(user.id))
            }
        }
        var faults = PasswordPolicy.faults(of: password.traits, by: policy)
        if let last = policy?.reusePrevention, old.isAmongLast(last, password.hash) { faults.append(.isReused) }
        guard faults.isEmpty else { throw .refused(.violates(faults)) }
        let former = Array((old.hash + old.former).prefix((LoginProfileRecord.mostKept - 1) * old.hash.count))
        try LoginError.translating { () throws(DatabaseError) in
            try connection.run(
                "UPDATE login_profiles SET must_reset = ?, changed_ms = ?, hash = ?, former = ? WHERE user_id = ?", .flag(reset),
                .integer(transaction.wallNow.milliseconds), .blob(password.hash), .blob(former), .text(user.id))
        }
    }
}

/// Source: API_DeleteLoginProfile.
package struct DeleteLoginProfile: Mutation {
    package let user: String
    package init(of user: IAMResource) { self.user = user.id }

    package var usesReserve: Bool { true }

    /// - Throws: `.noSuchProfile`.
    package func apply(_ transaction: WriteTransaction) throws(LoginError) {
        try LoginError.translating { () throws(DatabaseError) in
            try transaction.connection.run("DELETE FROM login_profiles WHERE user_id = ?", .text(user))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.noSuchProfile) }
    }
}

extension Connection {
    fileprivate func loginProfile(of user: String) throws(DatabaseError) -> LoginProfileRecord? {
        try first(
            "SELECT created_ms, must_reset, scheme, salt, hash, former FROM login_profiles WHERE user_id = ?", .text(user)
        ) { row in
            LoginProfileRecord(
                created: Timestamp(milliseconds: row.integer(0)), mustReset: row.flag(1), scheme: row.int(2), salt: row.blob(3),
                hash: row.blob(4), former: row.blob(5))
        }
    }
}
