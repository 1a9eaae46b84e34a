import CrashSuite
import Objects
import Notifications
import ObjectData
import Store
import Core

/// What only keys with versions see.
extension Worker {
    private static let sizes = [0, 1, 64, 65, 4096, 6001, 16_384, 16_385, 40_000]
    private static let keys = Fixture.lockedKeys + Fixture.turningKeys
    /// Later than any run.
    private static let forever = Timestamp(milliseconds: 4_000_000_000_000)

    mutating func versionStep() async throws {
        let key = dice.pick(Self.keys)
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<26: try await putVersion(key)
        case 26..<38: try await copyVersion(from: dice.pick(Self.keys), to: key)
        case 38..<50: try await delete(key, isLifecycle: dice.chance(0.3))
        case 50..<70: try await deleteVersion(key)
        case 70..<80: try await tag(key)
        case 80..<86: try await hold(dice.pick(Fixture.lockedKeys))
        case 86..<91: try await retain(dice.pick(Fixture.lockedKeys))
        case 91..<96: try await turn(Fixture.turning, on: dice.chance(0.6))
        case 96..<97: try await turn(Fixture.locked, on: false)
        default: try await multipart(key)
        }
    }

    private mutating func putVersion(_ key: String) async throws {
        var attributes = ObjectAttributes()
        if dice.chance(0.4) { attributes.tags = newTags() }
        if Fixture.bucket(of: key) == Fixture.locked {
            if dice.chance(0.15) { attributes.lock.hasLegalHold = true }
            if dice.chance(0.3) { attributes.lock.retention = Self.retention(dice.pick(["GOVERNANCE", "COMPLIANCE"])) }
        }
        try await put(key, EventType.objectCreatedPut, WriteCondition(), size: dice.pick(Self.sizes), attributes)
    }

    private mutating func newTags() -> [String: String] { ["made": String(dice.next() % 1000), "of": "\(seed)"] }

    private static func retention(_ mode: String?) -> ObjectLock.Retention? {
        mode.flatMap(ObjectLock.Mode.init).map { ObjectLock.Retention(mode: $0, until: forever) }
    }

    /// Any of the versions that the key has just now, markers too; nil if it has none.
    private mutating func version(of key: String) async throws -> VersionID? {
        let chosen = dice.next()
        let page = try await store.engine.list(
            ListVersions(bucket: Fixture.bucket(of: key), prefix: Array(key.utf8), delimiter: [], position: .start, limit: 100))
        guard !page.entries.isEmpty, case .version(let version) = page.entries[Int(chosen % UInt64(page.entries.count))] else { return nil }
        return version.versionID
    }

    private mutating func copyVersion(from source: String, to key: String) async throws {
        let isNamed = dice.chance(0.7)
        try await copy(source, isNamed ? version(of: source) : nil, to: key)
    }

    private mutating func deleteVersion(_ key: String) async throws {
        let (isLifecycle, bypasses) = (dice.chance(0.3), dice.chance(0.6))
        guard let version = try await version(of: key) else { return }
        let deletion = Deletion(
            key: key, version: version.description, bypassesGovernance: bypasses && !isLifecycle, isLifecycle: isLifecycle)
        try await delete(deletion, ifMatch: nil)
    }

    private mutating func tag(_ key: String) async throws {
        let (isNamed, tags) = (dice.chance(0.7), dice.chance(0.3) ? [:] : newTags())
        let version = isNamed ? try await version(of: key) : nil
        try await change(.tag(key: key, version: version?.description, tags: tags), key, version) { attributes, _ in
            attributes.tags = tags
            return tags.isEmpty ? .objectTaggingDelete : .objectTaggingPut
        }
    }

    private mutating func hold(_ key: String) async throws {
        let isOn = dice.chance(0.6)
        guard let version = try await version(of: key) else { return }
        try await change(.hold(key: key, version: version.description, isOn: isOn), key, version) { attributes, _ in
            attributes.lock.hasLegalHold = isOn
            return nil
        }
    }

    /// By one who may bypass governance.
    private mutating func retain(_ key: String) async throws {
        let mode = dice.pick(["GOVERNANCE", "GOVERNANCE", "COMPLIANCE", nil, nil])
        guard let version = try await version(of: key) else { return }
        try await change(.retain(key: key, version: version.description, mode: mode), key, version) {
            attributes, _ throws(ObjectRefusal) in
            guard attributes.lock.retention?.mode != .compliance || mode == "COMPLIANCE" else { throw .locked }
            attributes.lock.retention = Self.retention(mode)
            return nil
        }
    }

    private func change(
        _ operation: Operation, _ key: String, _ version: VersionID?, _ change: @escaping ChangeAttributes.Change
    ) async throws {
        let (store, number) = (store, journal.newNumber())
        let mutation = ChangeAttributes(
            bucket: Fixture.bucket(of: key), key: try ObjectKey(key), version: version, stamp: Fixture.stamp(number), change: change)
        try await journal.run(number, operation) { () throws(EngineError) in
            .changed(version: try await store.engine.change(mutation).versionID.description)
        }
    }

    private func turn(_ bucket: BucketName, on isEnabled: Bool) async throws {
        let store = store
        let step = Operation.setVersioning(bucket: bucket.description, isEnabled: isEnabled)
        try await journal.run(journal.newNumber(), step) { () throws(EngineError) in
            try await store.engine.set(SetVersioning(bucket: bucket, isEnabled: isEnabled))
            return .done
        }
    }
}
