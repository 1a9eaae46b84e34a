import Checksums
import Objects
import Notifications
import Foundation
import ObjectData
import StoreAreas
import Store
import Core
import Testing

/// Copies whose ETag or checksum are not their source's: the bytes are read once for them, and stay where they are.
struct CopyTests {
    private static let bodies = [pattern(5000, seed: 1), pattern(70_000, seed: 2), pattern(10, seed: 3)]
    private static var whole: [UInt8] { bodies.flatMap { $0 } }
    private static let etag = Hex.encode(MD5Hasher.hash(whole))

    private let store: TestStore
    private let bucket: BucketName

    /// With `film`, made of a part in each place that there is.
    init() async throws {
        var limits = Limits()
        limits.minimumPartBytes = 1
        store = try await TestStore(limits: limits)
        bucket = try await store.makeBucket("films")
        try await put("film")
    }

    private func put(_ key: String, _ bodies: [[UInt8]] = bodies, checksum: ChecksumAlgorithm? = nil) async throws {
        let (id, key) = (store.engine.newUploadID(), try ObjectKey(key))
        try await store.engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: key, attributes: ObjectAttributes(), checksumAlgorithm: checksum?.rawValue,
                checksumIsComposite: checksum != nil, owner: .none, principal: "AWS:1"))
        var parts: [NamedPart] = []
        for (i, body) in bodies.enumerated() {
            let sink = try await store.engine.sink(
                DigestRequest(checksum: checksum, ownChecksum: checksum == nil), announced: Int64(body.count))
            try await sink.write(body)
            let content = try await sink.finish()
            let stored = checksum.map { StoredChecksum(algorithm: $0.rawValue, value: Base64.encode(content.checksum ?? [])) }
            _ = try await store.engine.putPart(bucket: bucket, key: key, upload: id, number: i + 1, checksum: stored, content)
            parts.append(NamedPart(number: i + 1, etag: content.etag, checksum: stored))
        }
        _ = try await store.engine.completeUpload(bucket: bucket, key: key, id: id, Completion(parts: parts), by: .test)
    }

    private func copy(_ source: String, to key: String) throws -> CopyObject {
        CopyObject(
            sourceBucket: bucket, sourceKey: try ObjectKey(source), sourceVersion: nil, sourceCondition: CopySourceCondition(),
            bucket: bucket, key: try ObjectKey(key), attributes: ObjectAttributes(), replacesMetadata: true, replacesTags: false,
            condition: WriteCondition(), type: .objectCreatedCopy, stamp: .test)
    }

    private func checksum(_ algorithm: ChecksumAlgorithm, _ bytes: [UInt8] = whole) -> StoredChecksum {
        StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode(ChecksumHasher.hash(bytes, algorithm)))
    }

    private func requireAbsent(_ key: String) async throws {
        await #expect(throws: EngineError.refused(.noSuchKey(try ObjectKey(key)))) {
            try await store.engine.head(bucket: bucket, key: ObjectKey(key))
        }
    }

    @Test func `a copy of many parts is one object, and shares their bytes`() async throws {
        let files = store.blobFiles.sorted()
        let copied = try await store.engine.copy(copy("film", to: "copy"))
        #expect((copied.etag, copied.checksum) == (Self.etag, checksum(.crc64nvme)))
        #expect(store.blobFiles.sorted() == files)
        let found = try await store.engine.head(bucket: bucket, key: ObjectKey("copy")).version
        let source = try await store.engine.head(bucket: bucket, key: ObjectKey("film")).version
        #expect((found.etag, found.partCount, found.content) == (Self.etag, 0, source.content))
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("film"), version: nil, stamp: .test))
        #expect(try await store.get(bucket, "copy") == Self.whole)
        // A copy of the copy has all it needs.
        #expect(try await store.engine.copy(copy("copy", to: "again")).etag == Self.etag)
        try store.restart {
            let contradictions = try StoreAudit(folder: store.folder).contradictions()
            #expect(contradictions.isEmpty, "\(contradictions)")
        }
    }

    @Test func `another checksum is taken of the bytes, which stay where they are`() async throws {
        try await store.put(Self.whole, bucket, "single")
        let files = store.blobFiles.count
        for source in ["film", "single"] {
            for algorithm in [ChecksumAlgorithm.sha256, .crc32] {
                var asked = try copy(source, to: "copy")
                asked.checksumAlgorithm = algorithm.rawValue
                let copied = try await store.engine.copy(asked)
                #expect((copied.etag, copied.checksum) == (Self.etag, checksum(algorithm)))
            }
        }
        #expect(store.blobFiles.count == files)
    }

    @Test func `a composite checksum becomes one of the whole`() async throws {
        try await put("checked", checksum: .sha1)
        #expect(try await store.engine.copy(copy("checked", to: "copy")).checksum == checksum(.sha1))
    }

    @Test func `what was read of another source counts for nothing`() async throws {
        var stale = try copy("film", to: "copy")
        stale.digests = CopyObject.Digests(content: ContentID(999), etag: "0", checksum: checksum(.crc64nvme, [1]))
        let copied = try await store.engine.copy(stale)
        #expect((copied.etag, copied.checksum) == (Self.etag, checksum(.crc64nvme)))
        // The source's own, where that will do.
        try await store.put([1], bucket, "film")
        #expect(try await store.engine.copy(stale).etag == Hex.encode(MD5Hasher.hash([1])))
    }

    @Test func `a source that is deleted meanwhile is not copied`() async throws {
        let source = try await store.engine.head(bucket: bucket, key: ObjectKey("film")).version
        var read = try copy("film", to: "copy")
        read.digests = CopyObject.Digests(content: try #require(source.content), etag: Self.etag, checksum: checksum(.crc64nvme))
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("film"), version: nil, stamp: .test))
        await #expect(throws: EngineError.refused(.noSuchCopySource(bucket: bucket, key: try ObjectKey("film")))) {
            try await store.engine.copy(read)
        }
        try await requireAbsent("copy")
    }

    @Test func `a source that is damaged is not copied`() async throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: store.folder + "/blobs/" + #require(store.blobFiles.first)))
        try file.seek(toOffset: 100)
        try file.write(contentsOf: Data([0xFF, 0x00, 0xFF]))
        try file.close()
        await #expect(throws: EngineError.damaged(try ObjectKey("film"))) { try await store.engine.copy(copy("film", to: "copy")) }
        try await requireAbsent("copy")
    }
}
