package import HTTPServer
package import ServiceKit
package import Core
private import NIOCore
private import XML

/// SQS speaks JSON 1.0 and the older query protocol on one endpoint, and on the URL of each queue. An error has the name of its shape here,
/// and in each protocol what that calls it. Source: Smithy, "AWS JSON 1.0 protocol", "awsQueryCompatible trait"; recorded of AWS (LocalStack).
package struct SQSProtocol: WireProtocol {
    private static let target = "AmazonSQS."
    private static let namespace = "http://queue.amazonaws.com/doc/2012-11-05/"

    private let json = JSONProtocol(version: "1.0", target: target)
    private let query = QueryProtocol(namespace: namespace)
    private let isQuery: Bool

    package init() { isQuery = false }
    private init(isQuery: Bool) { self.isQuery = isQuery }

    package func spoken(by http: HTTPRequest) -> any WireProtocol { Self(isQuery: Self.isQuery(http)) }

    static func isQuery(_ http: HTTPRequest) -> Bool { http.headers.first("x-amz-target") == nil }

    package var namesOperationsInBody: Bool { isQuery }

    package func operation(of http: HTTPRequest) -> String? {
        let named = http.headers.first("x-amz-target") ?? ""
        return http.method == "POST" && named.hasPrefix(Self.target) ? String(named.dropFirst(Self.target.count)) : nil
    }

    package func message(_ request: APIRequest) throws(ServiceError) -> WireMessage {
        guard isQuery else {
            guard let operation = operation(of: request.http) else { throw json.unknownOperation("") }
            let body = request.collected
            return WireMessage(operation: operation, weight: { _ in body?.readableBytes ?? 0 }) { _ in
                [InputPart(body.map { Array($0.readableBytesView) } ?? [], isText: false)]
            }
        }
        let parameters: [(name: String, value: String)]
        do throws(ServiceError) { parameters = try query.parameters(request) } catch { throw error }
        guard let operation = parameters.first(where: { $0.name == "Action" })?.value, !operation.isEmpty else {
            throw ServiceError(404, "UnknownOperationException", "")
        }
        let path = String(request.http.rawPath)
        let isOfQueue = path.utf8.count > 1
        // A queue's URL has none of the operations that name no queue.
        if isOfQueue, operation == "CreateQueue" || operation == "ListQueues" { throw unknownOperation(operation) }
        var named = parameters.map { (name: QueryNames.member($0.name, of: operation), value: $0.value) }
        if isOfQueue, !named.contains(where: { $0.name == "QueueUrl" }) { named.append((name: "QueueUrl", value: path)) }
        let (flat, weight) = (QueryParameters(named), request.collected?.readableBytes ?? 0)
        return WireMessage(operation: operation, weight: { _ in weight }) { [InputPart(flat.json($0), isText: true)] }
    }

    // MARK: Answers

    package func answer(_ output: some OutputStructure, _ status: Int, of operation: String, _ id: RequestID) -> WireAnswer {
        guard isQuery else { return output is NoOutput ? empty : json.answer(output, status, of: operation, id) }
        var xml = XMLWriter(declaration: false, .replaced)
        xml.element("\(operation)Response", attributes: [("xmlns", Self.namespace)]) { xml in
            if !(output is NoOutput) {
                xml.element("\(operation)Result") { OutputWriter.write(output, to: &$0) { QueryNames.element($0, of: operation) } }
            }
            xml.element("ResponseMetadata") { $0.element("RequestId", id.description) }
        }
        return WireAnswer(status, [("Content-Type", "text/xml")], ByteBuffer(bytes: xml.bytes))
    }

    /// What tells nothing has no body.
    private var empty: WireAnswer { WireAnswer(200, [("Content-Type", "application/x-amz-json-1.0")], ByteBuffer()) }

    package func answer(_ error: ServiceError, _ id: RequestID) -> WireAnswer {
        // In XML whatever is spoken.
        if error.status == 404, error.code == "UnknownOperationException" { return json.answer(error, id) }
        let code = Self.codes[error.code] ?? error.code
        let sender = error.status < 500 ? "Sender" : "Receiver"
        guard isQuery else {
            let name = Self.types[code] ?? error.code
            let type =
                (Self.ofModel.contains(error.code) ? "com.amazonaws.sqs#" : Self.plain.contains(name) ? "" : "com.amazon.coral.service#")
                + name
            let body = JSON.members(["__type": .string(type), "message": .string(error.message)]).utf8
            return WireAnswer(
                error.status, [("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-query-error", "\(code);\(sender)")],
                ByteBuffer(bytes: body))
        }
        let isMissing = error.code == "QueueDoesNotExist"
        var xml = XMLWriter(declaration: false, .replaced)
        xml.element("ErrorResponse", attributes: [("xmlns", Self.namespace)]) { xml in
            xml.element("Error") { xml in
                xml.element("Type", sender)
                xml.element("Code", code)
                xml.element("Message", isMissing ? "The specified queue does not exist for this wsdl version." : error.message)
                xml.element("Detail", "")
            }
            xml.element("RequestId", id.description)
        }
        return WireAnswer(error.status, [("Content-Type", "text/xml")], ByteBuffer(bytes: xml.bytes))
    }

    /// What the query protocol calls the errors whose shapes have other names. Source: recorded of AWS (LocalStack, tests/aws/services/sqs).
    static let codes: [String: String] = {
        var codes = [
            "QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue", "QueueNameExists": "QueueAlreadyExists",
            "InvalidParameterValueException": "InvalidParameterValue", "MissingRequiredParameterException": "MissingParameter",
        ]
        for shape in [
            "QueueDeletedRecently", "PurgeQueueInProgress", "TooManyEntriesInBatchRequest", "EmptyBatchRequest", "BatchEntryIdsNotDistinct",
            "BatchRequestTooLong", "InvalidBatchEntryId", "MessageNotInflight", "UnsupportedOperation",
        ] { codes[shape] = "AWS.SimpleQueueService." + shape }
        return codes
    }()

    private static let ofModel: Set<String> = [
        "QueueDoesNotExist", "QueueNameExists", "QueueDeletedRecently", "PurgeQueueInProgress", "TooManyEntriesInBatchRequest",
        "EmptyBatchRequest", "BatchEntryIdsNotDistinct", "BatchRequestTooLong", "InvalidBatchEntryId", "MessageNotInflight",
        "UnsupportedOperation", "InvalidAttributeName", "InvalidAttributeValue", "ReceiptHandleIsInvalid", "InvalidMessageContents",
        "InvalidIdFormat", "RequestThrottled", "InvalidSecurity", "InvalidAddress", "ResourceNotFoundException", "OverLimit",
        "InvalidParameterValueException", "MissingRequiredParameterException",
    ]

    /// As all services have them here.
    private static let plain: Set<String> = ["NotImplemented", "UnknownOperationException"]

    /// What the shapes of errors are called that all services have.
    private static let types = ["AccessDenied": "AccessDeniedException"]

    // MARK: Errors

    package var throttled: ServiceError { ServiceError(503, "RequestThrottled", "Rate exceeded") }
    package func denied(_ message: String) -> ServiceError { query.denied(message) }
    package func unknownOperation(_ name: String) -> ServiceError {
        isQuery
            ? ServiceError(400, "InvalidAction", "The action \(ShownValue.text(name)) is not valid for this endpoint.")
            : json.unknownOperation(name)
    }

    package func error(_ error: InputError, invalid: String) -> ServiceError {
        guard case .constraints(let message) = error, let member = Self.missing(message) else { return json.error(error, invalid: invalid) }
        return ServiceError(400, "MissingRequiredParameterException", "The request must contain the parameter \(member).")
    }

    /// The member that a message says is missing. Recorded of AWS: "The request must contain the parameter QueueName."
    private static func missing(_ message: String) -> String? {
        guard message.hasPrefix("1 validation error detected: Value null at '"), message.hasSuffix("Member must not be null") else {
            return nil
        }
        let parts = message.split(separator: "'", maxSplits: 2)
        guard parts.count == 3, let name = parts[1].split(separator: ".").last else { return nil }
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    package func error(_ error: AuthenticationError, of action: String?, busy: ServiceError, failure: ServiceError) -> ServiceError {
        query.error(error, of: action, busy: busy, failure: failure)
    }
}
