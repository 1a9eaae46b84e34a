package import Faces
package import HTTPFront
internal import IAM
package import Logs
private import NIOCore
package import PeltonCore

/// CloudWatch Logs, as far as it takes to read what functions print. Source: CloudWatch Logs API Reference.
package struct LogsFace: Face {
    let logs: LogStore

    package init(logs: LogStore) { self.logs = logs }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        do throws(LogsAPIError) {
            await send(200, try await perform(request), request.id, response)
        } catch {
            request.log.set { $0.errorCode = error.code }
            await send(error, request.id, response)
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        await send(LogsAPIError(error), id, response)
    }

    private func perform(_ request: APIRequest) async throws(LogsAPIError) -> JSON {
        let target = request.http.headers.first("x-amz-target") ?? ""
        guard target.hasPrefix("Logs_20140328.") else { throw .unknownOperation }
        let operation = String(target.dropFirst("Logs_20140328.".count))
        request.log.set { $0.operation = "logs:\(operation)" }
        let call = LogsCall(logs: logs, request: request, operation: operation, input: try Self.input(request))
        switch operation {
        case "FilterLogEvents": return try await call.filterLogEvents()
        case "GetLogEvents": return try await call.getLogEvents()
        case "DescribeLogGroups": return try await call.describeLogGroups()
        case "DescribeLogStreams": return try await call.describeLogStreams()
        default: throw .notImplemented(operation)
        }
    }

    private static func input(_ request: APIRequest) throws(LogsAPIError) -> JSON {
        let bytes = request.collected.map { Array($0.readableBytesView) } ?? []
        guard !bytes.isEmpty else { return .object([]) }
        guard let json = try? JSON(parsing: bytes), json.members != nil else { throw .serialization }
        return json
    }

    private func send(_ error: LogsAPIError, _ id: RequestID, _ response: ResponseWriter) async {
        await send(error.status, .members(["__type": .string(error.code), "message": .string(error.message)]), id, response)
    }

    private func send(_ status: Int, _ json: JSON, _ id: RequestID, _ response: ResponseWriter) async {
        await response.send(
            status, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", id.description)],
            body: ByteBuffer(bytes: json.utf8))
    }
}
