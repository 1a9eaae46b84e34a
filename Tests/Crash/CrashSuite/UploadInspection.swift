internal import Objects
internal import ObjectData
internal import Core

extension Inspection {
    /// An upload that was open is open, has the parts that were answered, and can be completed.
    func judge(_ upload: ExpectedUpload, _ store: Store) async throws -> [String] {
        let key = try ObjectKey(upload.key)
        let (id, bucket) = (UploadID(upload.id), Fixture.bucket(of: upload.key))
        let isOpen = try await ifThere { try await store.engine.openUpload(bucket: bucket, key: key, id: id) } != nil
        switch (upload.state, isOpen) {
        case (.open, false): return ["upload \(upload.id) of \(upload.key) is lost"]
        case (.closed, true): return ["upload \(upload.id) of \(upload.key) is open again"]
        case (_, false): return []
        case (_, true): break
        }
        let listed = try await store.engine.uploads(
            ListUploadPage(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 1000))
        guard listed.entries.contains(where: { $0.upload?.id == id }) else { return ["upload \(upload.id) is open but not listed"] }
        return try await judgeParts(upload, store)
    }

    private func judgeParts(_ upload: ExpectedUpload, _ store: Store) async throws -> [String] {
        let stored = try await store.engine.parts(ListParts(upload: UploadID(upload.id), after: 0, limit: 1000))
        let found = Dictionary(uniqueKeysWithValues: stored.map { ($0.number, Body(md5: $0.etag, size: Int($0.size))) })
        var faults: [String] = []
        for number in Set(found.keys).union(upload.parts.keys) where !(upload.parts[number] ?? [nil]).contains(found[number]) {
            faults.append("part \(number) of upload \(upload.id) is not what was sent")
        }
        guard faults.isEmpty, !stored.isEmpty else { return faults }
        return try await complete(upload, stored, store)
    }

    /// Each part's bytes must be where it stands in the whole.
    private func complete(_ upload: ExpectedUpload, _ parts: [UploadedPart], _ store: Store) async throws -> [String] {
        let named = parts.map { NamedPart(number: $0.number, etag: $0.etag) }
        let (key, bucket) = (try ObjectKey(upload.key), Fixture.bucket(of: upload.key))
        _ = try await store.engine.completeUpload(
            bucket: bucket, key: key, id: UploadID(upload.id), Completion(parts: named), by: Fixture.stamp(0))
        let reader = try await store.engine.open(bucket: bucket, key: key)
        var start: Int64 = 0
        for part in parts {
            reader.seek(start..<start + part.size)
            start += part.size
            let body = try await Body.read(reader)
            guard body == Body(md5: part.etag, size: Int(part.size)) else {
                return ["part \(part.number) of upload \(upload.id) has other bytes in the whole"]
            }
        }
        return start == reader.object.version.size ? [] : ["upload \(upload.id) was completed to another size"]
    }
}
