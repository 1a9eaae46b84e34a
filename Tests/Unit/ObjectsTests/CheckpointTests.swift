import CSQLite
import Objects
import Foundation
import ObjectData
import Store
import Core
import Testing

struct CheckpointTests {
    private static func limits(walBytes: Int64 = 64 << 20) -> Limits {
        var limits = Limits()
        limits.checkpointBytes = 256 << 10
        limits.largeWALBytes = 1 << 20
        limits.walBytes = walBytes
        return limits
    }

    @Test func `the WAL is begun anew, however much is written and read`() async throws {
        let store = try await TestStore(limits: Self.limits())
        let bucket = try await store.makeBucket("photos")
        let engine = store.engine
        let reading = Task {
            while !Task.isCancelled {
                _ = try? await engine.list(ListObjects(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 1000))
            }
        }
        for i in 0..<600 { try await store.put(pattern(8000, seed: UInt64(i)), bucket, "k\(i)") }
        reading.cancel()
        await reading.value
        #expect(try store.size("pelton.sqlite3-wal") < 4 << 20)
        #expect(try store.size("pelton.sqlite3") > 4 << 20)
    }

    @Test func `an idle server has moved all of its WAL`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(60_000), bucket, "a")
        try await store.eventually { try store.size("pelton.sqlite3") > 60_000 }
    }

    /// It was waited for, 10 s after each group.
    @Test func `a reader that does not end stops no writer, and checkpoints are tried only as the WAL grows`() async throws {
        let limits = Self.limits()
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        let snapshot = try HeldSnapshot(store)
        let before = store.metadata.checkpoints
        for i in 0..<400 { try await store.put(pattern(8000, seed: UInt64(i)), bucket, "k\(i)") }
        let length = try store.size("pelton.sqlite3-wal")
        #expect(length > 4 << 20)
        // One for each growth, and some while nothing was written: on a busy machine there are pauses. It was 400.
        #expect(store.metadata.checkpoints - before <= length / Int(limits.checkpointBytes) + 50)
        snapshot.end()
        for i in 0..<100 { try await store.put(pattern(8000, seed: UInt64(i)), bucket, "k\(i)") }
        #expect(try store.size("pelton.sqlite3-wal") <= length + 1 << 20)
    }

    @Test func `a WAL that readers make too large lets nothing in until they end`() async throws {
        let store = try await TestStore(limits: Self.limits(walBytes: 2 << 20))
        let bucket = try await store.makeBucket("photos")
        let snapshot = try HeldSnapshot(store)
        var written = 0
        await #expect(throws: EngineError.failed(.busy)) {
            for i in 0..<2000 {
                try await store.put(pattern(8000, seed: UInt64(i)), bucket, "k\(i)")
                written += 1
            }
        }
        #expect(try store.size("pelton.sqlite3-wal") < 3 << 20)
        for i in 0..<written { #expect(try await store.get(bucket, "k\(i)") == pattern(8000, seed: UInt64(i))) }
        snapshot.end()
        try await store.eventually {
            do { try await store.put([1], bucket, "again") } catch EngineError.failed(.busy) { return false }
            return true
        }
    }

    @Test func `a read that holds its snapshot too long is ended, and the next one is answered`() async throws {
        var limits = Limits()
        limits.snapshotMilliseconds = 0
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        for i in 0..<500 { try await store.put([1], bucket, "k\(i)") }
        let list = { (limit: Int) in
            try await store.engine.list(ListObjects(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: limit)).entries
                .count
        }
        // As many as there are reader threads, and more: each goes on.
        for _ in 0..<6 {
            await #expect(throws: EngineError.failed(.busy)) { _ = try await list(1000) }
            #expect(try await list(1) == 1)
        }
    }
}

/// A snapshot of somebody else, which nothing ends.
private final class HeldSnapshot {
    private var database: OpaquePointer?

    init(_ store: TestStore) throws {
        try #require(sqlite3_open(store.folder + "/pelton.sqlite3", &database) == SQLITE_OK)
        try #require(sqlite3_exec(database, "BEGIN; SELECT COUNT(*) FROM versions;", nil, nil, nil) == SQLITE_OK)
    }

    func end() {
        sqlite3_close(database)
        database = nil
    }

    deinit { end() }
}

extension TestStore {
    fileprivate func size(_ name: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.size] as? Int ?? 0
    }
}
