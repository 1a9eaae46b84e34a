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
        let found = try await run { () throws(EngineError) in
            try await engine.parts(ListParts(upload: id, after: after, limit: limit + 1))
        }
        let parts = found.prefix(limit)
        await send("ListPartsResult", headers: abortHeaders(in: bucket, key, created: upload.created)) { xml in
            xml.element("Bucket", bucket.name.description)
            xml.element("Key", key.description)
            xml.element("UploadId", id.description)
            writePeople(upload, bucket, to: &xml)
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
        guard http.queryValue("delimiter") ?? "" == "" else { throw .notImplemented("delimiter of ListMultipartUploads") }
        let limit = try pageSize("max-uploads")
        let name = NameEncoding(isEncoded: try encodesNames())
        let bucket = try await authorize("s3:ListBucketMultipartUploads")
        let keyMarker = bytes("key-marker")
        let uploadMarker = http.queryValue("upload-id-marker").flatMap { $0.isEmpty || keyMarker.isEmpty ? nil : $0 }
        let query = ListUploads(
            bucket: bucket.name, prefix: bytes("prefix"), afterKey: keyMarker, afterUpload: uploadMarker, limit: limit + 1)
        let found = try await run { () throws(EngineError) in try await engine.uploads(query) }
        let uploads = found.prefix(limit)
        let isTruncated = found.count > limit && limit > 0
        await send("ListMultipartUploadsResult") { xml in
            xml.element("Bucket", bucket.name.description)
            xml.element("KeyMarker", name(keyMarker))
            xml.element("UploadIdMarker", uploadMarker ?? "")
            if isTruncated, let last = uploads.last {
                xml.element("NextKeyMarker", name(last.key.utf8))
                xml.element("NextUploadIdMarker", last.id.description)
            }
            xml.element("Prefix", name(bytes("prefix")))
            if name.isEncoded { xml.element("EncodingType", "url") }
            xml.element("MaxUploads", limit)
            xml.element("IsTruncated", isTruncated)
            for upload in uploads {
                xml.element("Upload") { xml in
                    xml.element("Key", name(upload.key.utf8))
                    xml.element("UploadId", upload.id.description)
                    writePeople(upload, bucket, to: &xml)
                    xml.element("StorageClass", upload.attributes.storageClass ?? "STANDARD")
                    xml.element("Initiated", upload.created.iso8601)
                    writeChecksum(of: upload, to: &xml)
                }
            }
        }
    }

    private func writePeople(_ upload: Upload, _ bucket: Bucket, to xml: inout XMLWriter) {
        xml.element("Initiator") { xml in
            xml.element("ID", upload.principal)
            xml.element("DisplayName", upload.principal.split(separator: "/").last.map { String($0) } ?? upload.principal)
        }
        writeOwner(bucket.ownerCanonicalID, bucket.ownerDisplayName, to: &xml)
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
