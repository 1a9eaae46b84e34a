package import Policies
package import FunctionData
internal import IdentityData
internal import Store
package import Core

/// The resource-based policy of a function: who else may invoke it. Source: API_AddPermission, API_GetPolicy.
extension FunctionStore {
    /// - Returns: the statements, each as JSON; empty if there is no policy.
    package func statements(_ key: FunctionKey) async throws(FunctionError) -> [String] { try await read(ListFunctionStatements(key)) }

    /// Source: Lambda Developer Guide, "Lambda quotas": 20 KB for a function's resource-based policy.
    package static let policyBytes = 20 << 10

    /// - Throws: `.noSuchFunction`, `.statementExists`, `.wrongRevision`, `.policyTooLong`.
    ///
    /// - Parameter role: the unique id of the role that it names.
    package func addStatement(
        _ key: FunctionKey, id: String, _ statement: JSON, role: String?, expectedRevision: String?
    ) async throws(FunctionError) {
        let stored = role.map { Self.binding(statement, to: $0) } ?? statement
        let add = AddFunctionStatement(
            key: key, statementID: id, statement: stored.text, revisionID: random.uuid(), expectedRevision: expectedRevision,
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

    /// The policy as GetPolicy shows it: a role that is no more has its unique id.
    /// - Returns: nil if there is none.
    package func policy(_ key: FunctionKey) async throws(FunctionError) -> JSON? {
        let statements = try await statements(key)
        guard !statements.isEmpty else { return nil }
        var ids: [String: String?] = [:]
        for arn in try Self.read(statements).compactMap({ $0[Self.roleID] == nil ? nil : $0["Principal"]?["AWS"]?.string }) {
            guard ids[arn] == nil, let named = ARN(arn) else { continue }
            ids[arn] = .some(try await identityID(named))
        }
        let found = ids
        return try Self.document(statements) { arn, id in found[arn] == id ? arn : id }
    }

    /// The policy as one document.
    /// - Parameter name: what stands for a role, of its ARN and unique id.
    /// - Throws: `.storage` if it cannot be read: never to be taken for none.
    private static func document(
        _ statements: [String], _ name: (String, String) -> String = { _, id in id }
    ) throws(FunctionError) -> JSON {
        let read = try read(statements).map { statement in
            guard let id = statement[roleID]?.string, let arn = statement["Principal"]?["AWS"]?.string, let members = statement.members
            else { return statement }
            return .object(
                members.filter { $0.name != roleID }.map {
                    $0.name == "Principal" ? JSON.Member("Principal", .members(["AWS": .string(name(arn, id))])) : $0
                })
        }
        return .members(["Version": "2012-10-17", "Id": "default", "Statement": .array(read)])
    }

    private static func read(_ statements: [String]) throws(FunctionError) -> [JSON] {
        var read: [JSON] = []
        for statement in statements {
            do { read.append(try JSON(parsing: statement)) } catch {
                throw .storage("a statement of a function's policy is no JSON: \(error)")
            }
        }
        return read
    }

    // MARK: The roles that it names

    /// Stands beside what a statement consists of: the role that its ARN meant when it was added. Who makes a role of the same name later
    /// has made another one. Statements of before do not have it.
    private static let roleID = "RoleId"

    private static func binding(_ statement: JSON, to id: String) -> JSON {
        .object((statement.members ?? []) + [JSON.Member(roleID, .string(id))])
    }

    package enum NamedPrincipal: Sendable, Hashable {
        /// A role or a user, by its unique id.
        case identity(id: String)
        /// An account, a session, or somebody of an account that is not here.
        case other
        case nobody
    }

    /// Whom an ARN of IAM or STS names. Source: IAM User Guide, "AWS JSON policy elements: Principal".
    package func principal(_ arn: ARN) async throws(FunctionError) -> NamedPrincipal {
        let kinds = arn.service == "iam" ? ["role/", "user/"] : arn.service == "sts" ? ["assumed-role/", "federated-user/"] : []
        guard arn.region.isEmpty, let account = AccountID(arn.account), !arn.resource.contains("*"), !arn.resource.contains("?") else {
            return .nobody
        }
        if arn.service == "iam", arn.resource == "root" { return .other }
        guard kinds.contains(where: { arn.resource.hasPrefix($0) && arn.resource != $0 }) else { return .nobody }
        if arn.service == "sts" { return .other }
        guard try await !read(FindAccounts(.id(account))).isEmpty else { return .other }
        return try await identityID(arn).map { .identity(id: $0) } ?? .nobody
    }

    /// The unique id of the role or user that has an ARN now.
    private func identityID(_ arn: ARN) async throws(FunctionError) -> String? {
        guard let named = IAMResource.named(by: arn), named.kind == .role || named.kind == .user else { return nil }
        let found = try await read(FindIAMResource(named.account, named.kind, named: named.name))
        return found.flatMap { $0.arn.description == arn.description ? $0.id : nil }
    }

    /// What the policies of a function say to others.
    package func resourcePolicies(_ key: FunctionKey) async throws(FunctionError) -> [NamedPolicy] {
        try await read(ListFunctionStatements(key)) { statements throws(StoreError<Never>) in
            guard !statements.isEmpty else { return [] }
            let json: JSON
            do throws(FunctionError) { json = try Self.document(statements) } catch { throw .failed(.storage("\(error)")) }
            do throws(PolicyError) {
                let document = try PolicyDocument(json, kind: .resource, isStored: true)
                return [NamedPolicy(name: "of function \(key.name)", kind: .resource, document: document)]
            } catch { throw .failed(.storage("the policy of function \(key.name) cannot be read: \(error.message)")) }
        }
    }
}
