internal import DeliveryData
package import Store
internal import Database
private import Core

/// The statements of a function's resource-based policy, each as JSON, in the order they were added.
package struct ListFunctionStatements: Query {
    package let key: FunctionKey
    package init(_ key: FunctionKey) { self.key = key }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [String] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT statement FROM function_policies WHERE account_id = ? AND region = ? AND name = ? AND qualifier = ''
                ORDER BY ordinal
                """, .text(key.account.description), .text(key.region.description), .text(key.name)
            ) { $0.text(0) }
        }
    }
}

package struct AddFunctionStatement: Mutation {
    package let key: FunctionKey
    package let statementID, statement, revisionID: String
    /// Nil if the caller did not say.
    package let expectedRevision: String?
    /// How large the policy may become in bytes, and what of that is around its statements and the commas between them.
    package let limit, frame: Int

    package init(
        key: FunctionKey, statementID: String, statement: String, revisionID: String, expectedRevision: String?, limit: Int, frame: Int
    ) {
        self.limit = limit
        self.frame = frame
        self.key = key
        self.statementID = statementID
        self.statement = statement
        self.revisionID = revisionID
        self.expectedRevision = expectedRevision
    }

    /// - Throws: `.notFound`, `.alreadyExists`, `.wrongRevision`, `.policyTooLong`.
    package func apply(_ transaction: WriteTransaction) throws(FunctionDataError) {
        try transaction.setRevision(key, expected: expectedRevision, to: revisionID)
        let isTaken = try FunctionDataError.translating { () throws(DatabaseError) in
            try transaction.connection.first(
                """
                SELECT 1 FROM function_policies WHERE account_id = ? AND region = ? AND name = ? AND qualifier = '' AND statement_id = ?
                """, .text(key.account.description), .text(key.region.description), .text(key.name), .text(statementID)
            ) { _ in true } ?? false
        }
        guard !isTaken else { throw .refused(.alreadyExists) }
        let others = try FunctionDataError.translating { () throws(DatabaseError) in
            try transaction.connection.first(
                """
                SELECT COALESCE(SUM(1 + length(CAST(statement AS BLOB))), 0) FROM function_policies
                WHERE account_id = ? AND region = ? AND name = ? AND qualifier = ''
                """, .text(key.account.description), .text(key.region.description), .text(key.name)
            ) { $0.integer(0) } ?? 0
        }
        let bytes = frame + Int(others) + statement.utf8.count
        guard bytes <= limit else { throw .refused(.policyTooLong(bytes: bytes)) }
        try FunctionDataError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                INSERT INTO function_policies (account_id, region, name, qualifier, statement_id, ordinal, statement)
                VALUES (?, ?, ?, '', ?, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM function_policies
                    WHERE account_id = ? AND region = ? AND name = ?), ?)
                """, .text(key.account.description), .text(key.region.description), .text(key.name), .text(statementID),
                .text(key.account.description), .text(key.region.description), .text(key.name), .text(statement))
        }
        let function = ARN.function(key.name, region: key.region, account: key.account)
        transaction.publish(Signal(.destinations, function.description))
    }
}

package struct RemoveFunctionStatement: Mutation {
    package let key: FunctionKey
    package let statementID, revisionID: String
    package let expectedRevision: String?

    package init(key: FunctionKey, statementID: String, revisionID: String, expectedRevision: String?) {
        self.key = key
        self.statementID = statementID
        self.revisionID = revisionID
        self.expectedRevision = expectedRevision
    }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound` with the function's name or the statement's id, `.wrongRevision`.
    package func apply(_ transaction: WriteTransaction) throws(FunctionDataError) {
        try transaction.setRevision(key, expected: expectedRevision, to: revisionID)
        try FunctionDataError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                """
                DELETE FROM function_policies WHERE account_id = ? AND region = ? AND name = ? AND qualifier = '' AND statement_id = ?
                """, .text(key.account.description), .text(key.region.description), .text(key.name), .text(statementID))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.notFound) }
    }
}

extension WriteTransaction {
    /// A change of the policy is a change of the function: it gets a new revision.
    fileprivate func setRevision(_ key: FunctionKey, expected: String?, to revision: String) throws(FunctionDataError) {
        let current = try FunctionDataError.translating { () throws(DatabaseError) in
            try connection.first(
                "SELECT revision_id FROM functions WHERE account_id = ? AND region = ? AND name = ?",
                .text(key.account.description), .text(key.region.description), .text(key.name)
            ) { $0.text(0) }
        }
        guard let current else { throw .refused(.notFound) }
        if let expected, expected != current { throw .refused(.wrongRevision) }
        try FunctionDataError.translating { () throws(DatabaseError) in
            try connection.run(
                "UPDATE functions SET revision_id = ? WHERE account_id = ? AND region = ? AND name = ?", .text(revision),
                .text(key.account.description), .text(key.region.description), .text(key.name))
        }
    }
}
