package import IAM
package import Metadata
package import PeltonCore

/// The resource-based policy of a function: who else may invoke it. Source: API_AddPermission, API_GetPolicy.
extension FunctionStore {
    /// - Returns: the statements, each as JSON; empty if there is no policy.
    package func statements(_ key: FunctionKey) async throws(FunctionError) -> [String] { try await read(ListFunctionStatements(key)) }

    /// Source: Lambda Developer Guide, "Lambda quotas": 20 KB for a function's resource-based policy.
    package static let policyBytes = 20 << 10

    /// - Throws: `.noSuchFunction`, `.statementExists`, `.wrongRevision`, `.policyTooLong`.
    package func addStatement(_ key: FunctionKey, id: String, _ statement: String, expectedRevision: String?) async throws(FunctionError) {
        let add = AddFunctionStatement(
            key: key, statementID: id, statement: statement, revisionID: random.uuid(), expectedRevision: expectedRevision,
            limit: Self.policyBytes, frame: try Self.document([]).text.utf8.count)
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
    /// - Throws: `.storage` if it cannot be read: never to be taken for none.
    package static func document(_ statements: [String]) throws(FunctionError) -> JSON {
        var read: [JSON] = []
        for statement in statements {
            do { read.append(try JSON(parsing: statement)) } catch {
                throw .storage("a statement of a function's policy is no JSON: \(error)")
            }
        }
        return .members(["Version": "2012-10-17", "Id": "default", "Statement": .array(read)])
    }

    /// What the policies of a function say to others.
    package func resourcePolicies(_ key: FunctionKey) async throws(FunctionError) -> [NamedPolicy] {
        try await read(ListFunctionStatements(key)) { statements throws(MetadataError) in
            guard !statements.isEmpty else { return [] }
            let json: JSON
            do throws(FunctionError) { json = try Self.document(statements) } catch { throw .storage("\(error)") }
            do throws(PolicyError) {
                let document = try PolicyDocument(json, kind: .resource)
                return [NamedPolicy(name: "of function \(key.name)", kind: .resource, document: document)]
            } catch { throw .storage("the policy of function \(key.name) cannot be read: \(error.message)") }
        }
    }
}
