import Objects
import ObjectData
import StoreAreas
import Store
import Core
import Testing

struct CommitterTests {
    @Test func `what is over the queue's bound is refused, and what was taken is committed`() async throws {
        var limits = Limits()
        limits.commitQueue = 4
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        let engine = store.engine
        let kept = await withTaskGroup(of: Int?.self) { group in
            for i in 0..<400 {
                group.addTask {
                    do {
                        _ = try await engine.put([UInt8(i % 256)], bucket, "k\(i)", condition: WriteCondition())
                        return i
                    } catch EngineError.failed(.busy) { return nil } catch {
                        Issue.record(error)
                        return nil
                    }
                }
            }
            return await group.reduce(into: [Int]()) { kept, i in if let i { kept.append(i) } }
        }
        #expect(!kept.isEmpty)
        for i in kept { #expect(try await store.get(bucket, "k\(i)") == [UInt8(i % 256)]) }
    }

    @Test func `a large write ends while small ones come without end`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let engine = store.engine
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask {
                    var i = 0
                    while !Task.isCancelled {
                        i += 1
                        _ = try? await engine.put([1], bucket, "s\(writer)-\(i % 50)", condition: WriteCondition())
                    }
                }
            }
            _ = try await engine.put(pattern(8 << 20), bucket, "large", condition: WriteCondition())
            group.cancelAll()
        }
        #expect(try await store.get(bucket, "large") == pattern(8 << 20))
    }

    @Test func `an operation of a group that fails fails alone`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        try await store.put([0], bucket, "there")
        let engine = store.engine
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for i in 0..<60 {
                let key = i.isMultiple(of: 3) ? "there" : "k\(i)"
                group.addTask {
                    (i, (try? await engine.put([UInt8(i)], bucket, key, condition: WriteCondition(mustBeAbsent: true))) != nil)
                }
            }
            return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        }
        for (i, isWritten) in outcomes { #expect(isWritten == !i.isMultiple(of: 3)) }
        #expect(try await store.get(bucket, "there") == [0])
    }

    @Test func `a sequence never falls, however few buckets the committer keeps in memory`() async throws {
        var limits = Limits()
        limits.bucketCacheBytes = 1
        let store = try await TestStore(limits: limits)
        var buckets: [BucketName] = []
        for i in 0..<4 {
            buckets.append(try await store.makeBucket("photos-\(i)"))
            try await store.put([0], buckets[i], "there")
        }
        let (engine, all) = (store.engine, buckets)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for i in 0..<200 {
                group.addTask { _ = try await engine.put([1], all[0], "k\(i)", condition: WriteCondition()) }
                // Those that fail are undone, with all that they wrote.
                group.addTask { _ = try? await engine.put([2], all[i % 3 + 1], "there", condition: WriteCondition(mustBeAbsent: true)) }
            }
            try await group.waitForAll()
        }
        try store.restart {
            let contradictions = try StoreAudit(folder: store.folder).contradictions()
            #expect(contradictions.isEmpty, "\(contradictions)")
        }
        let page = try await store.engine.list(
            ListVersions(bucket: all[0], prefix: [], delimiter: [], position: .start, limit: 1000))
        var sequences: Set<UInt64> = []
        for case .version(let version) in page.entries {
            let found = try await store.engine.head(bucket: all[0], key: version.key)
            #expect(sequences.insert(found.version.sequence).inserted)
        }
        #expect(sequences.count == 201)
    }

    @Test func `a bucket that is made again behind a clock that was set back goes on with higher sequences`() async throws {
        let clock = SteppedClock()
        let store = try await TestStore(clock: clock)
        var last: UInt64 = 0
        for _ in 0..<2 {
            let bucket = try await store.makeBucket("photos")
            let sequence = try await store.put([1], bucket, "a").sequence
            #expect(sequence > last)
            last = sequence
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("a"), version: nil, stamp: .test))
            try await store.engine.deleteBucket(bucket)
            clock.advance(milliseconds: 1)
            clock.step(milliseconds: -86_400_000)
        }
    }
}
