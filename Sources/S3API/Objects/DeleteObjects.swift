internal import Engine
internal import Faces
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Source: API_DeleteObjects. Each key is judged and deleted on its own; the answer is 200 whatever becomes of them.
    func deleteObjects() async throws(S3Error) {
        let bucket = try await findBucket()
        // Judged key by key, behind the body, which is held whole: nobody in particular may send one only where a policy could let him.
        let hasPolicy = try rules(of: bucket).policy != nil
        guard hasPolicy || request.signature != nil else { throw .accessDenied() }
        try bypassHeader(bucket)
        let list = try await document("Delete", requiresDigest: true)
        let items = try readDeletions(list)
        let isQuiet = try isQuiet(list)
        let outcomes = await delete(items, bucket)
        await send("DeleteResult") { xml in
            for (item, outcome) in zip(items, outcomes) {
                switch outcome {
                case .success(let outcome): if !isQuiet { item.write(outcome, to: &xml) }
                case .failure(let error): item.write(error, to: &xml)
                }
            }
        }
    }

    /// Each on its own: what may not be deleted keeps nothing else from it.
    private func delete(_ items: [Deletion], _ bucket: Bucket) async -> [Result<DeleteObject.Outcome, S3Error>] {
        var judged: [Result<DeleteObject, S3Error>] = []
        for item in items {
            do throws(S3Error) { judged.append(.success(try await deletion(item, bucket))) } catch { judged.append(.failure(error)) }
        }
        var done = await engine.delete(judged.compactMap { try? $0.get() }, in: BucketIdentity(bucket)).makeIterator()
        return judged.map { judged in
            judged.flatMap { _ in (done.next() ?? .failure(.busy)).mapError { S3Error($0) } }
        }
    }

    private func readDeletions(_ list: XMLElement) throws(S3Error) -> [Deletion] {
        try list.require(children: ["Object", "Quiet"])
        let elements = list.children("Object")
        guard (1...limits.batchDeleteKeys).contains(elements.count) else { throw .malformedXML }
        var items: [Deletion] = []
        for element in elements {
            try element.require(children: ["Key", "VersionId", "ETag", "LastModifiedTime", "Size"], once: true)
            guard let text = element.text("Key"), !text.isEmpty else { throw .malformedXML }
            var item = Deletion(text: text, versionText: element.trimmedText("VersionId"), etag: element.trimmedText("ETag"))
            item.isForDirectories = element.child("LastModifiedTime") != nil || element.child("Size") != nil
            items.append(item)
        }
        return items
    }

    private func isQuiet(_ list: XMLElement) throws(S3Error) -> Bool {
        guard let text = list.trimmedText("Quiet") else { return false }
        switch text.lowercased() {
        case "true", "1": return true
        case "false", "0", "": return false
        default: throw .malformedXML
        }
    }

    /// - Throws: why it may not be deleted.
    private func deletion(_ item: Deletion, _ bucket: Bucket) async throws(S3Error) -> DeleteObject {
        let key = try Self.objectKey(Array(item.text.utf8))
        guard !item.isForDirectories else { throw .notImplemented("LastModifiedTime and Size, which are for directory buckets") }
        let version = try item.version()
        try await require(
            version == nil ? "s3:DeleteObject" : "s3:DeleteObjectVersion", bucket, key: key, version: version,
            values: ["s3:VersionId": version?.description])
        return DeleteObject(
            bucket: bucket.name, key: key, version: version, ifMatch: item.etag, recordsMissing: true,
            bypassesGovernance: try bypassesGovernance(bucket, key), stamp: stamp(of: request.caller))
    }
}

private struct Deletion {
    let text: String
    let versionText: String?
    /// Without quotes.
    let etag: String?
    /// It has conditions that S3 knows in directory buckets only.
    var isForDirectories = false

    init(text: String, versionText: String?, etag: String?) {
        self.text = text
        self.versionText = versionText
        self.etag = etag.map { ObjectHeaders.unquoted($0) }
    }

    /// - Returns: nil for the current version.
    func version() throws(S3Error) -> VersionID? {
        guard let versionText, !versionText.isEmpty else { return nil }
        guard let id = VersionID(versionText) else {
            throw S3Error(400, "NoSuchVersion", "The specified version does not exist.")
        }
        return id
    }

    func write(_ outcome: DeleteObject.Outcome, to xml: inout XMLWriter) {
        xml.element("Deleted") { xml in
            xml.element("Key", text)
            xml.element("VersionId", ifPresent: versionText)
            if outcome.isMarker {
                xml.element("DeleteMarker", true)
                xml.element("DeleteMarkerVersionId", ifPresent: outcome.versionID?.description)
            }
        }
    }

    func write(_ error: S3Error, to xml: inout XMLWriter) {
        xml.element("Error") { xml in
            xml.element("Key", text)
            xml.element("VersionId", ifPresent: versionText)
            xml.element("Code", error.code)
            xml.element("Message", error.message)
        }
    }
}
