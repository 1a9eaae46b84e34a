import Engine
import Foundation
import Metadata
import PeltonCore
import Testing

struct CheckpointTests {
    @Test func `the WAL is begun anew, however much is written and read`() async throws {
        var limits = Limits()
        limits.checkpointBytes = 256 << 10
        limits.largeWALBytes = 1 << 20
        let store = try await TestStore(limits: limits)
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
}

extension TestStore {
    fileprivate func size(_ name: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.size] as? Int ?? 0
    }
}
