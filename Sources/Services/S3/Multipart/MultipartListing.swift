internal import ServiceKit
internal import Objects
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_ListParts.
    func listParts() async throws(ServiceError) {
        let key = try objectKey()
        let id = uploadID()
        // An empty one is as none here.
        let limit = http.queryValue("max-parts")?.isEmpty == true ? limits.pageKeys : try pageSize("max-parts")
        let after = http.queryValue("part-number-marker")?.isEmpty == true ? 0 : try number("part-number-marker", 0...Int(Int32.max)) ?? 0
        let (bucket, engine) = try await authorizeUpload("s3:ListMultipartUploadParts", key)
        let found = try await run { () throws(EngineError) in
            try await engine.openUpload(FindUploadParts(bucket: bucket.name, key: key, id: id, after: after, limit: limit + 1))
        }
        let upload = found.upload
        try judgeOptionalKey(of: upload)
        try await requireDecryption(of: upload.attributes.encryption)
        let parts = found.parts.prefix(limit)
        let owners = try await owners(bucket, [upload.attributes.owner])
        let roots = try await roots([upload], bucket)
        let weight = parts.count * Self.entryBytes
        let headers = await abortHeaders(in: bucket, key, created: upload.created)
        try await send("ListPartsResult", of: weight, headers: headers) { [self] xml in
            xml.element("Bucket", bucket.name.description)
            xml.element("Key", key.description)
            xml.element("UploadId", id.description)
            writePeople(upload, owners, roots, to: &xml)
            xml.element("StorageClass", upload.attributes.storageClass ?? "STANDARD")
            xml.element("PartNumberMarker", after)
            xml.element("NextPartNumberMarker", parts.last?.number ?? 0)
            xml.element("MaxParts", limit)
            xml.element("IsTruncated", found.parts.count > limit && limit > 0)
            writeChecksum(of: upload, to: &xml)
            for part in parts { write(part, to: &xml) }
        }
    }

    /// Source: API_ListMultipartUploads.
    func listMultipartUploads() async throws(ServiceError) {
        let request = try UploadListRequest(self)
        let (bucket, engine) = try await authorize("s3:ListBucketMultipartUploads")
        let page = try await run { () throws(EngineError) in try await engine.uploads(request.query(bucket.name)) }
        let owners = try await owners(
            bucket, page.entries.map { $0.upload?.attributes.owner })
        let roots = try await roots(page.entries.compactMap(\.upload), bucket)
        try await send("ListMultipartUploadsResult", of: page.weight) { [self] xml in
            xml.element("Bucket", bucket.name.description)
            request.writeHead(page, to: &xml)
            for case .upload(let upload) in page.entries {
                xml.element("Upload") { xml in
                    xml.element("Key", request.name(upload.key.utf8))
                    xml.element("UploadId", upload.id.description)
                    writePeople(upload, owners, roots, to: &xml)
                    xml.element("StorageClass", upload.attributes.storageClass ?? "STANDARD")
                    xml.element("Initiated", upload.created.iso8601Whole)
                    writeChecksum(of: upload, to: &xml)
                }
            }
            for case .prefix(let prefix) in page.entries {
                xml.element("CommonPrefixes") { $0.element("Prefix", request.name(prefix)) }
            }
        }
    }

    /// The accounts whose roots began `uploads`.
    private func roots(_ uploads: [Upload], _ bucket: Bucket) async throws(ServiceError) -> OwnerDirectory {
        var roots = OwnerDirectory(standard: (bucket.ownerCanonicalID, bucket.ownerDisplayName))
        for account in Set(uploads.filter(\.isOfRoot).map(\.owner)) { roots.others[account] = try await owner(account, in: bucket) }
        return roots
    }

    /// An account is told by its canonical id, its users and roles by their ARNs. Source: API_Initiator.
    private func writePeople(_ upload: Upload, _ owners: OwnerDirectory, _ roots: OwnerDirectory, to xml: inout XMLWriter) {
        let name = upload.principal.split(separator: "/").last.map { String($0) } ?? upload.principal
        let initiator = upload.isOfRoot ? roots[upload.owner] : (id: upload.principal, name: name)
        xml.element("Initiator") { xml in
            xml.element("ID", initiator.id)
            // Unlike owners it has kept its name.
            xml.element("DisplayName", initiator.name)
        }
        writeOwner(owners[upload.attributes.owner], to: &xml)
    }

    private func writeChecksum(of upload: Upload, to xml: inout XMLWriter) {
        guard let algorithm = upload.checksumAlgorithm else { return }
        xml.element("ChecksumAlgorithm", algorithm)
        xml.element("ChecksumType", upload.checksumIsComposite ? "COMPOSITE" : "FULL_OBJECT")
    }

    private func write(_ part: UploadedPart, to xml: inout XMLWriter) {
        xml.element("Part") { xml in
            xml.element("PartNumber", part.number)
            xml.element("LastModified", part.modified.iso8601Whole)
            xml.element("ETag", ObjectHeaders.quoted(part.etag))
            xml.element("Size", part.size)
            if let checksum = part.checksum { xml.element("Checksum" + checksum.algorithm, checksum.value) }
        }
    }
}

extension Upload {
    fileprivate var isOfRoot: Bool { principal == Principal.accountRoot(owner).arn }
}

extension ListUploadPage.Page {
    /// In bytes, about.
    fileprivate var weight: Int {
        entries.reduce(0) { weight, entry in
            switch entry {
            case .upload(let upload): weight + 2 * S3Call.entryBytes + upload.key.utf8.count
            case .prefix(let prefix): weight + prefix.count
            }
        }
    }
}

/// What ListMultipartUploads is asked.
private struct UploadListRequest: Sendable {
    let name: NameEncoding
    private let prefix, delimiter, keyMarker: [UInt8]
    private let uploadMarker: String?
    private let limit: Int

    init(_ call: S3Call) throws(ServiceError) {
        limit = try call.pageSize("max-uploads")
        name = NameEncoding(isEncoded: try call.encodesNames())
        prefix = call.bytes("prefix")
        delimiter = call.bytes("delimiter")
        let marker = call.bytes("key-marker")
        keyMarker = marker
        // Without a key it says nothing.
        uploadMarker = call.http.queryValue("upload-id-marker").flatMap { $0.isEmpty || marker.isEmpty ? nil : $0 }
        if let uploadMarker, !UploadID(uploadMarker).isPossible {
            throw .invalidArgument("Invalid uploadId marker", "upload-id-marker", uploadMarker)
        }
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
        writeNext(page, to: &xml)
        if !prefix.isEmpty { xml.element("Prefix", name(prefix)) }
        if !delimiter.isEmpty { xml.element("Delimiter", name(delimiter)) }
        if name.isEncoded { xml.element("EncodingType", "url") }
        xml.element("MaxUploads", limit)
        xml.element("IsTruncated", page.isTruncated)
    }

    /// The last upload is named even where no page follows. Where a prefix is last and a page follows nothing is: who goes on names the
    /// prefix.
    private func writeNext(_ page: ListUploadPage.Page, to xml: inout XMLWriter) {
        var last = page.entries.last { $0.upload != nil }?.upload
        if page.isTruncated, page.entries.last?.upload == nil { last = nil }
        xml.element("NextKeyMarker", last.map { name($0.key.utf8) } ?? "")
        xml.element("NextUploadIdMarker", last?.id.description ?? "")
    }
}
