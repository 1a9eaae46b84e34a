internal import ServiceKit
internal import Functions
internal import Policies
internal import FunctionData
internal import Core

/// What must be known of functions before anybody is asked.
struct FunctionFinder: Sendable {
    private let functions: FunctionStore

    init(_ functions: FunctionStore) { self.functions = functions }

    /// Who may do what to it, as its own policy says.
    func resourcePolicies(_ key: FunctionKey) async throws(FunctionError) -> [NamedPolicy] { try await functions.resourcePolicies(key) }
    func statements(_ key: FunctionKey) async throws(FunctionError) -> [String] { try await functions.statements(key) }
}

extension Call<LambdaService> {
    var limits: Limits { service.limits }

    static func arn(_ key: FunctionKey) -> ARN { .function(key.name, region: key.region, account: key.account) }

    /// The function that a name or an ARN names.
    /// - Parameter qualifier: if the request has one besides.
    func key(_ text: String, _ qualifier: String? = nil) throws(ServiceError) -> FunctionKey {
        guard let reference = FunctionReference(text) else { throw Self.badName(text) }
        guard reference.name.utf8.count <= 64 else {
            throw .invalidParameterValueException(
                "1 validation error detected: Value '\(text)' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"
            )
        }
        if let named = reference.region, named != region {
            throw .resourceNotFoundException("Functions from '\(named)' are not reachable in this region ('\(region)')")
        }
        let key = reference.key(account: account, region: region)
        if let qualifier, let derived = reference.qualifier, qualifier != derived {
            throw .invalidParameterValueException(
                "The derived qualifier from the function name does not match the specified qualifier.")
        }
        if let qualifier = qualifier ?? reference.qualifier, qualifier != "$LATEST" {
            throw .noFunction(Self.arn(key), qualifier: qualifier)
        }
        return key
    }

    /// For the few names that the model's pattern takes and no function can have: those with a full stop.
    private static func badName(_ text: String) -> ServiceError {
        let pattern = LambdaService.CreateFunctionRequest.members.all.first?.shape.pattern?.text ?? ""
        return .invalid(
            "Value '\(text)' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: \(pattern)")
    }

    func find(_ key: FunctionKey, _ domain: LambdaDomain) async throws(ServiceError) -> Function {
        guard let found = try await run(key, { () throws(FunctionError) in try await domain.functions.find(key) }) else {
            throw .noFunction(Self.arn(key))
        }
        return found
    }

    /// Runs what fails with an error of functions, and makes the service's error of it.
    func run<T>(_ key: FunctionKey, _ body: () async throws(FunctionError) -> T) async throws(ServiceError) -> T {
        try await run { () throws(LambdaFailure) in
            do throws(FunctionError) { return try await body() } catch { throw .function(error, Self.arn(key), limits) }
        }
    }

    func authorize(
        _ key: FunctionKey, resourcePolicies: [NamedPolicy] = [], fill: @escaping @Sendable (inout RequestContext) -> Void = { _ in }
    ) async throws(ServiceError) -> Authorized<FunctionKey> {
        try await authorize(key, Self.arn(key).description, of: key.account, resourcePolicies: resourcePolicies) { context in
            // No operation that is built gives tags but CreateFunction.
            context.setRequestTags([:])
            fill(&context)
        }
    }

    /// The caller must be allowed to hand the role on, and Lambda to take it.
    func checkRole(_ role: String, of function: FunctionKey) async throws(ServiceError) {
        let unusable = ServiceError.invalidParameterValueException("The role defined for the function cannot be assumed by Lambda.")
        guard let arn = ARN(role) else { throw unusable }
        let wire = LambdaService.model.wire
        guard arn.account == account.description else { throw wire.denied("Cross-account pass role is not allowed.") }
        let decision = try await request.decision(of: "iam:PassRole", on: role, of: account, busy: LambdaService.throttled) { context in
            context.setRequestTags([:])
            context.set("iam:PassedToService", "lambda.amazonaws.com")
        }
        guard decision.isAllowed else { throw denied(decision) }
        let refusal: String?
        do throws(RoleUnknown) { refusal = try await service.trust(arn, Self.arn(function)) } catch {
            throw error.isBusy ? LambdaService.throttled : LambdaService.failure.caused(by: "a role cannot be read: \(error.reason)")
        }
        guard let refusal else { return }
        request.log.set { $0.decision = refusal }
        throw unusable
    }
}
