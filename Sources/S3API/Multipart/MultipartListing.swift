internal import Engine
internal import HTTPFront
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Source: API_ListParts.
    func listParts() async throws(S3Error) {
        let key = try objectKey()
        let id = uploadID()
        let limit = try pageSize("max-parts")
        let after = try number("part-number-marker", 0...Int(Int32.max)) ?? 0
        let bucket = try await authorizeUpload("s3:ListMultipartUploadParts", key)
        let upload = try await run { () throws(EngineError) in try await engine.openUpload(bucket: bucket.name, key: key, id: id) }
        try judgeOptionalKey(of: upload)
        let found = try await run { () throws(EngineError) in
            try await engine.parts(ListParts(upload: id, after: after, limit: limit + 1))
        }
        let parts = found.prefix(limit)
        let owners = try await owners(bucket, [upload.attributes.owner])
        await send("ListPartsResult", headers: abortHeaders(in: bucket, key, created: upload.created)) { xml in
            xml.element("Bucket", bucket.name.description)
            xml.element("Key", key.description)
            xml.element("UploadId", id.description)
            writePeople(upload, owners, to: &xml)
            xml.element("StorageClass", upload.attributes.storageClass ?? "STANDARD")
            xml.element("PartNumberMarker", after)
            xml.element("NextPartNumberMarker", parts.last?.number ?? 0)
            xml.element("MaxParts", limit)
            xml.element("IsTruncated", found.count > limit && limit > 0)
            writeChecksum(of: upload, to: &xml)
            for part in parts { write(part, to: &xml) }
        }
    }

    /// Source: API_ListMultipartUploads.
    func listMultipartUploads() async throws(S3Error) {
        let request = try UploadListRequest(self)
        let bucket = try await authorize(
            "s3:ListBucketMultipartUploads",
            values: ["s3:prefix": http.queryValue("prefix") ?? "", "s3:delimiter": http.queryValue("delimiter")])
        let page = try await run { () throws(EngineError) in try await engine.uploads(request.query(bucket.name)) }
        let owners = try await owners(
            bucket, page.entries.map { $0.upload?.attributes.owner })
        await send("ListMultipartUploadsResult") { xml in
            xml.element("Bucket", bucket.name.description)
            request.writeHead(page, to: &xml)
            for case .upload(let upload) in page.entries {
                xml.element("Upload") { xml in
                    xml.element("Key", request.name(upload.key.utf8))
                    xml.element("UploadId", upload.id.description)
                    writePeople(upload, owners, to: &xml)
                    xml.element("StorageClass", upload.attributes.storageClass ?? "STANDARD")
                    xml.element("Initiated", upload.created.iso8601)
                    writeChecksum(of: upload, to: &xml)
                }
            }
            for case .prefix(let prefix) in page.entries {
                xml.element("CommonPrefixes") { $0.element("Prefix", request.name(prefix)) }
            }
        }
    }

    private func writePeople(_ upload: Upload, _ owners: Owners, to xml: inout XMLWriter) {
        xml.element("Initiator") { xml in
            xml.element("ID", upload.principal)
            xml.element("DisplayName", upload.principal.split(separator: "/").last.map { String($0) } ?? upload.principal)
        }
        writeOwner(owners[upload.attributes.owner].id, owners[upload.attributes.owner].name, to: &xml)
    }

    private func writeChecksum(of upload: Upload, to xml: inout XMLWriter) {
        guard let algorithm = upload.checksumAlgorithm else { return }
        xml.element("ChecksumAlgorithm", algorithm)
        xml.element("ChecksumType", upload.checksumIsComposite ? "COMPOSITE" : "FULL_OBJECT")
    }

    private func write(_ part: UploadedPart, to xml: inout XMLWriter) {
        xml.element("Part") { xml in
            xml.element("PartNumber", part.number)
            xml.element("LastModified", part.modified.iso8601)
            xml.element("ETag", ObjectHeaders.quoted(part.etag))
            xml.element("Size", part.size)
            if let checksum = part.checksum { xml.element("Checksum" + checksum.algorithm, checksum.value) }
        }
    }
}

/// What ListMultipartUploads is asked.
private struct UploadListRequest {
    let name: NameEncoding
    private let prefix, delimiter, keyMarker: [UInt8]
    private let uploadMarker: String?
    private let limit: Int

    init(_ call: S3Call) throws(S3Error) {
        limit = try call.pageSize("max-uploads")
        name = NameEncoding(isEncoded: try call.encodesNames())
        prefix = call.bytes("prefix")
        delimiter = call.bytes("delimiter")
        let marker = call.bytes("key-marker")
        keyMarker = marker
        // Without a key it says nothing.
        uploadMarker = call.http.queryValue("upload-id-marker").flatMap { $0.isEmpty || marker.isEmpty ? nil : $0 }
    }

    func query(_ bucket: BucketName) -> ListUploadPage {
        ListUploadPage(bucket: bucket, prefix: prefix, delimiter: delimiter, position: position, limit: limit)
    }

    private var position: ListUploadPage.Position {
        if let uploadMarker { return .after(keyMarker, uploadMarker) }
        return ListPosition.parse(marker: keyMarker, prefix: prefix, delimiter: delimiter)
    }

    func writeHead(_ page: ListUploadPage.Page, to xml: inout XMLWriter) {
        xml.element("KeyMarker", name(keyMarker))
        xml.element("UploadIdMarker", uploadMarker ?? "")
        if page.isTruncated, let last = page.entries.last {
            switch last {
            case .upload(let upload):
                xml.element("NextKeyMarker", name(upload.key.utf8))
                xml.element("NextUploadIdMarker", upload.id.description)
            case .prefix(let prefix):
                xml.element("NextKeyMarker", name(prefix))
                xml.element("NextUploadIdMarker", "")
            }
        }
        xml.element("Prefix", name(prefix))
        if !delimiter.isEmpty { xml.element("Delimiter", name(delimiter)) }
        if name.isEncoded { xml.element("EncodingType", "url") }
        xml.element("MaxUploads", limit)
        xml.element("IsTruncated", page.isTruncated)
    }
}
