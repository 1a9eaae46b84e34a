internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

/// A kind of document that a bucket has up to a thousand of, each under an id of its own.
struct IdentifiedConfiguration: Sendable {
    /// As the query names it.
    let selector: String
    let shape: Shape
    /// The root of a listing.
    let listName: String
    let readAction, writeAction: String
    /// What the shape cannot say.
    let rules: @Sendable (XMLElement) throws(ServiceError) -> Void

    static let maximum = 1000
    static let pageSize = 100
    /// Of one document; a page has fewer of them than it could where they are large.
    static let maximumBytes = 128 << 10
    static let pageBytes = 1 << 20

    var get: S3Handler.Perform { { call in { () async throws(ServiceError) in try await call.getNumbered(self) } } }
    var put: S3Handler.Perform { { call in { () async throws(ServiceError) in try await call.putNumbered(self) } } }
    var delete: S3Handler.Perform { { call in { () async throws(ServiceError) in try await call.deleteNumbered(self) } } }
    var list: S3Handler.Perform { { call in { () async throws(ServiceError) in try await call.listNumbered(self) } } }

    var prefix: String { selector + "/" }
    func kind(_ id: String) -> DocumentKind { DocumentKind(prefix + id) }
}

extension S3Call {
    func getNumbered(_ configuration: IdentifiedConfiguration) async throws(ServiceError) {
        let id = try configurationID()
        let (bucket, engine) = try await authorize(configuration.readAction)
        guard let bytes = try await find(engine, configuration.kind(id), of: bucket) else { throw .noSuchConfiguration }
        await send(document: bytes)
    }

    /// The id stands in the query and in the document; the two must be the same.
    func putNumbered(_ configuration: IdentifiedConfiguration) async throws(ServiceError) {
        let id = try configurationID()
        let (bucket, engine) = try await authorize(configuration.writeAction)
        let bytes = try await document(configuration.shape.name) { element throws(ServiceError) in
            try configuration.shape.check(element)
            guard element.text("Id") == id else {
                throw ServiceError(400, "IdMismatch", "Document ID does not match the specified configuration ID.")
            }
            try configuration.rules(element)
            let bytes = configuration.shape.document(element)
            guard bytes.count <= IdentifiedConfiguration.maximumBytes else { throw .malformedXML }
            return bytes
        }
        let kind = configuration.kind(id)
        if try await find(engine, kind, of: bucket) == nil { try await requireRoom(engine, configuration, bucket) }
        try await set(engine, kind, of: bucket, to: bytes)
        await send(204)
    }

    func deleteNumbered(_ configuration: IdentifiedConfiguration) async throws(ServiceError) {
        let id = try configurationID()
        let (bucket, engine) = try await authorize(configuration.writeAction)
        guard try await find(engine, configuration.kind(id), of: bucket) != nil else { throw .noSuchConfiguration }
        try await set(engine, configuration.kind(id), of: bucket, to: nil)
        await send(204)
    }

    func listNumbered(_ configuration: IdentifiedConfiguration) async throws(ServiceError) {
        let (bucket, engine) = try await authorize(configuration.readAction)
        let token = http.queryValue("continuation-token")
        let after = try Self.position(token)
        let query = ListBucketDocuments(
            bucket: bucket.name, prefix: configuration.prefix, after: after, limit: IdentifiedConfiguration.pageSize + 1,
            bytes: IdentifiedConfiguration.pageBytes)
        let page = try await run { () throws(EngineError) in try await engine.documents(query) }
        let shown = page.documents.prefix(IdentifiedConfiguration.pageSize)
        let isTruncated = page.isCut || page.documents.count > shown.count
        let size = shown.reduce(0) { $0 + $1.document.count }
        let xml = try await request.threads.run(bytes: size, busy: .slowDown) { () throws(ServiceError) in
            let elements = try shown.map { entry throws(ServiceError) in try configuration.shape.parse(stored: entry.document) }
            return Self.xml(configuration.listName) { xml in
                xml.element("IsTruncated", isTruncated)
                xml.element("ContinuationToken", ifPresent: token)
                if isTruncated, let last = shown.last {
                    xml.element("NextContinuationToken", PageToken.encode(Array(last.kind.rawValue.utf8)))
                }
                for element in elements { configuration.shape.write(element, to: &xml) }
            }
        }
        await send(document: xml)
    }

    // MARK: Parts

    private func configurationID() throws(ServiceError) -> String {
        let id = http.queryValue("id") ?? ""
        let isAllowed = { (byte: UInt8) in
            PercentCoding.isUnreserved(byte) && byte != UInt8(ascii: "~")
        }
        guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy(isAllowed) else {
            throw ServiceError(400, "InvalidConfigurationId", "The specified configuration ID is not valid.", [("Id", id)])
        }
        return id
    }

    private static func position(_ token: String?) throws(ServiceError) -> String {
        guard let token, !token.isEmpty else { return "" }
        guard let bytes = Base64.decode(token), let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
            throw ServiceError(400, "MalformedContinuationToken", "The continuation-token you provided invalid.")
        }
        return text
    }

    private func find(_ engine: ObjectEngine, _ kind: DocumentKind, of bucket: Bucket) async throws(ServiceError) -> [UInt8]? {
        try await run { () throws(EngineError) in try await engine.document(FindBucketDocument(bucket: bucket.name, kind: kind)) }
    }

    private func requireRoom(_ engine: ObjectEngine, _ configuration: IdentifiedConfiguration, _ bucket: Bucket) async throws(ServiceError)
    {
        let query = CountBucketDocuments(bucket: bucket.name, prefix: configuration.prefix)
        let count = try await run { () throws(EngineError) in try await engine.count(query) }
        guard count < IdentifiedConfiguration.maximum else {
            throw ServiceError(
                400, "TooManyConfigurations",
                "You are attempting to create a new configuration but have already reached the 1,000-configuration limit.")
        }
    }
}

extension ServiceError {
    static let noSuchConfiguration = Self(404, "NoSuchConfiguration", "The specified configuration does not exist.")
}
