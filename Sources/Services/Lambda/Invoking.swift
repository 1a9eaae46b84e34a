internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Policies
internal import Invocation
internal import FunctionData
internal import NIOCore
internal import Core

extension LambdaCall {
    /// Functions that call each other are stopped here.
    private static let deepestCall = 16

    /// Source: API_Invoke.
    func invoke() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        let type = input["InvocationType"]?.string ?? "RequestResponse"
        let policies = try await run(key) { () throws(FunctionError) in try await functions.resourcePolicies(key) }
        try await authorize("InvokeFunction", key, resourcePolicies: policies)
        _ = try await find(key)
        for name in ["DurableExecutionName", "TenantId"] where input[name] != nil { throw .notImplemented("\(name) of Invoke") }
        let context = try clientContext()
        let payload = try await payload(limit: type == "Event" ? limits.eventPayloadBytes : limits.synchronousPayloadBytes)
        guard (request.caller.provenance?.depth ?? 0) < Self.deepestCall else {
            throw LambdaError(
                429, "TooManyRequestsException", "Stopped a loop: \(Self.deepestCall) functions called each other before this call.")
        }
        switch type {
        case "DryRun": return LambdaAnswer(204)
        case "Event": return try await enqueue(key, payload)
        default: return try await call(key, payload, context)
        }
    }

    private func payload(limit: Int) async throws(LambdaError) -> [UInt8] {
        guard let body = request.collected, body.readableBytes > 0 else { return Array("{}".utf8) }
        guard body.readableBytes <= limit else {
            throw .tooLarge(http, limit: limit)
        }
        return try await request.threads.run(bytes: body.readableBytes, busy: .throttled) { () throws(LambdaError) in
            let bytes = Array(body.readableBytesView)
            do throws(JSON.ParseError) { try JSON.check(bytes, maximumDepth: 1000) } catch {
                throw LambdaError(
                    400, "InvalidRequestContentException",
                    "Could not parse request body into json: Could not parse payload into json: \(error)")
            }
            return bytes
        }
    }

    private func enqueue(_ key: FunctionKey, _ payload: [UInt8]) async throws(LambdaError) -> LambdaAnswer {
        do throws(InvokeError) {
            try await services.queue.accept(
                function: Self.arn(key), requestID: request.id.description, payload: payload,
                traceHeader: http.headers.first("x-amzn-trace-id"), provenance: request.caller.provenance)
        } catch { throw LambdaError(error) }
        return LambdaAnswer(202)
    }

    /// Source: API_Invoke, `X-Amz-Client-Context`: up to 3,583 bytes of Base64.
    private static let longestContext = 3583

    /// - Returns: the JSON object, as its text; nil where there is none.
    private func clientContext() throws(LambdaError) -> String? {
        guard let text = input["ClientContext"]?.string, !text.isEmpty else { return nil }
        guard text.utf8.count <= Self.longestContext, let bytes = Base64.decode(text), let json = try? JSON(parsing: bytes),
            json.members != nil
        else {
            throw LambdaError(
                400, "InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.")
        }
        // On one line and in ASCII it fits a header of the Runtime API, whatever is in it.
        return String(decoding: json.utf8(escaping: .nonASCII), as: UTF8.self)
    }

    private func call(_ key: FunctionKey, _ payload: [UInt8], _ context: String?) async throws(LambdaError) -> LambdaAnswer {
        let result: InvocationResult
        do throws(InvokeError) {
            let function = try await functions.specification(of: Self.arn(key))
            result = try await services.invoker.invoke(invocation(of: function, key, payload, context))
        } catch { throw LambdaError(error) }
        var headers: HTTPHeaders = [("X-Amz-Executed-Version", "$LATEST")]
        if input["LogType"]?.string == "Tail" { headers.add("X-Amz-Log-Result", Base64.encode(result.logTail)) }
        switch result.outcome {
        case .success(let body): return LambdaAnswer(200, headers: headers, body: ByteBuffer(bytes: body))
        case .functionError(let body):
            headers.add("X-Amz-Function-Error", "Unhandled")
            return LambdaAnswer(200, headers: headers, body: ByteBuffer(bytes: body))
        }
    }

    private func invocation(
        of function: FunctionSpecification, _ key: FunctionKey, _ payload: [UInt8], _ context: String?
    ) -> Invocation {
        let isQualified = route["FunctionName"].hasSuffix(":$LATEST") || input["Qualifier"] != nil
        return Invocation(
            requestID: request.id.description, function: function,
            invokedARN: Self.arn(key).description + (isQualified ? ":$LATEST" : ""), payload: payload,
            traceHeader: http.headers.first("x-amzn-trace-id"),
            clientContext: context,
            provenance: request.caller.provenance.map {
                Provenance(originEvent: $0.originEvent, functionARN: function.arn.description, depth: $0.depth + 1)
            })
    }
}
