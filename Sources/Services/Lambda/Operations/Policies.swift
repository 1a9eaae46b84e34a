internal import ServiceKit
internal import Functions
internal import Policies
internal import FunctionData
internal import Core

extension LambdaService {
    /// Source: API_AddPermission.
    static let addPermission = Operation<LambdaService>(
        AddPermission.self, support: .partly("no qualifiers"),
        unread: [
            .refused("EventSourceToken"), .refused("FunctionUrlAuthType"), .refused("InvokedViaFunctionUrl"), .refused("PrincipalOrgID"),
        ]
    ) { input, call throws(ServiceError) in
        try refuseQualifier(input.qualifier)
        let key = try call.key(input.functionName, input.qualifier)
        let permitted = try await call.authorize(key) { context in
            context.set("lambda:Principal", input.principal)
            context.set("lambda:FunctionUrlAuthType", input.functionUrlAuthType)
            context.set("lambda:EventSourceToken", input.eventSourceToken)
        }
        let functions = permitted.domain.functions
        _ = try await call.find(key, permitted.domain)
        let (id, (principal, role)) = (input.statementId, try await call.principal(input.principal, key, functions))
        let statement = try statement(input, principal, Call<LambdaService>.arn(key))
        try await call.run { () throws(LambdaFailure) in
            do throws(FunctionError) {
                try await functions.addStatement(key, id: id, statement, role: role, expectedRevision: input.revisionId)
            } catch { throw .statement(error, id, Call<LambdaService>.arn(key), call.limits) }
        }
        return permitted.answer(AddPermissionResponse(statement: statement.text))
    }

    /// Source: API_GetPolicy.
    static let getPolicy = Operation<LambdaService>(GetPolicy.self, support: .partly("no qualifiers")) {
        input, call throws(ServiceError) in
        let key = try call.key(input.functionName, input.qualifier)
        let permitted = try await call.authorize(key)
        let functions = permitted.domain.functions
        let function = try await call.find(key, permitted.domain)
        guard let policy = try await call.run(key, { () throws(FunctionError) in try await functions.policy(key) }) else {
            throw .resourceNotFoundException("The resource you requested does not exist.")
        }
        return permitted.answer(GetPolicyResponse(policy: policy.text, revisionId: function.record.revisionID))
    }

    /// Source: API_RemovePermission.
    static let removePermission = Operation<LambdaService>(RemovePermission.self, support: .partly("no qualifiers")) {
        input, call throws(ServiceError) in
        try refuseQualifier(input.qualifier)
        let key = try call.key(input.functionName, input.qualifier)
        let id = input.statementId
        let statements = try await call.run(key) { () throws(FunctionError) in try await call.service.finder.statements(key) }
        let permitted = try await call.authorize(key) { context in
            if let names = principals(of: id, in: statements) { context.set("lambda:Principal", names) }
            // A statement with these is not to be had.
            for name in ["FunctionUrlAuthType", "EventSourceToken"] { context.set("lambda:" + name, []) }
        }
        let functions = permitted.domain.functions
        _ = try await call.find(key, permitted.domain)
        guard !statements.isEmpty else { throw .resourceNotFoundException("No policy is associated with the given resource.") }
        try await call.run { () throws(LambdaFailure) in
            do throws(FunctionError) {
                try await functions.removeStatement(key, id: id, expectedRevision: input.revisionId)
            } catch { throw .statement(error, id, Call<LambdaService>.arn(key), call.limits) }
        }
        return permitted.answer()
    }

    /// Whom a statement names: an account by both of its names, as it may have been given by either.
    /// - Returns: nil where that cannot be read: the key is then not known, so that a Deny by it applies and an Allow does not.
    private static func principals(of id: String, in statements: [String]) -> [String]? {
        guard let documents = try? statements.map({ try JSON(parsing: $0) }) else { return nil }
        let principal = documents.first { $0["Sid"]?.string?.utf8.elementsEqual(id.utf8) == true }?["Principal"]
        guard let name = principal?.string ?? principal?["AWS"]?.string ?? principal?["Service"]?.string else { return [] }
        guard let arn = ARN(name), arn.service == "iam", arn.resource == "root" else { return [name] }
        return [arn.account, name]
    }

    private static func refuseQualifier(_ qualifier: String?) throws(ServiceError) {
        guard qualifier == "$LATEST" else { return }
        throw .invalidParameterValueException("We currently do not support adding policies for $LATEST.")
    }

    private static func statement(_ input: AddPermissionRequest, _ principal: JSON, _ function: ARN) throws(ServiceError) -> JSON {
        var conditions: [JSON.Member] = []
        if let account = input.sourceAccount {
            conditions.append(JSON.Member("StringEquals", .members(["AWS:SourceAccount": .string(account)])))
        }
        if let source = input.sourceArn {
            // The pattern takes an empty resource too, which no condition could be compared with.
            guard ARN(source) != nil else {
                throw .invalidParameterValueException("The SourceArn \(ShownValue.text(source)) names no resource.")
            }
            conditions.append(JSON.Member("ArnLike", .members(["AWS:SourceArn": .string(source)])))
        }
        return .members([
            "Sid": .string(input.statementId), "Effect": "Allow", "Principal": principal, "Action": .string(input.action),
            "Resource": .string(function.description), "Condition": conditions.isEmpty ? nil : .object(conditions),
        ])
    }
}

extension Call<LambdaService> {
    /// - Returns: as the statement has it, and the unique id of a role.
    fileprivate func principal(
        _ text: String, _ key: FunctionKey, _ functions: FunctionStore
    ) async throws(ServiceError) -> (JSON, role: String?) {
        if text == "*" { return ("*", nil) }
        if let account = AccountID(text) { return (.members(["AWS": .string("arn:aws:iam::\(account):root")]), nil) }
        if let arn = ARN(text) {
            switch try await run(key, { () throws(FunctionError) in try await functions.principal(arn) }) {
            case .identity(let id): return (.members(["AWS": .string(text)]), id)
            case .other: return (.members(["AWS": .string(text)]), nil)
            case .nobody: break
            }
        } else if text.hasSuffix(".amazonaws.com"), text.utf8.count > ".amazonaws.com".utf8.count {
            return (.members(["Service": .string(text)]), nil)
        }
        throw .invalidParameterValueException("The provided principal was invalid. Please check the principal and try again.")
    }
}
