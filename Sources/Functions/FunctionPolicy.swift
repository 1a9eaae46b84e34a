package import IAM
package import Metadata
package import PeltonCore

/// The resource-based policy of a function: who else may invoke it. Source: API_AddPermission, API_GetPolicy.
extension FunctionStore {
    /// - Returns: the statements, each as JSON; empty if there is no policy.
    package func statements(_ key: FunctionKey) async throws(FunctionError) -> [String] { try await read(ListFunctionStatements(key)) }

    /// - Throws: `.noSuchFunction`, `.statementExists`, `.wrongRevision`.
    package func addStatement(_ key: FunctionKey, id: String, _ statement: String, expectedRevision: String?) async throws(FunctionError) {
        let add = AddFunctionStatement(
            key: key, statementID: id, statement: statement, revisionID: random.uuid(), expectedRevision: expectedRevision)
        do { try await commit(add) } catch {
            if case .functionExists = error { throw .statementExists }
            throw error
        }
    }

    /// - Throws: `.noSuchFunction`, `.noSuchStatement`, `.wrongRevision`.
    package func removeStatement(_ key: FunctionKey, id: String, expectedRevision: String?) async throws(FunctionError) {
        guard try await find(key) != nil else { throw .noSuchFunction }
        let remove = RemoveFunctionStatement(key: key, statementID: id, revisionID: random.uuid(), expectedRevision: expectedRevision)
        do { try await commit(remove) } catch {
            if case .noSuchFunction = error { throw .noSuchStatement }
            throw error
        }
    }

    /// The policy as one document.
    package static func document(_ statements: [String]) -> JSON {
        .members([
            "Version": "2012-10-17", "Id": "default", "Statement": .array(statements.compactMap { try? JSON(parsing: $0) }),
        ])
    }

    /// What the policies of a function say to others.
    package func resourcePolicies(_ key: FunctionKey) async throws(FunctionError) -> [NamedPolicy] {
        let statements = try await statements(key)
        guard !statements.isEmpty, let document = try? PolicyDocument(Self.document(statements), kind: .resource) else { return [] }
        return [NamedPolicy(name: "of function \(key.name)", kind: .resource, document: document)]
    }
}
