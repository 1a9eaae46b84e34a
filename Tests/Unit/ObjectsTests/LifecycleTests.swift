import CSQLite
import Objects
import Lifecycle
import Logging
import ObjectData
import Store
import Core
import Synchronization
import Testing

/// Time stands still until a test moves it; waits take no time.
final class ManualClock: PeltonClock {
    private let time: Mutex<Timestamp>
    init(_ start: Timestamp) { time = Mutex(start) }

    var now: Timestamp { time.withLock { $0 } }
    var monotonicMilliseconds: Int64 { now.milliseconds }
    func sleep(milliseconds: Int64) async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
    }
    func advance(days: Int64, hours: Int64 = 0) {
        time.withLock { $0 = $0.adding(seconds: days * 86_400 + hours * 3600) }
    }
}

/// Source: S3 User Guide, "Lifecycle configuration elements".
struct LifecycleTests {
    private let clock: ManualClock
    private let store: TestStore
    private let bucket: BucketName

    init() async throws {
        // Ten in the morning of some day.
        clock = ManualClock(Timestamp(seconds: 20_000 * 86_400 + 36_000))
        store = try await TestStore(clock: clock)
        bucket = try await store.makeBucket("life")
    }

    private func setRules(_ rules: LifecycleRule...) async throws {
        let configuration = try LifecycleConfiguration(rules: rules).validated(random: SystemRandom())
        try await store.engine.set(SetBucketDocument(bucket: bucket, kind: .lifecycle, document: configuration.document))
    }

    private func rule(prefix: String = "", _ change: (inout LifecycleRule) -> Void) -> LifecycleRule {
        var rule = LifecycleRule(filter: LifecycleFilter(prefix: prefix))
        change(&rule)
        return rule
    }

    private func setVersioning(_ status: Bucket.Versioning) async throws {
        try await store.engine.set(SetVersioning(bucket: bucket, isEnabled: status == .enabled))
    }

    private func delete(_ key: String) async throws {
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey(key), version: nil, stamp: .test))
    }

    @discardableResult
    private func run(page: Int = 500, batch: Int = 50) async -> Int {
        var pace = LifecycleRunner.Pace()
        pace.page = page
        pace.batch = batch
        pace.quietPages = 1
        return await LifecycleRunner(engine: store.engine, pace: pace, logger: .quiet).runOnce()
    }

    /// `key`, `key*` for a marker, `key+` for what is current, newest first.
    private func versions() async throws -> [String] {
        let page = try await store.engine.list(
            ListVersions(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 10_000))
        return page.entries.compactMap { entry in
            guard case .version(let version) = entry else { return nil }
            return version.key.description + (version.isMarker ? "*" : "") + (version.isLatest ? "+" : "")
        }
    }

    /// Type, key and who did it.
    private func events() throws -> [String] {
        var database: OpaquePointer?
        var statement: OpaquePointer?
        #expect(sqlite3_open_v2(store.folder + "/pelton.sqlite3", &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
        defer { sqlite3_close(database) }
        let query = "SELECT type || ' ' || CAST(key AS TEXT) || ' ' || principal FROM events WHERE type LIKE 'Lifecycle%' ORDER BY id"
        #expect(sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        var found: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW { found.append(String(cString: sqlite3_column_text(statement, 0))) }
        return found
    }

    @Test func `an object of a bucket without versions goes for good`() async throws {
        try await setRules(rule(prefix: "old/") { $0.expiration = .days(2) })
        try await store.put([1], bucket, "old/a")
        try await store.put([1], bucket, "other")
        clock.advance(days: 2, hours: 13)
        #expect(await run() == 0)
        clock.advance(days: 0, hours: 1)
        #expect(await run() == 1)
        #expect(try await versions() == ["other+"])
        #expect(try events() == ["LifecycleExpiration:Delete old/a s3.amazonaws.com"])
    }

    @Test func `a bucket runs once a day`() async throws {
        try await setRules(rule { $0.expiration = .days(1) })
        #expect(await run() == 0)
        try await store.put([1], bucket, "a")
        clock.advance(days: 2)
        #expect(await run() == 1)
        try await setRules(rule { $0.transitions = [.init(due: .days(0), storageClass: .glacier)] })
        try await store.put([UInt8](repeating: 0, count: 200_000), bucket, "b")
        #expect(await run() == 0)
        clock.advance(days: 1)
        #expect(await run() == 1)
    }

    @Test func `a version is covered by a marker and a lone marker goes`() async throws {
        try await setVersioning(.enabled)
        try await setRules(
            rule {
                $0.expiration = .days(1)
                $0.noncurrentExpiration = .init(days: 1)
            })
        try await store.put([1], bucket, "a")
        clock.advance(days: 2)
        #expect(await run() == 1)
        #expect(try await versions() == ["a*+", "a"])
        clock.advance(days: 2)
        #expect(await run() >= 1)
        #expect(try await versions() == ["a*+"])
        clock.advance(days: 2)
        #expect(await run() == 1)
        #expect(try await versions() == [])
        #expect(
            try events() == [
                "LifecycleExpiration:DeleteMarkerCreated a s3.amazonaws.com", "LifecycleExpiration:Delete a s3.amazonaws.com",
                "LifecycleExpiration:Delete a s3.amazonaws.com",
            ])
    }

    @Test func `where versioning is suspended the null version becomes a null marker`() async throws {
        try await setVersioning(.enabled)
        try await store.put([1], bucket, "a")
        try await setVersioning(.suspended)
        try await store.put([2], bucket, "a")
        try await setRules(rule { $0.expiration = .days(1) })
        clock.advance(days: 2)
        #expect(await run() == 1)
        #expect(try await versions() == ["a*+", "a"])
    }

    @Test func `a marker with versions under it stays`() async throws {
        try await setVersioning(.enabled)
        try await store.put([1], bucket, "a")
        try await delete("a")
        try await delete("b")
        try await setRules(rule { $0.expiration = .loneMarkers(true) })
        clock.advance(days: 1)
        #expect(await run(page: 1) == 1)
        #expect(try await versions() == ["a*+", "a"])
    }

    @Test(arguments: [1, 2, 3, 500])
    func `the newest noncurrent versions are kept whatever the page`(page: Int) async throws {
        try await setVersioning(.enabled)
        for key in ["a", "b"] {
            for i in 0..<8 { try await store.put([UInt8(i)], bucket, key) }
        }
        try await setRules(rule(prefix: "a") { $0.noncurrentExpiration = .init(days: 1, kept: 3) })
        clock.advance(days: 2)
        #expect(await run(page: page, batch: 2) == 4)
        #expect(try await versions() == ["a+", "a", "a", "a", "b+"] + [String](repeating: "b", count: 7))
        clock.advance(days: 1)
        #expect(await run(page: page) == 0)
    }

    @Test func `a version is noncurrent since its successor came`() async throws {
        try await setVersioning(.enabled)
        try await store.put([1], bucket, "a")
        clock.advance(days: 30)
        try await store.put([2], bucket, "a")
        try await setRules(rule { $0.noncurrentExpiration = .init(days: 5) })
        clock.advance(days: 5)
        #expect(await run(page: 1) == 0)
        clock.advance(days: 1)
        #expect(await run(page: 1) == 1)
        #expect(try await versions() == ["a+"])
    }

    @Test func `locked versions stay`() async throws {
        let locked = try #require(BucketName("locked"))
        try await store.engine.createBucket(CreateBucket(name: locked, owner: .none, location: nil, hasObjectLock: true))
        let first = try await store.put([1], locked, "a")
        _ = try await store.engine.metadata.commit(
            ChangeAttributes(bucket: locked, key: try ObjectKey("a"), version: first.versionID, stamp: .test) {
                attributes, _ throws(ObjectRefusal) in
                attributes.lock = ObjectLock(hasLegalHold: true)
                return nil
            })
        try await store.put([2], locked, "a")
        try await store.put([3], locked, "a")
        let rules = [rule { $0.noncurrentExpiration = .init(days: 1) }]
        let configuration = try LifecycleConfiguration(rules: rules).validated(random: SystemRandom())
        try await store.engine.set(SetBucketDocument(bucket: locked, kind: .lifecycle, document: configuration.document))
        clock.advance(days: 3)
        #expect(await run() == 1)
        let left = try await store.engine.list(
            ListVersions(bucket: locked, prefix: [], delimiter: [], position: .start, limit: 10))
        #expect(left.entries.count == 2)
    }

    @Test func `a transition changes the class and nothing else`() async throws {
        let bytes = pattern(200_000)
        let before = try await store.put(bytes, bucket, "a")
        try await setRules(rule { $0.transitions = [.init(due: .days(1), storageClass: .glacierIR)] })
        clock.advance(days: 2)
        #expect(await run() == 1)
        let after = try await store.engine.head(bucket: bucket, key: ObjectKey("a")).version
        #expect(after.attributes.storageClass == "GLACIER_IR")
        #expect(after.modified == before.modified && after.versionID == before.versionID)
        #expect(try await store.get(bucket, "a") == bytes)
        #expect(try events() == ["LifecycleTransition a s3.amazonaws.com"])
        clock.advance(days: 1)
        #expect(await run() == 0)
    }

    @Test func `uploads are aborted without an event`() async throws {
        for i in 0..<9 {
            try await store.engine.createUpload(
                CreateUpload(
                    id: UploadID("u\(i)"), bucket: bucket, key: ObjectKey("u/\(i % 2)"), attributes: ObjectAttributes(),
                    checksumAlgorithm: nil, checksumIsComposite: false, owner: .none, principal: "p"))
        }
        try await setRules(rule(prefix: "u/0") { $0.abortDays = 1 })
        clock.advance(days: 2)
        #expect(await run(page: 2) == 5)
        let left = try await store.engine.uploads(
            ListUploadPage(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 100))
        #expect(left.entries.compactMap(\.upload?.key.description) == [String](repeating: "u/1", count: 4))
        #expect(try events() == [])
    }

    @Test func `a run that was cut off goes on where it was`() async throws {
        for i in 0..<10 { try await store.put([1], bucket, "k\(i)") }
        try await setRules(rule { $0.expiration = .days(1) })
        clock.advance(days: 2)
        // As a run that came to k4 and was killed would have left it.
        let due = try #require(try await store.metadata.read(FindDueLifecycle(after: 0, midnight: clock.now)))
        #expect(!due.isBegun)
        try await store.metadata.commit(RecordLifecycleRun(bucketID: due.bucketID, step: .begin))
        try await store.metadata.commit(
            RecordLifecycleRun(bucketID: due.bucketID, step: .reach(.version(key: Array("k4".utf8), order: 0))))
        try store.restart()
        #expect(await run(page: 2) == 5)
        #expect(try await versions() == (0...4).map { "k\($0)+" })
        clock.advance(days: 1)
        #expect(await run() == 5)
    }

    @Test func `what the rules no longer say is not done`() async throws {
        try await store.put([1], bucket, "a")
        try await setRules(rule { $0.expiration = .days(1) })
        clock.advance(days: 2)
        let found = try await store.engine.bucket(bucket)
        let rules = try #require(try found.lifecycle())
        let page = try await store.metadata.read(
            FindDueVersions(bucket: found, rules: rules, prefix: [], after: nil, now: clock.now, day: .real, limit: 10))
        #expect(page.due.count == 1)
        try await setRules(rule(prefix: "other") { $0.expiration = .days(1) })
        #expect(try await store.metadata.commit(ApplyLifecycle(bucket: bucket, candidates: page.due, stamp: .test)) == 0)
        try await setRules(rule { $0.expiration = .days(1) })
        try await store.put([2], bucket, "a")
        #expect(try await store.metadata.commit(ApplyLifecycle(bucket: bucket, candidates: page.due, stamp: .test)) == 0)
        #expect(try await versions() == ["a+"])
    }
}
