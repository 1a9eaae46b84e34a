package import ObjectData
internal import DeliveryData
package import Store
internal import Database
package import Core

/// Why a function or a statement of its policy is not made or changed.
package enum FunctionRefusal: Error, Sendable, Hashable {
    case notFound
    case alreadyExists
    /// It has another revision than the change was made from.
    case changed
    /// It has another revision than the caller wants changed.
    case wrongRevision
    /// What would be added makes the policy longer than it may be.
    case policyTooLong(bytes: Int)
}

package typealias FunctionDataError = StoreError<FunctionRefusal>

/// A function as `functions` has it.
package struct FunctionRecord: Sendable {
    package let account: AccountID
    package let region: Region
    package let name: String
    package var revisionID: String
    /// Base64, of the zip file.
    package var codeSHA256: String
    package var codeSize: Int64
    package var roleARN: String
    package var modified: Timestamp
    /// The settings that only the Lambda service reads: JSON.
    package var configuration: String

    package init(
        account: AccountID, region: Region, name: String, revisionID: String, codeSHA256: String, codeSize: Int64, roleARN: String,
        modified: Timestamp, configuration: String
    ) {
        self.account = account
        self.region = region
        self.name = name
        self.revisionID = revisionID
        self.codeSHA256 = codeSHA256
        self.codeSize = codeSize
        self.roleARN = roleARN
        self.modified = modified
        self.configuration = configuration
    }

    package var arn: ARN { .function(name, region: region, account: account) }
}

/// A function's name among all.
package struct FunctionKey: Sendable, Hashable {
    package let account: AccountID
    package let region: Region
    package let name: String

    package init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// - Returns: nil if `arn` is not a function's. A qualifier is not part of the key.
    package init?(_ arn: ARN) {
        let parts = arn.resource.split(separator: ":", omittingEmptySubsequences: false)
        guard arn.service == "lambda", parts.count >= 2, parts[0] == "function", let region = Region(arn.region),
            let account = AccountID(arn.account)
        else { return nil }
        self.init(account: account, region: region, name: String(parts[1]))
    }
}

extension FunctionRecord {
    fileprivate init(_ row: Row) throws(DatabaseError) {
        self.init(
            account: try required(AccountID(row.text(0)), "the account of function \(row.text(2))"),
            region: try required(Region(row.text(1)), "the region of function \(row.text(2))"), name: row.text(2), revisionID: row.text(3),
            codeSHA256: row.text(4), codeSize: try row.bytes(5), roleARN: row.text(6), modified: Timestamp(milliseconds: row.integer(7)),
            configuration: row.text(8))
    }
}

/// Makes a function, with its code in the same transaction.
package struct CreateFunction: Mutation {
    package let function: FunctionRecord
    package let code: NewContent

    package init(_ function: FunctionRecord, code: NewContent) {
        self.function = function
        self.code = code
    }

    /// - Throws: `.alreadyExists`.
    package func apply(_ transaction: WriteTransaction) throws(FunctionDataError) {
        let key = FunctionKey(account: function.account, region: function.region, name: function.name)
        guard try transaction.codeContent(of: key) == nil else { throw .refused(.alreadyExists) }
        try FunctionDataError.translating { () throws(DatabaseError) in
            let content = try transaction.insert(code)
            try transaction.connection.run(
                """
                INSERT INTO functions (account_id, region, name, revision_id, code_sha256, code_size, code_content_id, role_arn, state,
                    update_status, modified_ms, configuration)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'Active', 'Successful', ?, ?)
                """, .text(function.account.description), .text(function.region.description), .text(function.name),
                .text(function.revisionID), .text(function.codeSHA256), .integer(function.codeSize), .integer(content.rawValue),
                .text(function.roleARN), .integer(function.modified.milliseconds), .text(function.configuration))
        }
        transaction.publish(Signal(.destinations, function.arn.description))
    }
}

/// Gives a function other settings, other code, or both.
package struct UpdateFunction: Mutation {
    package let function: FunctionRecord
    /// The revision that the change was made from; any other means that somebody was faster.
    package let expectedRevision: String
    /// nil leaves the code.
    package let code: NewContent?

    package init(_ function: FunctionRecord, expectedRevision: String, code: NewContent?) {
        self.function = function
        self.expectedRevision = expectedRevision
        self.code = code
    }

    /// - Throws: `.notFound`, `.changed`.
    package func apply(_ transaction: WriteTransaction) throws(FunctionDataError) {
        let key = FunctionKey(account: function.account, region: function.region, name: function.name)
        guard let old = try transaction.codeContent(of: key) else { throw .refused(.notFound) }
        guard old.revision == expectedRevision else { throw .refused(.changed) }
        try FunctionDataError.translating { () throws(DatabaseError) in
            var content = old.content
            if let code {
                content = try transaction.insert(code)
                try transaction.release(old.content)
            }
            try transaction.connection.run(
                """
                UPDATE functions SET revision_id = ?, code_sha256 = ?, code_size = ?, code_content_id = ?, role_arn = ?, modified_ms = ?,
                    configuration = ? WHERE account_id = ? AND region = ? AND name = ?
                """, .text(function.revisionID), .text(function.codeSHA256), .integer(function.codeSize), .integer(content.rawValue),
                .text(function.roleARN), .integer(function.modified.milliseconds), .text(function.configuration),
                .text(key.account.description), .text(key.region.description), .text(key.name))
        }
        transaction.publish(Signal(.destinations, function.arn.description))
    }
}

package struct DeleteFunction: Mutation {
    package let key: FunctionKey
    package init(_ key: FunctionKey) { self.key = key }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound`.
    package func apply(_ transaction: WriteTransaction) throws(FunctionDataError) {
        guard let old = try transaction.codeContent(of: key) else { throw .refused(.notFound) }
        try FunctionDataError.translating { () throws(DatabaseError) in
            try transaction.release(old.content)
            try transaction.connection.run(
                "DELETE FROM function_policies WHERE account_id = ? AND region = ? AND name = ?",
                .text(key.account.description), .text(key.region.description), .text(key.name))
            try transaction.connection.run(
                "DELETE FROM functions WHERE account_id = ? AND region = ? AND name = ?",
                .text(key.account.description), .text(key.region.description), .text(key.name))
        }
    }
}

package struct FindFunction: Query {
    package let key: FunctionKey
    package init(_ key: FunctionKey) { self.key = key }

    /// - Returns: nil if there is none.
    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> FunctionRecord? {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                """
                SELECT account_id, region, name, revision_id, code_sha256, code_size, role_arn, modified_ms, configuration FROM functions
                WHERE account_id = ? AND region = ? AND name = ?
                """, .text(key.account.description), .text(key.region.description), .text(key.name)
            ) { row throws(DatabaseError) in try FunctionRecord(row) }
        }
    }
}

/// A page of an account's functions in a region, by name.
package struct ListFunctions: Query {
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

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [FunctionRecord] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT account_id, region, name, revision_id, code_sha256, code_size, role_arn, modified_ms, configuration FROM functions
                WHERE account_id = ? AND region = ? AND name > ? ORDER BY name LIMIT ?
                """, .text(account.description), .text(region.description), .text(after), .integer(limit)
            ) { row throws(DatabaseError) in try FunctionRecord(row) }
        }
    }
}

/// Where a function's zip file is.
package struct FindFunctionCode: Query {
    package let key: FunctionKey
    package init(_ key: FunctionKey) { self.key = key }

    package struct Found: Sendable {
        package let codeSHA256: String
        package let size: Int64
        package let place: ContentPlace
    }

    /// - Returns: nil if there is no such function.
    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Found? {
        try translating { () throws(DatabaseError) in
            let row = try snapshot.connection.first(
                "SELECT code_sha256, code_size, code_content_id FROM functions WHERE account_id = ? AND region = ? AND name = ?",
                .text(key.account.description), .text(key.region.description), .text(key.name)
            ) { row throws(DatabaseError) in (sha256: row.text(0), size: try row.bytes(1), content: ContentID(row.integer(2))) }
            guard let row else { return nil }
            return Found(codeSHA256: row.sha256, size: row.size, place: try snapshot.place(of: row.content))
        }
    }
}

extension WriteTransaction {
    fileprivate func codeContent(of key: FunctionKey) throws(FunctionDataError) -> (content: ContentID, revision: String)? {
        try FunctionDataError.translating { () throws(DatabaseError) in
            try connection.first(
                "SELECT code_content_id, revision_id FROM functions WHERE account_id = ? AND region = ? AND name = ?",
                .text(key.account.description), .text(key.region.description), .text(key.name)
            ) { (content: ContentID($0.integer(0)), revision: $0.text(1)) }
        }
    }
}

/// The code of every function that has a name: SHA-256 in Base64.
package struct ListFunctionCodes: Query {
    package init() {}

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [FunctionKey: String] {
        let rows = try translating { () throws(DatabaseError) in
            try snapshot.connection.rows("SELECT account_id, region, name, code_sha256 FROM functions") { row in
                // Of a row that cannot be read no code is run; it keeps no other function from its own.
                AccountID(row.text(0)).flatMap { account in
                    Region(row.text(1)).map { (FunctionKey(account: account, region: $0, name: row.text(2)), row.text(3)) }
                }
            }
        }
        return Dictionary(rows.compactMap { $0 }) { first, _ in first }
    }
}
