internal import Objects
internal import ObjectData
internal import Core

extension Inspection {
    /// The versions that are listed must be those that the events make, in their order, and each must read as what was sent.
    func versions(_ store: Store, _ judgement: Assertion, in bucket: BucketName) async throws -> [String] {
        let listed = Dictionary(grouping: try await store.versions(of: bucket)) { $0.key.description }
        var faults: [String] = []
        let known = judgement.kept.byKey.filter { Fixture.bucket(of: $0.key) == bucket && !$0.value.isEmpty }
        for key in Set(listed.keys).union(known.keys) {
            let (found, expected) = (listed[key] ?? [], known[key] ?? [])
            faults += Self.compare(found, expected, key)
            for version in expected { faults += await judge(version, store, judgement.locks) }
        }
        return faults
    }

    private static func compare(_ found: [ListVersions.Version], _ expected: [KeptVersions.Version], _ key: String) -> [String] {
        guard found.map(\.versionID.description) == expected.map(\.id) else {
            return ["\(key) has the versions \(found.map(\.versionID)), not \(expected.map(\.id))"]
        }
        var faults: [String] = []
        for (index, (found, expected)) in zip(found, expected).enumerated() {
            if found.isLatest != (index == 0) { faults.append("\(key) has not one current version, the newest") }
            if found.isMarker != expected.isMarker || !found.isMarker && found.etag != expected.event.etag {
                faults.append("version \(expected.id) of \(key) is listed as \(found.isMarker ? "a marker" : found.etag)")
            }
        }
        return faults
    }

    private func judge(_ version: KeptVersions.Version, _ store: Store, _ locks: LockHistory) async -> [String] {
        do {
            let event = version.event
            guard let id = VersionID(version.id) else { return ["\(version.id) is not a version's id"] }
            let (bucket, key) = (Fixture.bucket(of: event.key), try ObjectKey(event.key))
            guard let reader = try await ifThere({ try await store.engine.open(bucket: bucket, key: key, version: id) }) else {
                return version.isMarker ? [] : ["version \(id) of \(key) cannot be found, but \(event.requestID) wrote it"]
            }
            guard !version.isMarker else { return ["version \(id) of \(key) can be read, but is a delete marker"] }
            guard try await Body.read(reader) == history.bodies[event.etag ?? ""] else {
                return ["version \(id) of \(key) has other bytes than \(event.requestID) sent"]
            }
            return judge(reader.object.version.attributes, version, locks)
        } catch {
            return ["version \(version.id) of \(version.event.key) cannot be read: \(error)"]
        }
    }

    private func judge(_ found: ObjectAttributes, _ version: KeptVersions.Version, _ locks: LockHistory) -> [String] {
        let (event, what) = (version.event, "version \(version.id) of \(version.event.key)")
        var faults: [String] = []
        // A put's own number is in its metadata.
        if ["ObjectCreated:Put", "ObjectCreated:Post"].contains(event.name), found.userMetadata["op"] != event.requestID {
            faults.append("\(what) has the metadata of \(found.userMetadata["op"] ?? "nobody"), not of \(event.requestID)")
        }
        if found.tags != version.tags { faults.append("\(what) has the tags \(found.tags), not \(version.tags)") }
        let lock = locks.possible(event.versionName, from: point, to: point)
        if !lock.isHeld.contains(found.lock.hasLegalHold ?? false) {
            faults.append("the legal hold of \(what) is \(found.lock.hasLegalHold ?? false)")
        }
        let mode = found.lock.retention?.mode.rawValue
        if !lock.mode.contains(mode) { faults.append("the retention of \(what) is \(mode ?? "none")") }
        return faults
    }
}

extension Store {
    /// All versions of a bucket, by pages of an odd size.
    func versions(of bucket: BucketName) async throws -> [ListVersions.Version] {
        var found: [ListVersions.Version] = []
        var position: ListVersions.Position? = .start
        while let from = position {
            let page = try await engine.list(ListVersions(bucket: bucket, prefix: [], delimiter: [], position: from, limit: 37))
            for case .version(let version) in page.entries { found.append(version) }
            position = page.next
        }
        return found
    }
}
