import Objects
import Notifications
import ObjectData
import Store
import Core
import Synchronization
import Testing

/// Law 7: cost follows the answer. Asked of keys with few and with many versions, the same takes the same.
struct VersionCostTests {
    private static let few = 4
    private static let many = 400

    private struct Scene {
        let store: TestStore
        let steps: StatementSteps
        let bucket: BucketName
    }

    /// Keys with few and with many versions, one of each whose oldest version has no id, and one of each without such a version.
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case named = "/x"
        case alsoNull = "-null/x"

        var testDescription: String { self == .named ? "all versions have ids" : "the oldest has no id" }
        /// What is done to it first fills caches, and is not counted.
        var warm: String { "warm" + rawValue }
        var few: String { "few" + rawValue }
        var many: String { "many" + rawValue }
        var keys: [String] { [warm, few, many] }
    }

    private static func scene() async throws -> Scene {
        let steps = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in steps.withLock { $0 = StatementSteps.watch(folder) } }
        let bucket = try await store.makeBucket("photos")
        for key in Kind.alsoNull.keys { try await store.put([0], bucket, key) }
        try await store.engine.set(SetVersioning(bucket: bucket, isEnabled: true))
        let engine = store.engine
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in Kind.allCases.flatMap(\.keys) {
                for i in 0..<(key.hasPrefix("many") ? many : few) {
                    group.addTask { _ = try await engine.put([UInt8(i % 256)], bucket, key, condition: WriteCondition()) }
                }
            }
            try await group.waitForAll()
        }
        try await store.put([1], bucket, "z")
        return Scene(store: store, steps: try #require(steps.withLock { $0 }), bucket: bucket)
    }

    private static func versions(_ scene: Scene, _ key: String) async throws -> [VersionID] {
        let page = try await scene.store.engine.list(
            ListVersions(bucket: scene.bucket, prefix: Array(key.utf8), delimiter: [], position: .start, limit: 1000))
        return page.entries.compactMap { if case .version(let version) = $0 { version.versionID } else { nil } }
    }

    private static func versions(_ scene: Scene, _ kind: Kind) async throws -> [String: [VersionID]] {
        var found: [String: [VersionID]] = [:]
        for key in kind.keys { found[key] = try await versions(scene, key) }
        return found
    }

    private static func compare(_ kind: Kind, _ scene: Scene, _ work: (String) async throws -> Void) async throws {
        try await work(kind.warm)
        let few = try await scene.steps.of { try await work(kind.few) }
        let many = try await scene.steps.of { try await work(kind.many) }
        #expect(few > 0)
        #expect(many == few)
    }

    @Test(arguments: Kind.allCases)
    func `reading any version costs the same among many`(kind: Kind) async throws {
        let scene = try await Self.scene()
        let ids = try await Self.versions(scene, kind)
        let choices: [@Sendable ([VersionID]) -> VersionID?] = [
            { _ in nil }, { $0.first }, { $0.last }, { $0[$0.count / 2] }, { _ in .null },
        ]
        for choose in choices {
            try await Self.compare(kind, scene) { key in
                let find = FindObject(bucket: scene.bucket, key: try ObjectKey(key), version: choose(ids[key] ?? []))
                do { _ = try await scene.store.metadata.read(find) } catch ObjectError.refused(.noSuchVersion) {}
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `a page of a listing costs the same among many versions`(kind: Kind) async throws {
        let scene = try await Self.scene()
        let engine = scene.store.engine
        for (delimiter, limit) in [("", 1), ("", 3), ("/", 1)] {
            let delimiter = Array(delimiter.utf8)
            try await Self.compare(kind, scene) { key in
                // The last character but the name: the next key in order is this one.
                let position = ListVersions.Position.afterKey(Array(key.dropLast(2).utf8))
                let page = try await engine.list(
                    ListVersions(bucket: scene.bucket, prefix: [], delimiter: delimiter, position: position, limit: limit))
                #expect(page.entries.count == limit)
            }
            try await Self.compare(kind, scene) { key in
                let position = ListObjects.Position.afterKey(Array(key.dropLast(2).utf8))
                let page = try await engine.list(
                    ListObjects(bucket: scene.bucket, prefix: [], delimiter: delimiter, position: position, limit: 1))
                #expect(page.entries.count == 1)
            }
        }
        let newest = try await Self.versions(scene, kind).compactMapValues(\.first)
        try await Self.compare(kind, scene) { key in
            let position = ListVersions.Position.after(Array(key.utf8), try #require(newest[key]))
            let page = try await engine.list(
                ListVersions(bucket: scene.bucket, prefix: [], delimiter: [], position: position, limit: 2))
            #expect(page.entries.count == 2)
        }
    }

    @Test(arguments: Kind.allCases)
    func `writing and deleting cost the same among many versions`(kind: Kind) async throws {
        let scene = try await Self.scene()
        let (store, bucket) = (scene.store, scene.bucket)
        try await Self.compare(kind, scene) { try await store.put([1], bucket, $0) }
        for isNamed in [true, false] {
            let newest = try await Self.versions(scene, kind).compactMapValues(\.first)
            try await Self.compare(kind, scene) { key in
                let version = isNamed ? newest[key] : nil
                let outcome = try await store.engine.delete(
                    DeleteObject(bucket: bucket, key: ObjectKey(key), version: version, stamp: .test))
                #expect(outcome.wasThere && outcome.isMarker != isNamed)
            }
        }
        try await Self.compare(kind, scene) { try await store.put([1], bucket, $0) }
        try await Self.compare(kind, scene) { key in
            _ = try await store.engine.change(
                ChangeAttributes(bucket: bucket, key: ObjectKey(key), version: nil, stamp: .test) { attributes, _ in
                    attributes.tags = attributes.tags.isEmpty ? ["a": "b"] : [:]
                    return .objectTaggingPut
                })
        }
    }

    /// A write looks for the version without an id behind all the others: the second key of each pair has one there.
    @Test func `while versioning is suspended, writing costs the same among many versions`() async throws {
        let scene = try await Self.scene()
        try await scene.store.engine.set(SetVersioning(bucket: scene.bucket, isEnabled: false))
        let (store, bucket) = (scene.store, scene.bucket)
        for kind in Kind.allCases {
            try await Self.compare(kind, scene) { try await store.put([1], bucket, $0) }
        }
    }
}
