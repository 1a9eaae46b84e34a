import CSQLite
import Objects
import Notifications
import Foundation
import Logging
import ObjectData
import Store
import Core
import Testing

struct ObjectTests {
    @Test(arguments: [0, 1, 65_536, 65_537, 1 << 20, (1 << 20) + 1, (3 << 20) + 17])
    func `what was put is what is read, whatever its size and place`(size: Int) async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let body = pattern(size)
        let written = try await store.put(body, bucket, "a")
        #expect(written.size == Int64(size))
        #expect(try await store.get(bucket, "a") == body)
    }

    @Test(arguments: [0..<1, 0..<100_000, 1_048_570..<1_048_590, 2_000_000..<3_145_745, 3_145_744..<3_145_745] as [Range<Int64>])
    func `a range reads only its bytes`(range: Range<Int64>) async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let body = pattern((3 << 20) + 17)
        try await store.put(body, bucket, "a")
        #expect(try await store.get(bucket, "a", range: range) == Array(body[Int(range.lowerBound)..<Int(range.upperBound)]))
    }

    @Test func `a reader keeps the version it opened while it is overwritten and deleted`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let old = pattern(3 << 20, seed: 1)
        try await store.put(old, bucket, "a")
        let reader = try await store.engine.open(bucket: bucket, key: ObjectKey("a"))
        try await store.put(pattern(2 << 20, seed: 2), bucket, "a")
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("a"), version: nil, stamp: .test))
        #expect(try await store.bytes(of: reader) == old)
    }

    @Test func `If-None-Match lets exactly one of many concurrent writers win`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let engine = store.engine
        let wins = await withTaskGroup(of: Bool.self) { group in
            for i in 0..<100 {
                group.addTask {
                    (try? await engine.put([UInt8(i)], bucket, "a", condition: WriteCondition(mustBeAbsent: true))) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test func `a body that is given up leaves no file`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        await #expect(throws: EngineError.refused(.preconditionFailed(condition: "If-Match"))) {
            try await store.put([1], bucket, "a")
            try await store.put(pattern(2 << 20), bucket, "a", condition: WriteCondition(etag: "0"))
        }
        store.stop()
        #expect(store.blobFiles.isEmpty)
    }

    @Test func `an object that is overwritten gives its file back`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(2 << 20), bucket, "a")
        #expect(store.blobFiles.count == 1)
        try await store.put([1], bucket, "a")
        store.stop()
        #expect(store.blobFiles.isEmpty)
    }

    @Test func `a restart finds all that was answered, and removes what nobody names`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let large = pattern(2 << 20)
        try await store.put(large, bucket, "large")
        try await store.put([1, 2], bucket, "small")
        let orphan = store.folder + "/blobs/00/00000000" + "00000000000000" + "00"
        #expect(FileManager.default.createFile(atPath: orphan, contents: Data([1])))
        try store.restart()
        #expect(await OrphanCollector(engine: store.engine, logger: .quiet).run(restMilliseconds: 0) == 1)
        #expect(store.blobFiles.count == 1)
        #expect(try await store.get(bucket, "large") == large)
        #expect(try await store.get(bucket, "small") == [1, 2])
    }

    @Test func `damaged bytes are refused and never served`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(2 << 20), bucket, "a")
        let path = store.folder + "/blobs/" + (try #require(store.blobFiles.first))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seek(toOffset: 1_500_000)
        try file.write(contentsOf: Data([0, 1, 2, 3]))
        try file.close()
        let damaged = EngineError.damaged(try ObjectKey("a"))
        await #expect(throws: damaged) { try await store.get(bucket, "a") }
        await #expect(throws: damaged) { try await store.engine.head(bucket: bucket, key: ObjectKey("a")) }
    }

    @Test func `a copy shares the bytes, and survives its source`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let body = pattern(2 << 20)
        let source = try await store.put(body, bucket, "a")
        let copy = try await store.engine.copy(
            CopyObject(
                sourceBucket: bucket, sourceKey: ObjectKey("a"), sourceVersion: nil, sourceCondition: CopySourceCondition(), bucket: bucket,
                key: ObjectKey("b"), attributes: ObjectAttributes(), replacesMetadata: false, replacesTags: false,
                condition: WriteCondition(),
                type: .objectCreatedCopy, stamp: .test))
        #expect(copy.etag == source.etag)
        #expect(store.blobFiles.count == 1)
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("a"), version: nil, stamp: .test))
        #expect(try await store.get(bucket, "b") == body)
    }

    @Test func `a content that is shorter than its version says is damaged, not read past its end`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(10), bucket, "a")
        try store.restart {
            var database: OpaquePointer?
            #expect(sqlite3_open(store.folder + "/pelton.sqlite3", &database) == SQLITE_OK)
            defer { sqlite3_close(database) }
            #expect(sqlite3_exec(database, "UPDATE versions SET size = 20", nil, nil, nil) == SQLITE_OK)
        }
        let reader = try await store.engine.open(bucket: bucket, key: ObjectKey("a"))
        await #expect(throws: EngineError.damaged(try ObjectKey("a"))) { try await reader.next() }
    }
}
