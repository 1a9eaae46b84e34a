internal import Engine
internal import Faces
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Source: API_DeleteObjects. Each key is judged and deleted on its own; the answer is 200 whatever becomes of them.
    func deleteObjects() async throws(S3Error) {
        // Judged key by key, behind the body: who did not sign is not let to send one, which would be held whole.
        guard request.signature != nil else { throw .accessDenied() }
        let bucket = try await findBucket()
        let list = try await document("Delete", requiresDigest: true)
        let items = try readDeletions(list)
        var outcomes = items.map { item in verdict(on: item, bucket) }
        let allowed = outcomes.indices.filter { outcomes[$0] == nil }
        let errors = await engine.delete(
            bucket: bucket.name, allowed.compactMap { i in items[i].key.map { ($0, items[i].version, items[i].etag) } },
            by: stamp(of: request.caller))
        for (i, error) in zip(allowed, errors) { outcomes[i] = error.map { S3Error($0) } }
        let isQuiet = list.trimmedText("Quiet")?.lowercased() == "true"
        await send("DeleteResult") { xml in
            for (item, error) in zip(items, outcomes) {
                if let error { item.write(error, to: &xml) } else if !isQuiet { item.writeDeleted(to: &xml) }
            }
        }
    }

    private func readDeletions(_ list: XMLElement) throws(S3Error) -> [Deletion] {
        let elements = list.children("Object")
        guard (1...limits.batchDeleteKeys).contains(elements.count) else { throw .malformedXML }
        var items: [Deletion] = []
        for element in elements {
            guard let text = element.text("Key"), !text.isEmpty else { throw .malformedXML }
            items.append(Deletion(text: text, versionText: element.trimmedText("VersionId"), etag: element.trimmedText("ETag")))
        }
        return items
    }

    /// - Returns: why it may not be deleted; nil if it may.
    private func verdict(on item: Deletion, _ bucket: Bucket) -> S3Error? {
        do throws(S3Error) {
            let key = try Self.objectKey(Array(item.text.utf8))
            if let version = item.versionText, !version.isEmpty, version != VersionID.null.description {
                throw S3Error(404, "NoSuchVersion", "The specified version does not exist.")
            }
            try require(item.version == nil ? "s3:DeleteObject" : "s3:DeleteObjectVersion", bucket, key: key)
            return nil
        } catch { return error }
    }
}

private struct Deletion {
    let text: String
    let versionText: String?
    /// Without quotes.
    let etag: String?

    init(text: String, versionText: String?, etag: String?) {
        self.text = text
        self.versionText = versionText
        self.etag = etag.map { ObjectHeaders.unquoted($0) }
    }

    var key: ObjectKey? { try? ObjectKey(text) }
    var version: VersionID? { versionText.flatMap { $0.isEmpty ? nil : VersionID($0) } }

    func writeDeleted(to xml: inout XMLWriter) {
        xml.element("Deleted") { xml in
            xml.element("Key", text)
            xml.element("VersionId", ifPresent: versionText)
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
