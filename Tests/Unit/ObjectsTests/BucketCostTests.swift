import Objects
import Notifications
import ObjectData
import Core
import Synchronization
import Testing

/// Law 7: cost follows the answer, whatever else the store has.
struct BucketCostTests {
    @Test func `deleting a bucket costs the same however many uploads others had`() async throws {
        var limits = Limits()
        limits.minimumPartBytes = 1
        let counter = Mutex<StatementSteps?>(nil)
        let store = try await TestStore(limits: limits) { folder in counter.withLock { $0 = StatementSteps.watch(folder) } }
        let steps = try #require(counter.withLock { $0 })
        let busy = try await store.makeBucket("busy")
        var costs: [Int] = []
        for round in 0..<3 {
            // The first one fills caches, and is not counted.
            if round == 2 { for i in 0..<60 { try await upload("k\(i)", store, busy) } }
            let bucket = try await store.makeBucket("empty-\(round)")
            costs.append(try await steps.of { try await store.engine.deleteBucket(bucket) })
        }
        #expect(costs[2] - costs[1] < 60)
    }

    @Test func `deleting a bucket costs the same however often its notifications were changed`() async throws {
        let counter = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in counter.withLock { $0 = StatementSteps.watch(folder) } }
        let steps = try #require(counter.withLock { $0 })
        var costs: [Int] = []
        for (round, changes) in [20, 20, 200].enumerated() {
            let bucket = try await store.makeBucket("changed-\(round)")
            for _ in 0..<changes { try await store.engine.setNotificationConfiguration(of: bucket, to: NotificationConfiguration()) }
            costs.append(try await steps.of { try await store.engine.deleteBucket(bucket) })
        }
        // The first one fills caches, and is not counted.
        #expect(costs[2] == costs[1])
    }

    @Test func `objects, uploads and listings cost the same however many configurations their bucket has`() async throws {
        let counter = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in counter.withLock { $0 = StatementSteps.watch(folder) } }
        let (engine, steps) = (store.engine, try #require(counter.withLock { $0 }))
        let bucket = try await store.makeBucket("photos")
        let (id, key) = (engine.newUploadID(), try ObjectKey("k"))
        try await engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: key, attributes: ObjectAttributes(), checksumAlgorithm: nil, checksumIsComposite: false,
                owner: .none, principal: "AWS:1"))
        try await store.put([1], bucket, "k")
        func cost() async throws -> Int {
            try await steps.of {
                _ = try await engine.openUpload(bucket: bucket, key: key, id: id)
                _ = try await engine.list(ListObjects(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 10))
                _ = try await engine.list(ListVersions(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 10))
                _ = try await engine.head(bucket: bucket, key: key, version: .null)
            }
        }
        _ = try await cost()
        let few = try await cost()
        for i in 0..<100 {
            try await engine.set(SetBucketDocument(bucket: bucket, kind: DocumentKind("analytics/\(i)"), document: [1]))
        }
        #expect(try await cost() == few)
    }

    private func upload(_ key: String, _ store: TestStore, _ bucket: BucketName) async throws {
        let (engine, id, key) = (store.engine, store.engine.newUploadID(), try ObjectKey(key))
        try await engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: key, attributes: ObjectAttributes(), checksumAlgorithm: nil, checksumIsComposite: false,
                owner: .none, principal: "AWS:1"))
        let sink = try await engine.sink(DigestRequest(), announced: 1)
        try await sink.write([1])
        let content = try await sink.finish()
        _ = try await engine.putPart(bucket: bucket, key: key, upload: id, number: 1, checksum: nil, content)
        _ = try await engine.completeUpload(
            bucket: bucket, key: key, id: id, Completion(parts: [NamedPart(number: 1, etag: content.etag)]), by: .test)
    }
}
