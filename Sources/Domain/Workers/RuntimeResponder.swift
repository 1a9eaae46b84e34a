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
        case ("GET", 2) where parts == ["invocation", "next"]: await next(response)
        case ("POST", 2) where parts == ["init", "error"]: await initError(http, response)
        case ("POST", 3) where parts[0] == "invocation" && parts[2] == "response": await answer(parts[1], http, response)
        case ("POST", 3) where parts[0] == "invocation" && parts[2] == "error": await error(parts[1], http, response)
        default: await fail(404, "UnknownPath", "There is nothing at \(http.rawPath).", response)
        }
    }

    private func next(_ response: ResponseWriter) async {
        guard let call = await worker.next() else { return await fail(410, "Closed", "The worker is being stopped.", response) }
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

    private func answer(_ id: String, _ http: HTTPRequest, _ response: ResponseWriter) async {
        if let mode = http.headers.first("lambda-runtime-function-response-mode"), mode.lowercased() != "streaming" {
            return await fail(400, "InvalidFunctionResponseMode", "Invalid function response mode: \(mode)", response)
        }
        let report: Int
        do { report = try worker.beginReport(on: id) } catch { return await refuse(error, response) }
        defer { worker.endReport(report) }
        do throws(RequestBody.Failure) {
            let body = try await http.body.collect(upTo: responseBytes)
            worker.finish(id, .response(Array(body.readableBytesView)))
            await accept(response)
        } catch {
            guard case .tooLarge = error else { return await fail(400, "InvalidRequest", "The body ended early.", response) }
            worker.finish(id, .tooLarge)
            await fail(413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (\(responseBytes) bytes).", response)
        }
    }

    private func error(_ id: String, _ http: HTTPRequest, _ response: ResponseWriter) async {
        let report: Int
        do { report = try worker.beginReport(on: id) } catch { return await refuse(error, response) }
        defer { worker.endReport(report) }
        worker.finish(id, .error(await self.report(http)))
        await accept(response)
    }

    private func initError(_ http: HTTPRequest, _ response: ResponseWriter) async {
        guard let report = try? worker.beginInitReport() else { return await refuseInitError(response) }
        defer { worker.endReport(report) }
        guard worker.failInit(await self.report(http)) else { return await refuseInitError(response) }
        await accept(response)
    }

    private func refuseInitError(_ response: ResponseWriter) async {
        await fail(403, "InvalidStateTransition", "Transition from current state to InitError is not allowed.", response)
    }

    /// The runtime's own JSON; where it sends none, what its header says.
    private func report(_ http: HTTPRequest) async -> [UInt8] {
        let body = (try? await http.body.collect(upTo: responseBytes)).map { Array($0.readableBytesView) } ?? []
        if (try? JSON.check(body)) == true { return body }
        let type = http.headers.first("lambda-runtime-function-error-type") ?? "Runtime.Unknown"
        return JSON.members(["errorMessage": .string(String(decoding: body.prefix(4096), as: UTF8.self)), "errorType": .string(type)]).utf8
    }

    private func refuse(_ refusal: Worker.Refusal, _ response: ResponseWriter) async {
        switch refusal {
        case .unknownRequest: await fail(400, "InvalidRequestID", "Invalid request ID", response)
        case .wrongState:
            await fail(403, "InvalidStateTransition", "Transition from current state to InvocationResponse is not allowed.", response)
        }
    }

    private func accept(_ response: ResponseWriter) async {
        await response.send(202, [("Content-Type", "application/json")], body: ByteBuffer(string: "{\"status\":\"OK\"}\n"))
    }

    private func fail(_ status: Int, _ type: String, _ message: String, _ response: ResponseWriter) async {
        let body = JSON.members(["errorMessage": .string(message), "errorType": .string(type)])
        await response.send(status, [("Content-Type", "application/json")], body: ByteBuffer(bytes: body.utf8))
    }
}
