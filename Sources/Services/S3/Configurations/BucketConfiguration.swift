internal import ServiceKit
internal import Objects
internal import HTTPServer
internal import ObjectData
internal import NIOCore
internal import Core
internal import XML

/// One kind of document that a bucket has at most one of: how it is checked, and what is answered where nobody has put one.
struct BucketConfiguration: Sendable {
    enum Default: Sendable {
        case document(@Sendable (inout XMLWriter) -> Void)
        case missing(code: String, message: String)
    }

    let kind: DocumentKind
    let shape: Shape
    let readAction, writeAction: String
    /// AWS wants its bytes to be checked on their way.
    var requiresDigest = true
    let whenMissing: Default
    /// The status of an answer to a PUT.
    var putStatus = 200
    /// Of the document as it is kept: buckets in memory keep theirs.
    var maximumBytes = 128 << 10
    /// Which buckets can have none, whatever it says.
    var precheck: @Sendable (Bucket) throws(ServiceError) -> Void = { _ in }
    /// What the shape cannot say.
    var rules: @Sendable (XMLElement) throws(ServiceError) -> Void = { _ in }
    /// What depends on the bucket or on the caller.
    var check: @Sendable (XMLElement, Bucket, S3Call) async throws(ServiceError) -> Void = { _, _, _ in }
    /// Whether putting this document is to remove what was there.
    var isEmpty: @Sendable (XMLElement) -> Bool = { _ in false }

    func validate(_ element: XMLElement) throws(ServiceError) {
        try shape.check(element)
        try rules(element)
    }

    var get: S3Handler.Perform { { call in { () async throws(ServiceError) in try await call.getConfiguration(self) } } }
    var put: S3Handler.Perform { { call in { () async throws(ServiceError) in try await call.putConfiguration(self) } } }
    var delete: S3Handler.Perform { { call in { () async throws(ServiceError) in try await call.deleteConfiguration(self) } } }
}

extension S3Call {
    func getConfiguration(_ configuration: BucketConfiguration) async throws(ServiceError) {
        let (bucket, _) = try await authorize(configuration.readAction)
        if let bytes = bucket.documents.bytes(configuration.kind) { return await send(document: bytes) }
        switch configuration.whenMissing {
        case .document(let content): await send(configuration.shape.name, content: content)
        case .missing(let code, let message): throw ServiceError(404, code, message, [("BucketName", bucket.name.description)])
        }
    }

    func putConfiguration(_ configuration: BucketConfiguration) async throws(ServiceError) {
        let (bucket, engine) = try await authorize(configuration.writeAction)
        try configuration.precheck(bucket)
        let (element, bytes) = try await document(
            configuration.shape.name, requiresDigest: configuration.requiresDigest
        ) { element throws(ServiceError) in
            try configuration.validate(element)
            let bytes = configuration.isEmpty(element) ? nil : configuration.shape.document(element)
            guard bytes?.count ?? 0 <= configuration.maximumBytes else { throw .malformedXML }
            return (element, bytes)
        }
        try await configuration.check(element, bucket, self)
        try await set(engine, configuration.kind, of: bucket, to: bytes)
        await send(configuration.putStatus)
    }

    /// To remove what is not there is no error.
    func deleteConfiguration(_ configuration: BucketConfiguration) async throws(ServiceError) {
        let (bucket, engine) = try await authorize(configuration.writeAction)
        try await set(engine, configuration.kind, of: bucket, to: nil)
        await send(204)
    }

    /// Sends a document as it is stored.
    func send(document bytes: [UInt8], headers more: HTTPHeaders = []) async {
        await send(document: ByteBuffer(bytes: bytes), headers: more)
    }
}
