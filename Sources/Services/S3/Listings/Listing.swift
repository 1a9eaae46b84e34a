internal import ServiceKit
internal import Objects
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_ListObjectsV2.
    func listObjectsV2() async throws(ServiceError) {
        let request = try ListRequest(self)
        let position = try ListPosition.parse(token: http.queryValue("continuation-token"), startAfter: bytes("start-after"))
        let (page, owners, restores) = try await list(request, from: position)
        let name = request.name
        let showsOwner = http.queryValue("fetch-owner")?.lowercased() == "true"
        let token = http.queryValue("continuation-token")
        try await send("ListBucketResult", of: page.weight, headers: page.headers) { [self] xml in
            request.writeHead(to: &xml)
            // What the token overrules is not repeated.
            if token == nil, !bytes("start-after").isEmpty { xml.element("StartAfter", name(bytes("start-after"))) }
            xml.element("ContinuationToken", ifPresent: token)
            if let next = page.next { xml.element("NextContinuationToken", ListPosition.token(next)) }
            xml.element("KeyCount", page.entries.count)
            request.writeEnd(to: &xml, page)
            write(page, name, showsOwner ? owners : nil, restores, to: &xml)
        }
    }

    /// Source: API_ListObjects.
    func listObjects() async throws(ServiceError) {
        let request = try ListRequest(self)
        let marker = bytes("marker")
        let (page, owners, restores) = try await list(
            request, from: ListPosition.parse(marker: marker, prefix: request.prefix, delimiter: request.delimiter))
        let name = request.name
        try await send("ListBucketResult", of: page.weight, headers: page.headers) { [self] xml in
            request.writeHead(to: &xml)
            xml.element("Marker", name(marker))
            if let next = page.next, !request.delimiter.isEmpty { xml.element("NextMarker", name(ListPosition.marker(next))) }
            request.writeEnd(to: &xml, page)
            write(page, name, owners, restores, to: &xml)
        }
    }

    private func list(
        _ list: ListRequest, from position: ListObjects.Position
    ) async throws(ServiceError) -> (page: ListObjects.Page, owners: OwnerDirectory, restores: Restores) {
        let (bucket, engine) = try await authorize("s3:ListBucket")
        let query = ListObjects(
            bucket: bucket.name, prefix: list.prefix, delimiter: list.delimiter, position: position, limit: list.limit)
        let page = try await run { () throws(EngineError) in try await engine.list(query) }
        // Who was asked about the one may have nothing to say of the other.
        guard page.bucket.id == bucket.id else { throw .noSuchBucket(bucket.name.description) }
        let restores = try await restores(engine, in: bucket) {
            page.entries.compactMap { entry in
                if case .object(let object) = entry { (FindRestores.Name(key: object.key), object.storageClass) } else { nil }
            }
        }
        return (page, try await owners(of: page, in: bucket), restores)
    }

    private func write(
        _ page: ListObjects.Page, _ name: NameEncoding, _ owners: OwnerDirectory?, _ restores: Restores, to xml: inout XMLWriter
    ) {
        for case .object(let object) in page.entries {
            xml.element("Contents") { xml in
                xml.element("Key", name(object.key.utf8))
                xml.element("LastModified", object.modified.iso8601Whole)
                xml.element("ETag", ObjectHeaders.quoted(object.etag))
                if let algorithm = object.checksumAlgorithm {
                    xml.element("ChecksumAlgorithm", algorithm)
                    xml.element("ChecksumType", object.checksumIsComposite ? "COMPOSITE" : "FULL_OBJECT")
                }
                xml.element("Size", object.size)
                if let owner = owners?[object.owner] { writeOwner(owner, to: &xml) }
                xml.element("StorageClass", object.storageClass ?? "STANDARD")
                restores.write(FindRestores.Name(key: object.key), to: &xml)
            }
        }
        for case .prefix(let prefix) in page.entries {
            xml.element("CommonPrefixes") { $0.element("Prefix", name(prefix)) }
        }
    }
}

extension ListObjects.Page {
    fileprivate var headers: HTTPHeaders { [("x-amz-bucket-region", LocationConstraint.region(of: bucket.location))] }

    /// In bytes, about.
    fileprivate var weight: Int {
        entries.reduce(0) { weight, entry in
            switch entry {
            case .object(let object): weight + S3Call.entryBytes + object.key.utf8.count
            case .prefix(let prefix): weight + prefix.count
            }
        }
    }
}

/// What both versions of the listing ask for.
private struct ListRequest: Sendable {
    let bucket: String
    let prefix, delimiter: [UInt8]
    let limit: Int
    let name: NameEncoding

    init(_ call: S3Call) throws(ServiceError) {
        bucket = call.route.bucketText
        prefix = call.bytes("prefix")
        delimiter = call.bytes("delimiter")
        limit = try call.pageSize("max-keys")
        name = NameEncoding(isEncoded: try call.encodesNames())
    }

    func writeHead(to xml: inout XMLWriter) {
        xml.element("Name", bucket)
        xml.element("Prefix", name(prefix))
    }

    func writeEnd(to xml: inout XMLWriter, _ page: ListObjects.Page) {
        xml.element("MaxKeys", limit)
        if !delimiter.isEmpty { xml.element("Delimiter", name(delimiter)) }
        if name.isEncoded { xml.element("EncodingType", "url") }
        xml.element("IsTruncated", page.next != nil)
    }
}

/// A page's place, in tokens and markers.
enum ListPosition {
    /// A token begins with a byte that says what it names.
    private static let key = UInt8(ascii: "k"), prefix = UInt8(ascii: "p")

    static func token(_ position: ListObjects.Position) -> String {
        switch position {
        case .start: PageToken.encode([key])
        case .afterKey(let bytes): PageToken.encode([key] + bytes)
        case .afterPrefix(let bytes): PageToken.encode([prefix] + bytes)
        }
    }

    /// A token overrules `start-after`.
    static func parse(token text: String?, startAfter: [UInt8]) throws(ServiceError) -> ListObjects.Position {
        guard let text, let bytes = try PageToken.decode(text, named: "continuation-token") else {
            return startAfter.isEmpty ? .start : .afterKey(startAfter)
        }
        let rest = Array(bytes.dropFirst())
        switch bytes.first {
        case key?: return .afterKey(rest)
        case prefix?: return .afterPrefix(rest)
        default: throw .invalidArgument("The continuation token provided is incorrect", "continuation-token", text)
        }
    }

    static func marker(_ position: ListObjects.Position) -> [UInt8] {
        switch position {
        case .start: []
        case .afterKey(let bytes), .afterPrefix(let bytes): bytes
        }
    }

    /// A marker in a common prefix, or that is one, skips all under it: only what is greater than the marker is listed.
    static func parse<Place>(marker: [UInt8], prefix: [UInt8], delimiter: [UInt8]) -> ListingPosition<Place> {
        guard !marker.isEmpty else { return .start }
        guard !delimiter.isEmpty, marker.starts(with: prefix),
            let found = marker.dropFirst(prefix.count).firstRange(of: delimiter)
        else { return .afterKey(marker) }
        return .afterPrefix(Array(marker[..<found.upperBound]))
    }
}
