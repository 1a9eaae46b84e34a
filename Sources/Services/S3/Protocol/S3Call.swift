internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Logging
internal import DeliveryData
internal import ObjectData
internal import NIOCore
internal import Store
internal import Core
internal import SigV4
internal import XML

/// One request on its way through one operation. A class: everything that waits for a body refers to it, and none of it copies it.
final class S3Call: Sendable {
    /// What one entry of a page takes besides its name, about.
    static let entryBytes = 160
    static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

    let services: S3Services
    let request: APIRequest
    let response: ResponseWriter
    let route: Route
    /// Set while a browser's form is judged.
    let form: FormCaller?
    /// Set while the keys of a list are judged.
    let decisions: SharedDecisions?

    init(
        services: S3Services, request: APIRequest, response: ResponseWriter, route: Route, form: FormCaller? = nil,
        decisions: SharedDecisions? = nil
    ) {
        self.services = services
        self.request = request
        self.response = response
        self.route = route
        self.form = form
        self.decisions = decisions
    }

    var http: HTTPRequest { request.http }
    var limits: Limits { services.limits }

    func perform() async throws(ServiceError) {
        guard let perform = route.operation.handler.perform else { throw .notImplemented("the operation \(route.operation.name)") }
        guard !request.payload.isStreaming || route.operation.handler.takesStream else { throw .invalidRequest(PayloadMode.notTaken) }
        try await perform(self)()
    }

    // MARK: The request

    /// - Throws: `.invalidBucketName` for a name that no bucket can have.
    func bucketName() throws(ServiceError) -> BucketName {
        guard let name = BucketName(route.bucketText) else { throw .invalidBucketName(route.bucketText) }
        return name
    }

    func objectKey() throws(ServiceError) -> ObjectKey { try Self.objectKey(route.keyBytes) }

    static func objectKey(_ bytes: [UInt8]) throws(ServiceError) -> ObjectKey {
        do { return try ObjectKey(utf8: bytes) } catch { throw ServiceError(error, bytes) }
    }

    /// - Returns: nil for the current version.
    func versionID() throws(ServiceError) -> VersionID? {
        guard let text = http.queryValue("versionId") else { return nil }
        return try versionID(text, "versionId")
    }

    /// - Throws: `InvalidArgument` for an id that no version ever had.
    func versionID(_ text: String, _ name: String) throws(ServiceError) -> VersionID {
        let id = try Self.versionID(text, name)
        try requirePossible(id, name)
        return id
    }

    func requirePossible(_ version: VersionID?, _ name: String) throws(ServiceError) {
        guard let version, !isPossible(version) else { return }
        throw .invalidArgument("Invalid version id specified", name, version.description)
    }

    static func versionID(_ text: String, _ name: String) throws(ServiceError) -> VersionID {
        guard !text.isEmpty else { throw .invalidArgument("Version id cannot be the empty string", name, text) }
        guard let id = VersionID(text) else { throw .invalidArgument("Invalid version id specified", name, text) }
        return id
    }

    func isPossible(_ version: VersionID) -> Bool { version.isGenuine || !services.objects.checksVersionIDs }

    /// Runs what the engine does, with its errors in S3's words.
    func run<T>(_ body: () async throws(EngineError) -> T) async throws(ServiceError) -> T {
        do { return try await body() } catch { throw logged(ServiceError(error)) }
    }

    /// The log has what the caller is not told.
    func logged(_ error: ServiceError) -> ServiceError {
        if let cause = error.cause {
            services.logger.error("an operation failed", metadata: ["request_id": "\(request.id)", "error": "\(cause)"])
        }
        return error
    }

    /// What a mutation tells of its cause.
    func stamp(of caller: Caller) -> RequestStamp {
        RequestStamp(
            principalID: caller.principal.eventPrincipalID, sourceIP: http.remoteAddress, requestID: request.id,
            traceHeader: http.headers.first("x-amzn-trace-id"),
            provenance: caller.provenance)
    }

    // MARK: The answer

    func headers() -> HTTPHeaders { [("x-amz-request-id", request.id.description), ("x-amz-id-2", request.id.hostID)] }

    func send(_ status: Int, _ more: HTTPHeaders = []) async {
        var headers = headers()
        for (name, value) in more.pairs { headers.add(name, value) }
        await response.send(status, headers)
    }

    /// Sends a document whose root is `name`, in S3's namespace.
    func send(_ name: String, headers more: HTTPHeaders = [], content: (inout XMLWriter) -> Void) async {
        await send(document: Self.xml(name, content), headers: more)
    }

    /// The same for a document that can be long: it is written off the loop.
    /// - Parameter bytes: what it is made of, about.
    func send(
        _ name: String, of bytes: Int, headers more: HTTPHeaders = [], content: @escaping @Sendable (inout XMLWriter) -> Void
    ) async throws(ServiceError) {
        await send(
            document: try await request.threads.write(bytes: bytes, busy: ServiceError.slowDown) { Self.xml(name, content) }, headers: more)
    }

    func send(document xml: ByteBuffer, headers more: HTTPHeaders = []) async {
        var headers = headers()
        headers.add("Content-Type", "application/xml")
        for (name, value) in more.pairs { headers.add(name, value) }
        await response.send(200, headers, body: xml)
    }

    /// By itself, so that nobody who waits for a slow reader holds the writer's bytes as well.
    static func xml(_ name: String, _ content: (inout XMLWriter) -> Void) -> ByteBuffer {
        var xml = XMLWriter()
        xml.element(name, attributes: [("xmlns", namespace)], content: content)
        return ByteBuffer(bytes: xml.bytes)
    }

    /// Reads an XML body and checks what the head says of it.
    /// - Parameter read: makes of the document what the operation needs, off the loop if it is large: its tree never comes there.
    func document<T: Sendable>(
        _ root: String, requiresDigest: Bool = false, read: @escaping @Sendable (XMLElement) throws(ServiceError) -> T
    ) async throws(ServiceError) -> T {
        let held = MemoryReservation(services.objects.bodyMemory)
        defer { withExtendedLifetime(held) {} }
        let bytes = try await smallBody(requiresDigest: requiresDigest, held: held)
        return try await request.threads.run(bytes: bytes.count, busy: .slowDown) { () throws(ServiceError) in
            guard let element = try? XMLElement(parsing: bytes), element.name == root else { throw .malformedXML }
            return try read(element)
        }
    }
}
