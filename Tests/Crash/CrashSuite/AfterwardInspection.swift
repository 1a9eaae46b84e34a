internal import Objects
private import Notifications
internal import ObjectData
internal import Core

extension Inspection {
    private static let newName = "after-the-crash"

    /// The store goes on working: objects and deletes in each bucket.
    /// - Returns: what it lists then.
    func use(_ store: Store) async throws -> [ListVersions.Version] {
        var listed: [ListVersions.Version] = []
        for bucket in Fixture.buckets {
            if try await ifThere({ try await store.engine.bucket(bucket) }) == nil {
                try await store.engine.createBucket(Fixture.creation(of: bucket))
            }
            for size in [1, 20_000] { try await put(size, bucket, store) }
            let gone = try ObjectKey(Self.newName + "-1")
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: gone, version: nil, stamp: Fixture.stamp(0)))
            listed += try await store.versions(of: bucket)
        }
        return listed
    }

    private func put(_ size: Int, _ bucket: BucketName, _ store: Store) async throws {
        let sink = try await store.engine.sink(DigestRequest(), announced: nil)
        try await sink.write([UInt8](repeating: 7, count: size))
        let object = NewObject(
            bucket: bucket, key: try ObjectKey("\(Self.newName)-\(size)"), attributes: ObjectAttributes(), type: .objectCreatedPut)
        _ = try await store.engine.put(object, sink.finish(), by: Fixture.stamp(0))
    }

    /// A restart in good order changes nothing.
    func restarted(_ before: [ListVersions.Version]) async throws -> [String] {
        let store = try Store(folder: folder)
        defer { store.close() }
        var faults: [String] = []
        var after: [ListVersions.Version] = []
        for bucket in Fixture.buckets {
            let versions = try await store.versions(of: bucket)
            after += versions
            for version in versions where version.isLatest && !version.isMarker { faults += await read(version.key, bucket, store) }
        }
        return after == before ? faults : ["the listing is another one after a restart"]
    }

    private func read(_ key: ObjectKey, _ bucket: BucketName, _ store: Store) async -> [String] {
        do {
            _ = try await Body.read(store.engine.open(bucket: bucket, key: key))
            return []
        } catch {
            return ["\(key) cannot be read after a restart: \(error)"]
        }
    }
}
