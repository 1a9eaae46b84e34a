import CSQLite
import Checksums
import Objects
import Notifications
import Foundation
import ObjectData
import Store
import StoreAreas
import Core
import Synchronization
import Testing

/// Uploads of many parts: no transaction is large, and every reader sees all of an object or nothing.
struct LargeUploadTests {
    /// What a step of `Limits.stepRows` pieces may write: of each its row, its content's twice and its file's among the garbage; and the
    /// rows of as many files that are gone.
    private static let mostRows = 256 * 5 + 50
    private let store: TestStore
    private let steps: StatementSteps
    private let bucket: BucketName

    init() async throws {
        var limits = Limits()
        limits.minimumPartBytes = 1
        let counter = Mutex<StatementSteps?>(nil)
        store = try await TestStore(limits: limits) { folder in counter.withLock { $0 = StatementSteps.watch(folder) } }
        steps = try #require(counter.withLock { $0 })
        bucket = try await store.makeBucket("films")
    }

    private func begin(_ key: String) async throws -> UploadID {
        let id = store.engine.newUploadID()
        try await store.engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: ObjectKey(key), attributes: ObjectAttributes(), checksumAlgorithm: nil,
                checksumIsComposite: false, owner: .none, principal: "AWS:1"))
        return id
    }

    private static func bytes(_ number: Int) -> [UInt8] { Array("\(number),".utf8) }

    private func put(_ numbers: ClosedRange<Int>, _ key: String, _ id: UploadID) async throws -> [NamedPart] {
        try await Self.put(numbers, key, id, bucket, store.engine)
    }

    private static func put(
        _ numbers: ClosedRange<Int>, _ key: String, _ id: UploadID, _ bucket: BucketName, _ engine: ObjectEngine
    ) async throws -> [NamedPart] {
        try await withThrowingTaskGroup(of: NamedPart.self) { group in
            for number in numbers {
                group.addTask {
                    let sink = try await engine.sink(DigestRequest(), announced: nil)
                    try await sink.write(bytes(number))
                    let content = try await sink.finish()
                    _ = try await engine.putPart(
                        bucket: bucket, key: ObjectKey(key), upload: id, number: number, checksum: nil, content)
                    return NamedPart(number: number, etag: content.etag)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.number < $1.number }
        }
    }

    private func complete(_ key: String, _ id: UploadID, _ parts: [NamedPart]) async throws -> WrittenVersion {
        try await store.engine.completeUpload(bucket: bucket, key: ObjectKey(key), id: id, Completion(parts: parts), by: .test)
    }

    private func count(_ table: StaticString) throws -> Int { try store.count(table.description) }

    private func requireConsistent() throws {
        try store.restart {
            let contradictions = try StoreAudit(folder: store.folder).contradictions()
            #expect(contradictions.isEmpty, "\(contradictions)")
        }
    }

    @Test func `completion, overwriting and deletion of many parts write few rows at a time`() async throws {
        let id = try await begin("film")
        let parts = try await put(1...2000, "film", id)
        let most = try await steps.largestTransaction {
            // Every second part stays behind, and goes.
            let named = parts.filter { !$0.number.isMultiple(of: 2) }
            let done = try await complete("film", id, named)
            #expect(try await store.get(bucket, "film") == named.flatMap { Self.bytes($0.number) })
            #expect(try await complete("film", id, named).etag == done.etag)
            try await store.eventually { try count("parts") == 0 }
            #expect(try count("contents") == 1001)
            try await store.put([1], bucket, "film")
            #expect(try await store.get(bucket, "film") == [1])
            try await store.eventually { try count("releases") == 0 }
        }
        #expect(most < Self.mostRows)
        #expect(try count("contents") == 1)
        #expect(try count("extents") == 0)
        try requireConsistent()
    }

    @Test func `an upload of many parts is aborted in steps`() async throws {
        let id = try await begin("film")
        _ = try await put(1...1500, "film", id)
        let most = try await steps.largestTransaction {
            try await store.engine.abortUpload(bucket: bucket, key: ObjectKey("film"), id: id)
            await #expect(throws: EngineError.refused(.noSuchUpload(id))) {
                _ = try await store.engine.openUpload(FindUploadParts(bucket: bucket, key: ObjectKey("film"), id: id, limit: 10))
            }
            try await store.eventually { try count("releases") == 0 }
        }
        #expect(most < Self.mostRows)
        #expect(try count("parts") == 0)
        #expect(try count("contents") == 0)
        try requireConsistent()
    }

    @Test func `many deletes that share a group let go of few pieces at once`() async throws {
        var keys: [ObjectKey] = []
        for i in 0..<20 {
            let id = try await begin("film-\(i)")
            _ = try await complete("film-\(i)", id, try await put(1...100, "film-\(i)", id))
            keys.append(try ObjectKey("film-\(i)"))
        }
        let most = try await steps.largestTransaction {
            _ = await store.engine.delete(keys.map { DeleteObject(bucket: bucket, key: $0, version: nil, stamp: .test) })
            try await store.eventually { try count("contents") == 0 }
        }
        #expect(most < Self.mostRows)
        try requireConsistent()
    }

    @Test func `a bucket with many open uploads goes at once, its uploads in steps`() async throws {
        for i in 0..<400 {
            let id = try await begin("film-\(i)")
            if i < 4 { _ = try await put(1...300, "film-\(i)", id) }
        }
        let most = try await steps.largestTransaction {
            try await store.engine.deleteBucket(bucket)
            _ = try await store.makeBucket(bucket.description)
            let page = try await store.engine.uploads(
                ListUploadPage(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 10))
            #expect(page.entries.isEmpty)
            try await store.eventually { try count("releases") == 0 }
        }
        #expect(most < Self.mostRows)
        #expect(try count("uploads") == 0)
        #expect(try count("parts") == 0)
        #expect(try count("contents") == 0)
        try requireConsistent()
    }

    @Test func `what a restart finds half given back or half made ready is consistent, and goes`() async throws {
        let gone = try await begin("gone")
        _ = try await complete("gone", gone, try await put(1...600, "gone", gone))
        let id = try await begin("film")
        let parts = try await put(1...600, "film", id)
        try await store.eventually { try count("releases") == 0 }
        // Nobody takes the steps from now on, as if the process had ended.
        store.engine.stop()
        let (metadata, key) = (store.metadata, try ObjectKey("film"))
        _ = try await metadata.commit(DeleteObject(bucket: bucket, key: ObjectKey("gone"), version: nil, stamp: .test))
        #expect(try await metadata.commit(ReleaseStep()))
        let found = try await metadata.read(FindUploadParts(bucket: bucket, key: key, id: id, limit: 1000))
        let progress = try await metadata.commit(
            PrepareCompletion(bucket: bucket, key: key, upload: id, revision: found.revision, parts: found.parts, progress: nil))
        #expect(progress?.parts == 256)
        try requireConsistent()
        #expect(try count("releases") == 2)
        store.engine.resumeReclaiming()
        try await store.eventually { try count("releases") == 0 }
        #expect(try count("contents") == 600)
        _ = try await complete("film", id, parts)
        #expect(try await store.get(bucket, "film") == (1...600).flatMap { Self.bytes($0) })
        try await store.eventually { try count("releases") == 0 }
        try requireConsistent()
    }

    @Test(arguments: [3, 600])
    func `a completion is one of the parts that were judged, or judged anew`(number: Int) async throws {
        let (id, key) = (try await begin("film"), try ObjectKey("film"))
        let parts = try await put(1...number, "film", id)
        let found = try await store.metadata.read(FindUploadParts(bucket: bucket, key: key, id: id, limit: 1000))
        func commit() async throws -> WrittenVersion? {
            try await store.metadata.commit(
                CompleteUpload(
                    bucket: bucket, key: key, upload: id, revision: found.revision, parts: found.parts, prepared: nil, etag: "etag-1",
                    checksum: nil, partListHash: [], condition: WriteCondition(), type: .objectCreatedCompleteMultipartUpload, stamp: .test)
            )
        }
        // The same bytes again: another content, but what the client names is there.
        _ = try await put(2...2, "film", id)
        #expect(try await commit() == nil)
        #expect(
            try await store.metadata.commit(
                PrepareCompletion(bucket: bucket, key: key, upload: id, revision: found.revision, parts: found.parts, progress: nil)) == nil
        )
        let done = try await complete("film", id, parts)
        #expect(done.etag.hasSuffix("-\(number)"))
        #expect(try await store.get(bucket, "film") == (1...number).flatMap { Self.bytes($0) })
        await #expect(throws: ObjectError.refused(.noSuchUpload(id))) { try await commit() }
    }

    @Test func `equal completions at once all answer the same`() async throws {
        let (engine, bucket) = (store.engine, bucket)
        for round in 0..<30 {
            let key = "film-\(round)"
            let id = try await begin(key)
            let parts = try await put(1...2, key, id)
            let etags = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await engine.completeUpload(
                            bucket: bucket, key: ObjectKey(key), id: id, Completion(parts: parts), by: .test
                        ).etag
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(etags.count == 1)
        }
    }

    @Test func `parts put again and again while an upload is completed give one whole`() async throws {
        let (engine, bucket) = (store.engine, bucket)
        for round in 0..<10 {
            let key = "film-\(round)"
            let id = try await begin(key)
            let parts = try await put(1...300, key, id)
            let again = Task {
                for _ in 0..<20 {
                    do { _ = try await Self.put(7...7, key, id, bucket, engine) } catch EngineError.refused(.noSuchUpload) { return }
                }
            }
            // Whoever loses each of its attempts to a part is told to try again.
            do { _ = try await complete(key, id, parts) } catch EngineError.busy {}
            try await again.value
            _ = try await complete(key, id, parts)
            #expect(try await store.get(bucket, key) == (1...300).flatMap { Self.bytes($0) })
        }
        try await store.eventually { try count("releases") == 0 }
        try requireConsistent()
    }
}

extension TestStore {
    /// Rows of a table, by another connection.
    func count(_ table: String) throws -> Int {
        var database: OpaquePointer?
        try #require(sqlite3_open_v2(folder + "/pelton.sqlite3", &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
        defer { sqlite3_close(database) }
        sqlite3_busy_timeout(database, 10_000)
        var statement: OpaquePointer?
        try #require(sqlite3_prepare_v2(database, "SELECT COUNT(*) FROM \(table)", -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        try #require(sqlite3_step(statement) == SQLITE_ROW)
        return Int(sqlite3_column_int64(statement, 0))
    }
}
