internal import HTTPServer
internal import Invocation
internal import NIOCore
internal import Core

/// The Lambda Runtime API, 2018-06-01, for one worker's processes. Source: Lambda Developer Guide, "Using the Lambda runtime API".
struct RuntimeResponder: Responder {
    private static let root = "/2018-06-01/runtime/"
    let worker: Worker
    let responseBytes: Int

    func respond(to http: HTTPRequest, _ response: ResponseWriter) async {
        guard http.rawPath.hasPrefix(Self.root) else {
            return await fail(404, "UnknownPath", "There is nothing at \(http.rawPath).", response)
        }
        let parts = http.rawPath.dropFirst(Self.root.count).split(separator: "/").map { String($0) }
        switch (http.method, parts.count) {
        case ("GET", 2) where parts == ["invocation", "next"]:
            response.endWithClient()
            await send(await worker.next(), response)
        case ("POST", 2) where parts == ["init", "error"]:
            await send(await worker.take(.initError, on: nil) { .initError(await error(http)) }, response)
        case ("POST", 3) where parts[0] == "invocation" && parts[2] == "response": await take(responseOn: parts[1], http, response)
        case ("POST", 3) where parts[0] == "invocation" && parts[2] == "error":
            await send(await worker.take(.error, on: parts[1]) { .error(await error(http)) }, response)
        default: await fail(404, "UnknownPath", "There is nothing at \(http.rawPath).", response)
        }
    }

    private func take(responseOn id: String, _ http: HTTPRequest, _ response: ResponseWriter) async {
        if let mode = http.headers.first("lambda-runtime-function-response-mode"), mode.lowercased() != "streaming" {
            return await fail(400, "InvalidFunctionResponseMode", "Invalid function response mode: \(mode)", response)
        }
        let answer = await worker.take(.response, on: id) {
            do throws(RequestBody.Failure) {
                return .response(Array(try await http.body.collect(upTo: responseBytes).readableBytesView))
            } catch {
                return if case .tooLarge = error { .tooLarge } else { nil }
            }
        }
        await send(answer, response)
    }

    /// The runtime's own JSON; where it sends none, what its header says.
    private func error(_ http: HTTPRequest) async -> [UInt8] {
        let body = (try? await http.body.collect(upTo: responseBytes)).map { Array($0.readableBytesView) } ?? []
        if (try? JSON.check(body)) == true { return body }
        let type = http.headers.first("lambda-runtime-function-error-type") ?? "Runtime.Unknown"
        return JSON.members(["errorMessage": .string(String(decoding: body.prefix(4096), as: UTF8.self)), "errorType": .string(type)]).utf8
    }

    private func send(_ answer: WorkerStateMachine.Answer, _ response: ResponseWriter) async {
        switch answer {
        case .invocation(let call): await send(call, response)
        case .accepted: await response.send(202, [("Content-Type", "application/json")], body: ByteBuffer(string: "{\"status\":\"OK\"}\n"))
        case .tooLarge:
            await fail(413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (\(responseBytes) bytes).", response)
        case .truncated: await fail(400, "TruncatedHTTPRequest", "HTTP request detected as truncated", response)
        case .unknownRequest: await fail(400, "InvalidRequestID", "Invalid request ID", response)
        case .wrongState(let from, let to):
            let message = "State transition from \(from) to \(to) failed for runtime. Error: State transition is not allowed"
            await fail(403, "InvalidStateTransition", message, response)
        case .closed: await fail(410, "Closed", "The worker is being stopped.", response)
        }
    }

    private func send(_ call: WorkerCall, _ response: ResponseWriter) async {
        let invocation = call.invocation
        var headers: HTTPHeaders = [
            ("Content-Type", "application/json"), ("Lambda-Runtime-Aws-Request-Id", invocation.requestID),
            ("Lambda-Runtime-Deadline-Ms", String(call.deadline.milliseconds)),
            ("Lambda-Runtime-Invoked-Function-Arn", invocation.invokedARN),
        ]
        headers.add("Lambda-Runtime-Trace-Id", ifPresent: invocation.traceHeader)
        headers.add("Lambda-Runtime-Client-Context", ifPresent: invocation.clientContext)
        await response.send(200, headers, body: ByteBuffer(bytes: invocation.payload))
    }

    private func fail(_ status: Int, _ type: String, _ message: String, _ response: ResponseWriter) async {
        let body = JSON.members(["errorMessage": .string(message), "errorType": .string(type)])
        await response.send(status, [("Content-Type", "application/json")], body: ByteBuffer(bytes: body.utf8))
    }
}
