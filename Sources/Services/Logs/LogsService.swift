package import ServiceKit
package import HTTPServer
internal import Policies
package import FunctionLogs
package import Core

/// CloudWatch Logs, as far as it takes to read what functions print. Source: CloudWatch Logs API Reference.
package struct LogsService: ServiceHandler {
    let logs: LogStore

    package init(logs: LogStore) { self.logs = logs }

    private static let wire = JSONProtocol(
        service: "logs", targetPrefix: "Logs_20140328.", shapes: LogsShapes.operations, invalid: "InvalidParameterException",
        bodyLimit: 1 << 20,
        // 1 MiB of messages, of which JSON may make three times as much, and 10,000 events around them.
        bodyLimits: ["PutLogEvents": 4 << 20])

    package func bodyLimit(of http: HTTPRequest) -> Int { Self.wire.bodyLimit(of: http) }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        await Self.wire.answer(request, response) { operation, input throws(LogsAPIError) in
            try await perform(LogsCall(logs: logs, request: request, operation: operation, input: input))
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        let error = LogsAPIError(error, failure: .failure)
        await Self.wire.send(error, id, response)
    }

    private func perform(_ call: LogsCall) async throws(LogsAPIError) -> JSON {
        switch call.operation {
        case "FilterLogEvents": return try await call.filterLogEvents()
        case "GetLogEvents": return try await call.getLogEvents()
        case "DescribeLogGroups": return try await call.describeLogGroups()
        case "DescribeLogStreams": return try await call.describeLogStreams()
        default: throw .notImplemented(call.operation)
        }
    }
}
