internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Policies
internal import Logging
internal import FunctionData
internal import NIOCore
internal import Core

/// One request on its way through one operation.
struct LambdaCall: Sendable {
    let services: LambdaServices
    let request: APIRequest
    let response: ResponseWriter
    let route: LambdaRoute
    /// What the request says, from path, query, headers and body: only members that the operation has, as its shapes want them.
    let input: JSON

    var http: HTTPRequest { request.http }
    var functions: FunctionStore { services.functions }
    var limits: Limits { services.limits }

    func perform() async throws(LambdaError) -> LambdaAnswer {
        switch route.operation.name {
        case "CreateFunction": return try await createFunction()
        case "GetFunction": return try await getFunction()
        case "GetFunctionConfiguration": return try await getFunctionConfiguration()
        case "UpdateFunctionCode": return try await updateFunctionCode()
        case "UpdateFunctionConfiguration": return try await updateFunctionConfiguration()
        case "DeleteFunction": return try await deleteFunction()
        case "ListFunctions": return try await listFunctions()
        case "ListVersionsByFunction": return try await listVersions()
        case "ListTags": return try await listTags()
        case "GetFunctionCodeSigningConfig": return try await getCodeSigningConfig()
        case "DownloadFunctionCode": return try await downloadCode()
        case "Invoke": return try await invoke()
        case "AddPermission": return try await addPermission()
        case "GetPolicy": return try await getPolicy()
        case "RemovePermission": return try await removePermission()
        default: throw .notImplemented("the operation \(route.operation.name)")
        }
    }

    // MARK: What is asked about

    /// The function of the path, which may be a name or an ARN.
    func key() throws(LambdaError) -> FunctionKey { try key(route["FunctionName"]) }

    func key(_ text: String) throws(LambdaError) -> FunctionKey {
        guard let reference = FunctionReference(text) else { throw .validation([Self.badName(text)]) }
        guard reference.name.utf8.count <= 64 else {
            throw .invalidParameter(
                "1 validation error detected: Value '\(text)' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"
            )
        }
        if let region = reference.region, region != request.region {
            throw .resourceNotFound("Functions from '\(region)' are not reachable in this region ('\(request.region)')")
        }
        let key = reference.key(account: request.caller.account, region: request.region)
        let given = input["Qualifier"]?.string
        if let given, let derived = reference.qualifier, given != derived {
            throw .invalidParameter("The derived qualifier from the function name does not match the specified qualifier.")
        }
        let qualifier = given ?? reference.qualifier
        if let qualifier, qualifier != "$LATEST" { throw .notFound(Self.arn(key), qualifier: qualifier) }
        return key
    }

    static func arn(_ key: FunctionKey) -> ARN { .function(key.name, region: key.region, account: key.account) }

    /// For the few names that the model's pattern takes and no function can have: those with a full stop.
    private static func badName(_ text: String) -> String {
        let pattern = LambdaShapes.operations["CreateFunction"]?.all.first?.shape.pattern?.text ?? ""
        return "Value '\(text)' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: \(pattern)"
    }

    func find(_ key: FunctionKey) async throws(LambdaError) -> Function {
        guard let found = try await run(key, { () throws(FunctionError) in try await functions.find(key) }) else {
            throw .notFound(Self.arn(key))
        }
        return found
    }

    /// Runs what the domain does, with its errors in Lambda's words.
    func run<T>(_ key: FunctionKey, _ body: () async throws(FunctionError) -> T) async throws(LambdaError) -> T {
        do { return try await body() } catch {
            if case .storage(let text) = error {
                services.logger.error("functions' store failed", metadata: ["request_id": "\(request.id)", "error": "\(text)"])
            }
            throw LambdaError(error, Self.arn(key), limits: limits)
        }
    }

    // MARK: May the caller do this?

    func authorize(
        _ action: String, _ key: FunctionKey, resourcePolicies: [NamedPolicy] = [], fill: (inout RequestContext) -> Void = { _ in }
    ) async throws(LambdaError) {
        try await authorize(
            "lambda:" + action, on: Self.arn(key).description, of: key.account, resourcePolicies: resourcePolicies, fill: fill)
    }

    func authorize(
        _ action: String, on resource: String, of account: AccountID, resourcePolicies: [NamedPolicy] = [],
        fill: (inout RequestContext) -> Void = { _ in }
    ) async throws(LambdaError) {
        let refusal = try await request.refusal(
            of: action, on: resource, of: account, resourcePolicies: resourcePolicies, busy: LambdaError.throttled
        ) { context in
            // No operation that is built gives tags but CreateFunction.
            context.setRequestTags([:])
            fill(&context)
        }
        if let refusal { throw .denied(refusal) }
    }
}
