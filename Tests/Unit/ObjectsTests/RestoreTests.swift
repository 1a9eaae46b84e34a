import CSQLite
import Objects
import ObjectData
import Store
import Core
import Testing

/// Source: S3 User Guide, "Restoring an archived object".
struct RestoreTests {
    private let clock: ManualClock
    private let store: TestStore
    private let bucket: BucketName

    init() async throws {
        // Ten in the morning of some day.
        clock = ManualClock(Timestamp(seconds: 20_000 * 86_400 + 36_000))
        store = try await TestStore(clock: clock)
        bucket = try await store.makeBucket("cold")
    }

    private func archive(_ key: String, as storageClass: String = "GLACIER") async throws {
        try await store.put([1, 2], bucket, key)
        _ = try await store.engine.change(
            ChangeAttributes(bucket: bucket, key: ObjectKey(key), version: nil, stamp: .test) { attributes, _ throws(ObjectRefusal) in
                attributes.storageClass = storageClass
                return nil
            })
    }

    @discardableResult
    private func restore(_ key: String, days: Int) async throws -> Bool {
        try await store.engine.restore(RestoreObject(bucket: bucket, key: ObjectKey(key), version: nil, days: days, stamp: .test))
    }

    private func attributes(_ key: String) async throws -> ObjectAttributes {
        try await store.engine.head(bucket: bucket, key: ObjectKey(key)).version.attributes
    }

    private func isReadable(_ key: String) async throws -> Bool {
        let attributes = try await attributes(key)
        do throws(ObjectError) { try attributes.requireReadable(at: clock.now) } catch { return false }
        return true
    }

    private func end() async -> Int { await RestoreRunner(engine: store.engine, logger: .quiet).runOnce() }

    /// The types of all events but those of writes.
    private func events() throws -> [String] { try rows("SELECT type FROM events WHERE type NOT LIKE 'ObjectCreated%' ORDER BY id") }

    private func rows(_ sql: String) throws -> [String] {
        var (database, statement): (OpaquePointer?, OpaquePointer?)
        #expect(sqlite3_open_v2(store.folder + "/pelton.sqlite3", &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
        defer {
            sqlite3_finalize(statement)
            sqlite3_close(database)
        }
        try #require(sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK)
        var found: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW { found.append(String(cString: sqlite3_column_text(statement, 0))) }
        return found
    }

    @Test func `it ends at the midnight after its days, also over a restart, and is told once`() async throws {
        try await archive("a")
        #expect(try await !isReadable("a"))
        #expect(try await restore("a", days: 2) == false)
        #expect(try await attributes("a").restoredUntil == Timestamp(seconds: 20_003 * 86_400))
        #expect(try events() == ["ObjectRestore:Post", "ObjectRestore:Completed"])
        clock.advance(days: 2, hours: 13)
        #expect(await end() == 0)
        #expect(try await isReadable("a"))
        try store.restart()
        clock.advance(days: 0, hours: 1)
        // Over, whether or not anybody has looked.
        #expect(try await !isReadable("a"))
        #expect(await end() == 1)
        #expect(try await attributes("a").restoredUntil == nil)
        #expect(await end() == 0)
        #expect(try events() == ["ObjectRestore:Post", "ObjectRestore:Completed", "ObjectRestore:Delete"])
        #expect(try rows("SELECT until_ms FROM restores").isEmpty)
    }

    @Test(arguments: [1, 9])
    func `asking again sets the end anew, and nobody is told`(days: Int) async throws {
        try await archive("a", as: "DEEP_ARCHIVE")
        try await restore("a", days: 5)
        #expect(try await restore("a", days: days))
        #expect(try await attributes("a").restoredUntil == Timestamp(seconds: Int64(20_001 + days) * 86_400))
        clock.advance(days: 6)
        #expect(await end() == (days == 1 ? 1 : 0))
        #expect(try await isReadable("a") == (days == 9))
        clock.advance(days: 6)
        #expect(await end() == (days == 1 ? 0 : 1))
        #expect(try events() == ["ObjectRestore:Post", "ObjectRestore:Completed", "ObjectRestore:Delete"])
    }

    @Test func `one that has ended, but was not looked at, is restored anew`() async throws {
        try await archive("a")
        try await restore("a", days: 1)
        clock.advance(days: 3)
        #expect(try await restore("a", days: 1) == false)
        #expect(await end() == 0)
        #expect(try await isReadable("a"))
        #expect(try events().count == 4)
    }

    @Test func `what was deleted or overwritten since has nothing to end`() async throws {
        for key in ["gone", "over", "moved"] {
            try await archive(key)
            try await restore(key, days: 1)
        }
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("gone"), version: nil, stamp: .test))
        try await store.put([3], bucket, "over")
        try await archive("new")
        let before = try events()
        clock.advance(days: 3)
        #expect(await end() == 1)
        #expect(try events() == before + ["ObjectRestore:Delete"])
        #expect(try rows("SELECT until_ms FROM restores").isEmpty)
    }

    @Test func `what is in no archive is not restored`() async throws {
        try await archive("a", as: "GLACIER_IR")
        #expect(try await isReadable("a"))
        let error = await #expect(throws: EngineError.self) { try await restore("a", days: 1) }
        guard case .refused(.notArchived)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(try events().isEmpty)
    }

    @Test func `many end in small steps`() async throws {
        for i in 0..<120 {
            try await archive("\(i)")
            try await restore("\(i)", days: 1)
        }
        clock.advance(days: 3)
        #expect(await end() == 120)
        #expect(try rows("SELECT until_ms FROM restores").isEmpty)
    }

    @Test func `a version has one end at most, and leaves none behind`() async throws {
        try await archive("k")
        for days in [1, 2, 3, 2, 36_500] { try await restore("k", days: days) }
        #expect(try rows("SELECT COUNT(*) FROM restores") == ["1"])
        try await store.put([3], bucket, "k")
        #expect(try rows("SELECT COUNT(*) FROM restores") == ["0"])
    }
}
