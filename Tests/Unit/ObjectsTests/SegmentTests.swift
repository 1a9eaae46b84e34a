import Blobs
import Objects
import Foundation
import ObjectData
import Store
import Core
import Synchronization
import Testing

/// Small blobs, all of which go to segments here.
struct SegmentTests {
    private static func store(segmentBytes: Int64 = 128 << 20) async throws -> TestStore {
        var limits = Limits()
        limits.inlineGroupBytes = 0
        limits.tinyBytes = 0
        limits.segmentBytes = segmentBytes
        return try await TestStore(limits: limits)
    }

    @Test(arguments: [1, 4096, 65_536])
    func `what was put is what is read, also after a restart`(size: Int) async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(size, seed: 1), bucket, "a")
        try await store.put(pattern(size, seed: 2), bucket, "b")
        #expect(try await store.get(bucket, "a") == pattern(size, seed: 1))
        try store.restart()
        try await store.put(pattern(size, seed: 3), bucket, "c")
        #expect(try await store.get(bucket, "a") == pattern(size, seed: 1))
        #expect(try await store.get(bucket, "b") == pattern(size, seed: 2))
        #expect(try await store.get(bucket, "c") == pattern(size, seed: 3))
        #expect(store.segmentFiles == ["1.seg"])
    }

    @Test func `a record can be read without the database`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(100), bucket, "a")
        let bytes = try #require(FileManager.default.contents(atPath: store.folder + "/segments/1.seg"))
        let record = try #require(SegmentRecord(header: Array(bytes.prefix(SegmentRecord.headerBytes))))
        #expect(record.length == 100)
        #expect(Array(bytes.dropFirst(SegmentRecord.headerBytes)) == pattern(100))
    }

    @Test func `what a crash left behind the last record is cut off`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(100, seed: 1), bucket, "a")
        let path = store.folder + "/segments/1.seg"
        try store.restart {
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data(repeating: 7, count: 5000))
            try file.close()
        }
        try await store.put(pattern(50, seed: 2), bucket, "b")
        #expect(try await store.get(bucket, "a") == pattern(100, seed: 1))
        #expect(try await store.get(bucket, "b") == pattern(50, seed: 2))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == 150 + 2 * SegmentRecord.headerBytes)
    }

    @Test func `a mutation that fails leaves nothing in the segment`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(100), bucket, "a")
        await #expect(throws: EngineError.refused(.preconditionFailed(condition: "If-None-Match"))) {
            try await store.put(pattern(5000), bucket, "a", condition: WriteCondition(mustBeAbsent: true))
        }
        #expect(try store.metadata.segments.size(of: 1) == 100 + Int64(SegmentRecord.headerBytes))
    }

    @Test func `dead neighbours are given back together, living ones stay`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        for i in 0..<40 { try await store.put(pattern(3000, seed: UInt64(i)), bucket, "k\(i)") }
        let before = store.allocatedBytes("segments/1.seg")
        for i in 1..<39 where i != 20 {
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("k\(i)"), version: nil, stamp: .test))
        }
        try await store.eventually { try await store.metadata.read(ListGarbage(limit: 1)).isEmpty }
        // Four blocks at most hold what lives; each neighbourhood may keep one more at either end.
        #expect(before >= 40 * 3000)
        #expect(store.allocatedBytes("segments/1.seg") <= 8 * 4096)
        for i in [0, 20, 39] { #expect(try await store.get(bucket, "k\(i)") == pattern(3000, seed: UInt64(i))) }
    }

    @Test func `what does not wait in memory to be given back is found again`() async throws {
        var limits = Limits()
        limits.inlineGroupBytes = 0
        limits.tinyBytes = 0
        limits.deadRecords = 4
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        for i in 0..<300 { try await store.put(pattern(100, seed: UInt64(i)), bucket, "k\(i)") }
        let deletes = try (0..<300).map { DeleteObject(bucket: bucket, key: try ObjectKey("k\($0)"), version: nil, stamp: .test) }
        _ = await store.engine.delete(deletes)
        try await store.eventually { try await store.metadata.read(ListGarbage(limit: 1)).isEmpty }
    }

    @Test func `spans between dead records cost by the records that are asked for`() async throws {
        var costs: [Int] = []
        for waiting in [600, 2400] {
            let counter = Mutex<StatementSteps?>(nil)
            var limits = Limits()
            limits.inlineGroupBytes = 0
            limits.tinyBytes = 0
            let store = try await TestStore(limits: limits) { folder in counter.withLock { $0 = StatementSteps.watch(folder) } }
            let steps = try #require(counter.withLock { $0 })
            let bucket = try await store.makeBucket("photos")
            let engine = store.engine
            try await withThrowingTaskGroup(of: Void.self) { group in
                for i in 0...waiting { group.addTask { _ = try await engine.put([1], bucket, "k\(i)", condition: WriteCondition()) } }
                try await group.waitForAll()
            }
            // Nobody gives anything back from now on.
            engine.stop()
            let keys = try (0...waiting).map { try ObjectKey("k\($0)") }
            for key in keys { _ = try await store.metadata.commit(DeleteObject(bucket: bucket, key: key, version: nil, stamp: .test)) }
            let places = try await store.metadata.read(ListGarbage(limit: 300))
            let dead = places.compactMap { if case .record(let range) = $0 { range } else { nil } }
            var spans: [Range<Int64>] = []
            costs.append(
                try await steps.of { spans = try await store.metadata.read(FindFreeSpans(dead: Array(dead.dropLast(44)))).map(\.span) })
            #expect(dead.count == 300)
            #expect(spans == [0..<dead[256].start])
            let apart = try await store.metadata.read(FindFreeSpans(dead: [dead[9], dead[3], dead[4]])).map(\.span)
            #expect(apart == [dead[3].start..<dead[5].start, dead[9].start..<dead[10].start])
        }
        #expect(costs[0] == costs[1])
        #expect(costs[0] < 256 * 20)
    }

    @Test func `a segment without a living record goes, but for the one that is written`() async throws {
        let store = try await Self.store(segmentBytes: 10_000)
        let bucket = try await store.makeBucket("photos")
        for i in 0..<12 { try await store.put(pattern(3000, seed: UInt64(i)), bucket, "k\(i)") }
        #expect(store.segmentFiles.count == 3)
        for i in 0..<12 {
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("k\(i)"), version: nil, stamp: .test))
        }
        try await store.put(pattern(3000), bucket, "last")
        try await store.eventually { store.segmentFiles.count == 1 }
        #expect(try await store.get(bucket, "last") == pattern(3000))
    }

    @Test func `a reader keeps a record that was deleted`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(60_000, seed: 1), bucket, "a")
        try await store.put(pattern(10, seed: 2), bucket, "b")
        let reader = try await store.engine.open(bucket: bucket, key: ObjectKey("a"))
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("a"), version: nil, stamp: .test))
        try await store.put([1], bucket, "c")
        #expect(try await store.bytes(of: reader) == pattern(60_000, seed: 1))
    }

    @Test func `a damaged record is never served`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(100), bucket, "a")
        let file = try #require(FileHandle(forWritingAtPath: store.folder + "/segments/1.seg"))
        try file.seek(toOffset: 50)
        try file.write(contentsOf: Data([0, 1, 2]))
        let reader = try await store.engine.open(bucket: bucket, key: ObjectKey("a"))
        await #expect(throws: EngineError.damaged(try ObjectKey("a"))) { try await reader.next() }
    }

    @Test func `many writers at once share a segment`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        let engine = store.engine
        await withTaskGroup(of: Void.self) { group in
            for i in 0..<200 {
                group.addTask { _ = try? await engine.put(pattern(i * 37, seed: UInt64(i)), bucket, "k\(i)", condition: WriteCondition()) }
            }
        }
        for i in 0..<200 { #expect(try await store.get(bucket, "k\(i)") == pattern(i * 37, seed: UInt64(i))) }
    }
}
