internal import Engine
internal import Faces
internal import HTTPFront
internal import IAM
internal import Logging
internal import Metadata
internal import NIOCore
internal import PeltonCore
internal import XML

/// One request on its way through one operation.
struct S3Call: Sendable {
    static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

    let services: S3Services
    let request: APIRequest
    let response: ResponseWriter
    let route: Route

    var http: HTTPRequest { request.http }
    var engine: ObjectEngine { services.engine }
    var limits: Limits { services.limits }

    func perform() async throws(S3Error) {
        switch route.operation.name {
        case "ListBuckets": try await listBuckets()
        case "CreateBucket": try await createBucket()
        case "HeadBucket": try await headBucket()
        case "DeleteBucket": try await deleteBucket()
        case "ListObjects": try await listObjects()
        case "ListObjectsV2": try await listObjectsV2()
        case "DeleteObjects": try await deleteObjects()
        case "PostObject": try await postObject()
        case "GetBucketNotificationConfiguration": try await getNotificationConfiguration()
        case "PutBucketNotificationConfiguration": try await putNotificationConfiguration()
        case "PutObject": try await putObject()
        case "GetObject": try await getObject()
        case "HeadObject": try await headObject()
        case "DeleteObject": try await deleteObject()
        case "CopyObject": try await copyObject()
        case "GetObjectAcl": try await getObjectACL()
        case "GetObjectTagging": try await getObjectTagging()
        case "CreateMultipartUpload": try await createMultipartUpload()
        case "UploadPart": try await uploadPart()
        case "UploadPartCopy": try await uploadPartCopy()
        case "CompleteMultipartUpload": try await completeMultipartUpload()
        case "AbortMultipartUpload": try await abortMultipartUpload()
        case "ListParts": try await listParts()
        case "ListMultipartUploads": try await listMultipartUploads()
        default:
            guard route.operation.support != .notYet else { throw .notImplemented(route.operation.name) }
            try await getBucketDefault()
        }
    }

    // MARK: The request

    /// - Throws: `.invalidBucketName` for a name that no bucket can have.
    func bucketName() throws(S3Error) -> BucketName {
        guard let name = BucketName(route.bucketText) else { throw .invalidBucketName(route.bucketText) }
        return name
    }

    func objectKey() throws(S3Error) -> ObjectKey { try Self.objectKey(route.keyBytes) }

    static func objectKey(_ bytes: [UInt8]) throws(S3Error) -> ObjectKey {
        do { return try ObjectKey(utf8: bytes) } catch { throw S3Error(error, bytes) }
    }

    /// The only version that an unversioned bucket's objects have is `null`.
    func versionID() throws(S3Error) -> VersionID? {
        guard let text = http.queryValue("versionId") else { return nil }
        guard text == VersionID.null.description else { throw .invalidArgument("Invalid version id specified", "versionId", text) }
        return .null
    }

    /// Runs what the engine does, with its errors in S3's words.
    func run<T>(_ body: () async throws(EngineError) -> T) async throws(S3Error) -> T {
        do { return try await body() } catch {
            switch error {
            case .storage(let text), .metadata(.storage(let text)):
                services.logger.error("storage failed", metadata: ["request_id": "\(request.id)", "error": "\(text)"])
            case .damaged(let key):
                services.logger.error("damaged object", metadata: ["request_id": "\(request.id)", "key": "\(key)"])
            default: break
            }
            throw S3Error(error)
        }
    }

    /// What a mutation tells of its cause.
    func stamp(of caller: Caller) -> RequestStamp {
        RequestStamp(
            principalID: caller.principal.eventPrincipalID, sourceIP: http.remoteAddress, requestID: request.id,
            traceHeader: http.headers.first("x-amzn-trace-id"),
            provenance: caller.provenance.map {
                RequestStamp.Provenance(originEvent: $0.originEvent, functionARN: $0.functionARN, depth: $0.depth)
            })
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
        var xml = XMLWriter()
        xml.element(name, attributes: [("xmlns", Self.namespace)], content: content)
        var headers = headers()
        headers.add("Content-Type", "application/xml")
        for (name, value) in more.pairs { headers.add(name, value) }
        await response.send(200, headers, body: ByteBuffer(bytes: xml.bytes))
    }

    /// Reads a small XML body and checks what the head says of it.
    func document(_ root: String, requiresDigest: Bool = false) async throws(S3Error) -> XMLElement {
        let held = HeldMemory(engine.bodyMemory)
        defer { withExtendedLifetime(held) {} }
        let bytes = try await smallBody(requiresDigest: requiresDigest, held: held)
        guard let element = try? XMLElement(parsing: bytes), element.name == root else { throw .malformedXML }
        return element
    }
}
