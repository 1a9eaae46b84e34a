internal import Objects
internal import ObjectData
internal import Core

extension Inspection {
    /// Listing and looking up must agree with the last event of each key.
    func objects(_ store: Store, _ kept: KeptVersions, in bucket: BucketName) async throws -> [String] {
        let listed = try await list(store, bucket)
        var faults: [String] = []
        let known = Fixture.allKeys + kept.byKey.keys
        for key in Set(listed.keys).union(known.filter { Fixture.bucket(of: $0) == bucket }) {
            let (found, event) = (listed[key], kept.current(key)?.event)
            if found != event?.etag { faults.append("\(key) is listed as \(found ?? "absent"), not as \(event?.etag ?? "absent")") }
            faults += await read(key, event, store)
        }
        return faults
    }

    private func list(_ store: Store, _ bucket: BucketName) async throws -> [String: String] {
        let page = try await store.engine.list(
            ListObjects(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 1000))
        var listed: [String: String] = [:]
        for case .object(let object) in page.entries { listed[object.key.description] = object.etag }
        return listed
    }

    private func read(_ key: String, _ event: SurvivingRows.Event?, _ store: Store) async -> [String] {
        do {
            let bucket = Fixture.bucket(of: key)
            guard let found = try await ifThere({ try await store.engine.head(bucket: bucket, key: ObjectKey(key)) }) else {
                return event.map { ["\(key) cannot be found, but \($0.requestID) wrote it"] } ?? []
            }
            guard let event else { return ["\(key) can be read, but was deleted"] }
            let version = found.version.versionID.description
            return version == event.version ? [] : ["\(key) is version \(version), not \(event.version), which is its newest"]
        } catch {
            return ["\(key) cannot be read: \(error)"]
        }
    }
}
