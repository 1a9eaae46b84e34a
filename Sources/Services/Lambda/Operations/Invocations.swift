internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Policies
internal import Invocation
internal import FunctionData
internal import NIOCore
internal import Core

extension LambdaService {
    /// Functions that call each other are stopped here.
    private static let deepestCall = 16

    /// Source: API_Invoke.
    static let invoke = Operation<LambdaService>(
        Invoke.self, support: .partly("`$LATEST`"), unread: [.refused("DurableExecutionName"), .refused("TenantId")]
    ) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName, input.qualifier)
        let policies = try await call.run(key) { () throws(FunctionError) in try await call.service.finder.resourcePolicies(key) }
        let permitted = try await call.authorize(key, resourcePolicies: policies)
        _ = try await call.find(key, permitted.domain)
        let context = try clientContext(input.clientContext)
        let payload = try await call.payload(input.payload, limit: call.limits.payloadBytes(input.invocationType))
        guard (call.request.caller.provenance?.depth ?? 0) < deepestCall else {
            throw .tooManyRequestsException("Stopped a loop: \(deepestCall) functions called each other before this call.")
        }
        switch input.invocationType {
        case "DryRun": return permitted.answer(InvocationResponse(statusCode: 204))
        case "Event":
            try await call.enqueue(key, payload, permitted.domain.queue)
            return permitted.answer(InvocationResponse(statusCode: 202))
        default:
            let response = try await call.invoke(key, input, payload, context, permitted.domain)
            return permitted.answer(response)
        }
    }
    .limitingBodies { service, http in service.limits.payloadBytes(http.headers.first("x-amz-invocation-type")) }
    .keepingBodies()

    /// Source: API_Invoke, `X-Amz-Client-Context`: up to 3,583 bytes of Base64.
    private static let longestContext = 3583

    /// - Returns: the JSON object, as its text; nil where there is none.
    private static func clientContext(_ text: String?) throws(ServiceError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.count <= longestContext, let bytes = Base64.decode(text), let json = try? JSON(parsing: bytes), json.members != nil
        else { throw .invalidRequestContentException("Client context must be a valid Base64-encoded JSON object.") }
        // On one line and in ASCII it fits a header of the Runtime API, whatever is in it.
        return String(decoding: json.utf8(escaping: .nonASCII), as: UTF8.self)
    }
}

extension Limits {
    /// What Invoke takes. Source: Lambda Developer Guide, "Quotas".
    fileprivate func payloadBytes(_ invocationType: String?) -> Int {
        invocationType == "Event" ? eventPayloadBytes : synchronousPayloadBytes
    }
}

extension Call<LambdaService> {
    fileprivate func payload(_ payload: Payload?, limit: Int) async throws(ServiceError) -> [UInt8] {
        guard let body = payload?.bytes else { return Array("{}".utf8) }
        guard body.readableBytes <= limit else {
            throw .tooLarge("Request must be smaller than \(limit) bytes for the \(action) operation")
        }
        return try await request.threads.run(bytes: body.readableBytes, busy: LambdaService.throttled) { () throws(ServiceError) in
            let bytes = Array(body.readableBytesView)
            do throws(JSON.ParseError) { try JSON.check(bytes, maximumDepth: 1000) } catch {
                throw .invalidRequestContentException(
                    "Could not parse request body into json: Could not parse payload into json: \(error)")
            }
            return bytes
        }
    }

    fileprivate func enqueue(_ key: FunctionKey, _ payload: [UInt8], _ queue: any AsyncInvokes) async throws(ServiceError) {
        try await invoking { () throws(InvokeError) in
            try await queue.accept(
                function: Self.arn(key), requestID: request.id.description, payload: payload,
                traceHeader: request.http.headers.first("x-amzn-trace-id"), provenance: request.caller.provenance)
        }
    }

    fileprivate func invoke(
        _ key: FunctionKey, _ input: LambdaService.InvocationRequest, _ payload: [UInt8], _ context: String?, _ domain: LambdaDomain
    ) async throws(ServiceError) -> LambdaService.InvocationResponse {
        let result = try await invoking { () throws(InvokeError) in
            let function = try await domain.functions.specification(of: Self.arn(key))
            return try await domain.invoker.invoke(invocation(of: function, key, input, payload, context))
        }
        var response = LambdaService.InvocationResponse(executedVersion: "$LATEST")
        if input.logType == "Tail" { response.logResult = Base64.encode(result.logTail) }
        switch result.outcome {
        case .success(let body): response.payload = Payload(ByteBuffer(bytes: body))
        case .functionError(let body):
            response.functionError = "Unhandled"
            response.payload = Payload(ByteBuffer(bytes: body))
        }
        return response
    }

    private func invoking<T>(_ body: () async throws(InvokeError) -> T) async throws(ServiceError) -> T {
        try await run { () throws(LambdaFailure) in
            do throws(InvokeError) { return try await body() } catch { throw .invocation(error) }
        }
    }

    private func invocation(
        of function: FunctionSpecification, _ key: FunctionKey, _ input: LambdaService.InvocationRequest, _ payload: [UInt8],
        _ context: String?
    ) -> Invocation {
        let isQualified = input.functionName.hasSuffix(":$LATEST") || input.qualifier != nil
        return Invocation(
            requestID: request.id.description, function: function,
            invokedARN: Self.arn(key).description + (isQualified ? ":$LATEST" : ""), payload: payload,
            traceHeader: request.http.headers.first("x-amzn-trace-id"), clientContext: context,
            provenance: request.caller.provenance.map {
                Provenance(originEvent: $0.originEvent, functionARN: function.arn.description, depth: $0.depth + 1)
            })
    }
}
