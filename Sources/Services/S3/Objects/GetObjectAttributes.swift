internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_GetObjectAttributes.
    func getObjectAttributes() async throws(ServiceError) {
        let key = try objectKey()
        let version = try versionID()
        let asked = try AttributeRequest(self)
        let (bucket, engine) = try await authorize(version == nil ? "s3:GetObject" : "s3:GetObjectVersion", key: key)
        let action = version == nil ? "s3:GetObjectAttributes" : "s3:GetObjectVersionAttributes"
        try await require(action, bucket, key: key, version: version)
        let found = try await find(bucket) { () throws(EngineError) in
            try await engine.head(bucket: bucket.name, key: key, version: version, withParts: asked.names.contains("ObjectParts"))
        }
        let object = found.version
        try await rejudge(version == nil ? "s3:GetObject" : "s3:GetObjectVersion", bucket, object)
        try await rejudge(action, bucket, object)
        _ = try customerKey(for: object)
        if asked.tellsOfBytes(object, found.parts) { try await requireDecryption(of: object.attributes.encryption) }
        var headers: HTTPHeaders = [("Last-Modified", object.modified.http)]
        ObjectHeaders.write(object.versionID, in: bucket, to: &headers)
        await send("GetObjectAttributesResponse", headers: headers) { xml in
            // The one place where S3 shows an ETag without quotes.
            if asked.names.contains("ETag") { xml.element("ETag", object.etag) }
            if asked.names.contains("Checksum"), let checksum = object.checksum {
                xml.element("Checksum") { xml in
                    // How many parts a composite one has is told elsewhere.
                    xml.element("Checksum" + checksum.algorithm, String(checksum.value.prefix { $0 != "-" }))
                    xml.element("ChecksumType", checksum.isComposite ? "COMPOSITE" : "FULL_OBJECT")
                }
            }
            if let parts = found.parts { asked.write(parts, of: object, to: &xml) }
            if asked.names.contains("StorageClass") { xml.element("StorageClass", object.attributes.storageClass ?? "STANDARD") }
            if asked.names.contains("ObjectSize") { xml.element("ObjectSize", object.size) }
        }
    }
}

/// What of an object is asked for, and which of its parts.
private struct AttributeRequest {
    private static let known: Set<String> = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]

    let names: Set<String>
    private let limit, marker: Int

    init(_ call: S3Call) throws(ServiceError) {
        // In one header or in several.
        let header = call.http.headers.pairs.filter { $0.name.lowercased() == "x-amz-object-attributes" }.map(\.value)
        let given = header.joined(separator: ",").split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        guard !given.isEmpty else {
            throw .invalidRequest("The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty")
        }
        for name in given where !Self.known.contains(name) {
            throw .invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", name)
        }
        names = Set(given)
        // One that says nothing is ignored.
        limit = min(call.http.headers.first("x-amz-max-parts").flatMap { Int(digits: $0) } ?? call.limits.pageKeys, call.limits.pageKeys)
        marker = try Self.marker(call) ?? 0
    }

    private static func marker(_ call: S3Call) throws(ServiceError) -> Int? {
        let name = "x-amz-part-number-marker"
        guard let text = call.http.headers.first(name) else { return nil }
        guard let number = Int(digits: text), number <= Int(Int32.max) else {
            throw .invalidArgument("Provided \(name) not an integer or within integer range", name, text)
        }
        return number
    }

    /// Whether what is asked for has a checksum.
    func tellsOfBytes(_ object: ObjectVersion, _ parts: PartTable?) -> Bool {
        names.contains("Checksum") && object.checksum != nil || parts?.shownAlgorithm(of: object) != nil
    }

    /// The parts themselves are shown only if the whole's checksum is made of theirs.
    func write(_ table: PartTable, of object: ObjectVersion, to xml: inout XMLWriter) {
        let page = Array(table.parts.enumerated().dropFirst(marker).prefix(limit))
        xml.element("ObjectParts") { xml in
            if let algorithm = table.shownAlgorithm(of: object) {
                xml.element("IsTruncated", limit > 0 && marker + page.count < table.parts.count)
                xml.element("MaxParts", limit)
                xml.element("NextPartNumberMarker", page.last.map { $0.offset + 1 } ?? 0)
                xml.element("PartNumberMarker", marker)
                for (index, part) in page {
                    xml.element("Part") { xml in
                        xml.element("PartNumber", index + 1)
                        xml.element("Size", part.size)
                        xml.element("Checksum" + algorithm, ifPresent: part.checksum)
                    }
                }
            }
            xml.element("PartsCount", table.parts.count)
        }
    }
}
