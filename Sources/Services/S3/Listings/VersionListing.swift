internal import ServiceKit
internal import Objects
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension ListVersions.Page {
    /// In bytes, about.
    fileprivate var weight: Int {
        entries.reduce(0) { weight, entry in
            switch entry {
            case .version(let version): weight + S3Call.entryBytes + version.key.utf8.count
            case .prefix(let prefix): weight + prefix.count
            }
        }
    }
}

extension S3Call {
    /// Source: API_ListObjectVersions.
    func listObjectVersions() async throws(ServiceError) {
        let (prefix, delimiter) = (bytes("prefix"), bytes("delimiter"))
        let limit = try pageSize("max-keys")
        let name = NameEncoding(isEncoded: try encodesNames())
        let position = try versionPosition(prefix, delimiter)
        let (bucket, engine) = try await authorize("s3:ListBucketVersions")
        let list = ListVersions(bucket: bucket.name, prefix: prefix, delimiter: delimiter, position: position, limit: limit)
        let page = try await run { () throws(EngineError) in try await engine.list(list) }
        guard page.bucket.id == bucket.id else { throw .noSuchBucket(bucket.name.description) }
        let owners = try await owners(
            bucket, page.entries.map { entry in if case .version(let version) = entry { version.owner } else { nil } })
        let restores = try await restores(engine, in: bucket) {
            page.entries.compactMap { entry in
                guard case .version(let version) = entry else { return nil }
                return (FindRestores.Name(key: version.key, version: version.versionID), version.storageClass)
            }
        }
        try await send("ListVersionsResult", of: page.weight) { [self] xml in
            xml.element("Name", bucket.name.description)
            xml.element("Prefix", name(prefix))
            xml.element("KeyMarker", name(bytes("key-marker")))
            xml.element("VersionIdMarker", http.queryValue("version-id-marker") ?? "")
            writeNext(page.next, name, to: &xml)
            xml.element("MaxKeys", limit)
            if !delimiter.isEmpty { xml.element("Delimiter", name(delimiter)) }
            if name.isEncoded { xml.element("EncodingType", "url") }
            xml.element("IsTruncated", page.next != nil)
            write(page, name, owners, restores, to: &xml)
        }
    }

    private func versionPosition(_ prefix: [UInt8], _ delimiter: [UInt8]) throws(ServiceError) -> ListVersions.Position {
        let marker = bytes("key-marker")
        if let text = http.queryValue("version-id-marker"), !text.isEmpty || http.queryValue("key-marker") != nil {
            guard !text.isEmpty else { throw .invalidArgument("A version-id marker cannot be empty.", "version-id-marker", text) }
            guard !marker.isEmpty else {
                throw .invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", text)
            }
            return .after(marker, try versionID(text, "version-id-marker"))
        }
        return ListPosition.parse(marker: marker, prefix: prefix, delimiter: delimiter)
    }

    private func writeNext(_ next: ListVersions.Position?, _ name: NameEncoding, to xml: inout XMLWriter) {
        switch next {
        case .after(let key, let version):
            xml.element("NextKeyMarker", name(key))
            xml.element("NextVersionIdMarker", version.description)
        case .afterPrefix(let key), .afterKey(let key): xml.element("NextKeyMarker", name(key))
        case .start, nil: break
        }
    }

    private func write(
        _ page: ListVersions.Page, _ name: NameEncoding, _ owners: OwnerDirectory, _ restores: Restores, to xml: inout XMLWriter
    ) {
        for case .version(let version) in page.entries {
            xml.element(version.isMarker ? "DeleteMarker" : "Version") { xml in
                xml.element("Key", name(version.key.utf8))
                xml.element("VersionId", version.versionID.description)
                xml.element("IsLatest", version.isLatest)
                xml.element("LastModified", version.modified.iso8601Whole)
                if !version.isMarker { writeContents(of: version, to: &xml) }
                writeOwner(owners[version.owner], to: &xml)
                restores.write(FindRestores.Name(key: version.key, version: version.versionID), to: &xml)
            }
        }
        for case .prefix(let prefix) in page.entries {
            xml.element("CommonPrefixes") { $0.element("Prefix", name(prefix)) }
        }
    }

    private func writeContents(of version: ListVersions.Version, to xml: inout XMLWriter) {
        xml.element("ETag", ObjectHeaders.quoted(version.etag))
        if let algorithm = version.checksumAlgorithm {
            xml.element("ChecksumAlgorithm", algorithm)
            xml.element("ChecksumType", version.checksumIsComposite ? "COMPOSITE" : "FULL_OBJECT")
        }
        xml.element("Size", version.size)
        xml.element("StorageClass", version.storageClass ?? "STANDARD")
    }
}
