internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Policies
internal import FunctionData
internal import Core

extension LambdaCall {
    /// Source: API_AddPermission.
    func addPermission() async throws(LambdaError) -> LambdaAnswer {
        try refuseQualifier()
        let key = try key()
        let id = input["StatementId"]?.string ?? ""
        try await authorize("AddPermission", key) { context in
            context.set("lambda:Principal", input["Principal"]?.string)
            for name in ["FunctionUrlAuthType", "EventSourceToken"] { context.set("lambda:" + name, input[name]?.string) }
        }
        if input["PrincipalOrgID"] != nil || input["FunctionUrlAuthType"] != nil || input["EventSourceToken"] != nil
            || input["InvokedViaFunctionUrl"] != nil
        {
            throw .notImplemented("PrincipalOrgID, FunctionUrlAuthType, InvokedViaFunctionUrl and EventSourceToken of AddPermission")
        }
        _ = try await find(key)
        let (principal, role) = try await principal(input["Principal"]?.string ?? "", key)
        let statement = try statement(input, id, principal, Self.arn(key))
        do throws(FunctionError) {
            try await functions.addStatement(key, id: id, statement, role: role, expectedRevision: input["RevisionId"]?.string)
        } catch {
            guard case .statementExists = error else { throw LambdaError(error, Self.arn(key), limits: limits) }
            throw .conflict(
                "The statement id (\(id)) provided already exists. Please provide a new statement id, or remove the existing statement.")
        }
        return LambdaAnswer(201, .members(["Statement": .string(statement.text)]))
    }

    /// Source: API_GetPolicy.
    func getPolicy() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("GetPolicy", key)
        let function = try await find(key)
        guard let policy = try await run(key, { () throws(FunctionError) in try await functions.policy(key) }) else {
            throw .resourceNotFound("The resource you requested does not exist.")
        }
        return LambdaAnswer(
            200,
            .members([
                "Policy": .string(policy.text), "RevisionId": .string(function.record.revisionID),
            ]))
    }

    /// Source: API_RemovePermission.
    func removePermission() async throws(LambdaError) -> LambdaAnswer {
        try refuseQualifier()
        let key = try key()
        let id = input["StatementId"]?.string ?? ""
        let statements = try await run(key) { () throws(FunctionError) in try await functions.statements(key) }
        try await authorize("RemovePermission", key) { context in
            if let names = Self.principals(of: id, in: statements) { context.set("lambda:Principal", names) }
            // A statement with these is not to be had.
            for name in ["FunctionUrlAuthType", "EventSourceToken"] { context.set("lambda:" + name, []) }
        }
        _ = try await find(key)
        guard !statements.isEmpty else { throw .resourceNotFound("No policy is associated with the given resource.") }
        do throws(FunctionError) {
            try await functions.removeStatement(key, id: id, expectedRevision: input["RevisionId"]?.string)
        } catch {
            guard case .noSuchStatement = error else { throw LambdaError(error, Self.arn(key), limits: limits) }
            throw .resourceNotFound("Statement \(id) is not found in resource policy.")
        }
        return LambdaAnswer(204)
    }

    /// Whom a statement names: an account by both of its names, as it may have been given by either.
    /// - Returns: nil where that cannot be read.
    private static func principals(of id: String, in statements: [String]) -> [String]? {
        guard let documents = try? statements.map({ try JSON(parsing: $0) }) else { return nil }
        let principal = documents.first { $0["Sid"]?.string?.utf8.elementsEqual(id.utf8) == true }?["Principal"]
        guard let name = principal?.string ?? principal?["AWS"]?.string ?? principal?["Service"]?.string else { return [] }
        guard let arn = ARN(name), arn.service == "iam", arn.resource == "root" else { return [name] }
        return [arn.account, name]
    }

    private func refuseQualifier() throws(LambdaError) {
        guard input["Qualifier"]?.string == "$LATEST" else { return }
        throw .invalidParameter("We currently do not support adding policies for $LATEST.")
    }

    private func statement(_ input: JSON, _ id: String, _ principal: JSON, _ function: ARN) throws(LambdaError) -> JSON {
        var conditions: [JSON.Member] = []
        if let account = input["SourceAccount"]?.string {
            conditions.append(JSON.Member("StringEquals", .members(["AWS:SourceAccount": .string(account)])))
        }
        if let source = input["SourceArn"]?.string {
            // The pattern takes an empty resource too, which no condition could be compared with.
            guard ARN(source) != nil else { throw .invalidParameter("The SourceArn \(ShownValue.text(source)) names no resource.") }
            conditions.append(JSON.Member("ArnLike", .members(["AWS:SourceArn": .string(source)])))
        }
        return .members([
            "Sid": .string(id), "Effect": "Allow", "Principal": principal,
            "Action": .string(input["Action"]?.string ?? ""), "Resource": .string(function.description),
            "Condition": conditions.isEmpty ? nil : .object(conditions),
        ])
    }

    /// - Returns: as the statement has it, and the unique id of a role.
    private func principal(_ text: String, _ key: FunctionKey) async throws(LambdaError) -> (JSON, role: String?) {
        if text == "*" { return ("*", nil) }
        if let account = AccountID(text) { return (.members(["AWS": .string("arn:aws:iam::\(account):root")]), nil) }
        if let arn = ARN(text) {
            switch try await run(key, { () throws(FunctionError) in try await functions.principal(arn) }) {
            case .role(let id): return (.members(["AWS": .string(text)]), id)
            case .other: return (.members(["AWS": .string(text)]), nil)
            case .nobody: break
            }
        } else if text.hasSuffix(".amazonaws.com"), text.utf8.count > ".amazonaws.com".utf8.count {
            return (.members(["Service": .string(text)]), nil)
        }
        throw .invalidParameter("The provided principal was invalid. Please check the principal and try again.")
    }
}
