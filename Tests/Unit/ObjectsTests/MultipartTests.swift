import Checksums
import Objects
import ObjectData
import Store
import Core
import Synchronization
import Testing

struct MultipartTests {
    /// 5 MiB, as small as a part may be.
    private static let partBytes = 5 << 20

    private func begin(_ store: TestStore, _ bucket: BucketName, checksum: String? = nil, composite: Bool = false) async throws -> UploadID
    {
        let id = store.engine.newUploadID()
        try await store.engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: ObjectKey("film"), attributes: ObjectAttributes(), checksumAlgorithm: checksum,
                checksumIsComposite: composite, owner: .none, principal: "AWS:1"))
        return id
    }

    private func part(
        _ bytes: [UInt8], _ number: Int, _ id: UploadID, _ store: TestStore, _ bucket: BucketName, checksum: ChecksumAlgorithm? = nil
    ) async throws -> NamedPart {
        let sink = try await store.engine.sink(DigestRequest(checksum: checksum), announced: nil)
        try await sink.write(bytes)
        let content = try await sink.finish()
        let stored = checksum.map { StoredChecksum(algorithm: $0.rawValue, value: Base64.encode(content.checksum ?? [])) }
        _ = try await store.engine.putPart(bucket: bucket, key: ObjectKey("film"), upload: id, number: number, checksum: stored, content)
        return NamedPart(number: number, etag: content.etag, checksum: stored)
    }

    @Test func `the parts in order are the object, and the same list again answers the same`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("films")
        let id = try await begin(store, bucket)
        let (first, last) = (pattern(Self.partBytes, seed: 1), pattern(100, seed: 2))
        let parts = [try await part(first, 1, id, store, bucket), try await part(last, 7, id, store, bucket)]
        let done = try await store.engine.completeUpload(
            bucket: bucket, key: ObjectKey("film"), id: id, Completion(parts: parts), by: .test)
        #expect(done.etag.hasSuffix("-2"))
        #expect(try await store.get(bucket, "film") == first + last)
        let middle = Int64(Self.partBytes - 10)..<Int64(Self.partBytes + 10)
        #expect(
            try await store.get(bucket, "film", range: middle) == Array((first + last)[Int(middle.lowerBound)..<Int(middle.upperBound)]))
        let again = try await store.engine.completeUpload(
            bucket: bucket, key: ObjectKey("film"), id: id, Completion(parts: parts), by: .test)
        #expect(again.etag == done.etag)
    }

    @Test func `a list with a part that is too small, wrong or out of order is refused`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("films")
        let id = try await begin(store, bucket)
        let small = try await part([1], 1, id, store, bucket)
        let last = try await part([2], 2, id, store, bucket)
        func complete(_ parts: [NamedPart]) async throws {
            _ = try await store.engine.completeUpload(bucket: bucket, key: ObjectKey("film"), id: id, Completion(parts: parts), by: .test)
        }
        await #expect(throws: EngineError.refused(.partTooSmall(number: 1, size: 1, etag: small.etag))) {
            try await complete([small, last])
        }
        await #expect(throws: EngineError.invalidPartOrder) { try await complete([last, small]) }
        await #expect(throws: EngineError.refused(.invalidPart(number: 2))) {
            try await complete([NamedPart(number: 2, etag: small.etag)])
        }
        await #expect(throws: EngineError.refused(.invalidPart(number: 3))) {
            try await complete([NamedPart(number: 3, etag: small.etag)])
        }
    }

    @Test(arguments: [ChecksumAlgorithm.crc32, .crc32c, .crc64nvme])
    func `a full-object checksum is that of all the bytes`(algorithm: ChecksumAlgorithm) async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("films")
        let id = try await begin(store, bucket, checksum: algorithm.rawValue)
        let (first, last) = (pattern(Self.partBytes, seed: 3), pattern(77, seed: 4))
        let parts = [
            try await part(first, 1, id, store, bucket, checksum: algorithm),
            try await part(last, 2, id, store, bucket, checksum: algorithm),
        ]
        let done = try await store.engine.completeUpload(
            bucket: bucket, key: ObjectKey("film"), id: id, Completion(parts: parts), by: .test)
        var hasher = ChecksumHasher(algorithm)
        (first + last).withUnsafeBytes { hasher.update($0) }
        #expect(done.checksum == StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode(hasher.finalize())))
    }

    @Test func `a delete while uploads are open is known as long as one of them is, also behind a restart`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("films")
        let key = try ObjectKey("film")
        try await store.put([1], bucket, "film")
        let uploads = [try await begin(store, bucket), try await begin(store, bucket)]
        var parts: [NamedPart] = []
        for upload in uploads { parts.append(try await part([1], 1, upload, store, bucket)) }
        for _ in 0..<2 {
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: key, version: nil, stamp: .test))
            try await store.put([1], bucket, "film")
        }
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: key, version: nil, stamp: .test))
        #expect(try store.count("deleted_keys") == 1)
        try store.restart()
        let absent = Completion(parts: [parts[0]], condition: WriteCondition(mustBeAbsent: true))
        await #expect(throws: EngineError.refused(.conditionOvertaken(condition: "If-None-Match", key))) {
            try await store.engine.completeUpload(bucket: bucket, key: key, id: uploads[0], absent, by: .test)
        }
        try await store.engine.abortUpload(bucket: bucket, key: key, id: uploads[0])
        #expect(try store.count("deleted_keys") == 1)
        _ = try await store.engine.completeUpload(bucket: bucket, key: key, id: uploads[1], Completion(parts: [parts[1]]), by: .test)
        #expect(try store.count("deleted_keys") == 0)
    }

    @Test func `a delete costs the same however many uploads of its key are open`() async throws {
        let counter = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in counter.withLock { $0 = StatementSteps.watch(folder) } }
        let steps = try #require(counter.withLock { $0 })
        let bucket = try await store.makeBucket("films")
        var costs: [Int] = []
        for more in [2, 300] {
            for _ in 0..<more { _ = try await begin(store, bucket) }
            // What goes on behind the work only adds to it.
            var least = Int.max
            for _ in 0..<5 {
                try await store.put([1], bucket, "film")
                let delete = DeleteObject(bucket: bucket, key: try ObjectKey("film"), version: nil, stamp: .test)
                least = min(least, try await steps.of { _ = try await store.engine.delete(delete) })
            }
            costs.append(least)
        }
        // Less than a step for ten uploads more.
        #expect(costs[1] - costs[0] < 30)
        #expect(try store.count("deleted_keys") == 1)
    }

    @Test func `what is known of deleted keys goes with their bucket`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("films")
        try await store.put([1], bucket, "film")
        for _ in 0..<3 { _ = try await begin(store, bucket) }
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("film"), version: nil, stamp: .test))
        #expect(try store.count("deleted_keys") == 1)
        try await store.engine.deleteBucket(bucket)
        try await store.eventually { try store.count("deleted_keys") == 0 }
    }

    @Test func `an upload that is aborted takes its parts with it`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("films")
        let id = try await begin(store, bucket)
        _ = try await part(pattern(Self.partBytes), 1, id, store, bucket)
        try await store.engine.abortUpload(bucket: bucket, key: ObjectKey("film"), id: id)
        await #expect(throws: EngineError.refused(.noSuchUpload(id))) {
            try await store.engine.abortUpload(bucket: bucket, key: ObjectKey("film"), id: id)
        }
        store.stop()
        #expect(store.blobFiles.isEmpty)
    }
}
