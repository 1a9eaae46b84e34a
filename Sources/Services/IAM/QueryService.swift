internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import NIOCore
internal import Core
internal import XML

/// What is in the result of an operation.
struct QueryResult: Sendable {
    /// What it is made of, about.
    var bytes = 0
    let write: @Sendable (inout XMLWriter) -> Void
}

/// What IAM and STS share: their protocol's answers, errors and authorisation.
struct QueryProtocol {
    let namespace: String
    let service: String
    let shapes: [String: Shape.Members]

    func run(
        _ request: APIRequest, _ response: ResponseWriter,
        _ operation: (QueryRequest) async throws(IdentityAPIError) -> QueryResult?
    ) async {
        do throws(IdentityAPIError) {
            let query = try await QueryRequest.read(request, shapes)
            request.log.set { $0.operation = "\(service):\(query.action)" }
            let result = try await operation(query)
            try await send(query.action, result, request, response)
        } catch {
            request.log.set { $0.errorCode = error.code }
            await send(error, request.id, response)
        }
    }

    /// - Parameters:
    ///   - roleTags: of the role that it is about, as it is.
    ///   - tags: that the request gives it.
    ///   - boundary: that the request names. The roles that are there have none.
    func authorize(
        _ action: String, on resource: String, _ request: APIRequest, roleTags: [String: String] = [:], tags: [String: String] = [:],
        boundary: String? = nil
    ) async throws(IdentityAPIError) {
        let refusal = try await request.refusal(
            of: "\(service):\(action)", on: resource, of: request.caller.account, busy: IdentityAPIError.throttled
        ) { context in
            context.setRequestTags(tags)
            for family in ["aws:ResourceTag/", "iam:ResourceTag/"] { context.set(family: family, roleTags) }
            context.set("iam:PermissionsBoundary", boundary)
        }
        if let refusal { throw .denied(refusal) }
    }

    func send(_ error: IdentityAPIError, _ id: RequestID, _ response: ResponseWriter) async {
        var xml = XMLWriter(declaration: false, .replaced)
        xml.element("ErrorResponse", attributes: [("xmlns", namespace)]) { xml in
            xml.element("Error") { xml in
                xml.element("Type", error.status < 500 ? "Sender" : "Receiver")
                xml.element("Code", error.code)
                xml.element("Message", error.message)
            }
            xml.element("RequestId", id.description)
        }
        await send(error.status, ByteBuffer(bytes: xml.bytes), id, response)
    }

    private func send(
        _ action: String, _ result: QueryResult?, _ request: APIRequest, _ response: ResponseWriter
    ) async throws(IdentityAPIError) {
        let (namespace, id) = (namespace, request.id.description)
        let body = try await request.threads.write(bytes: result?.bytes ?? 0, busy: IdentityAPIError.throttled) {
            var xml = XMLWriter(declaration: false, .replaced)
            xml.element("\(action)Response", attributes: [("xmlns", namespace)]) { xml in
                if let result { xml.element("\(action)Result", content: result.write) }
                xml.element("ResponseMetadata") { $0.element("RequestId", id) }
            }
            return ByteBuffer(bytes: xml.bytes)
        }
        await send(200, body, request.id, response)
    }

    private func send(_ status: Int, _ xml: ByteBuffer, _ id: RequestID, _ response: ResponseWriter) async {
        await response.send(status, [("Content-Type", "text/xml"), ("x-amzn-RequestId", id.description)], body: xml)
    }
}
