import Objects
import Notifications
import Foundation
import ObjectData
import Core
import ContentEncryption
import Testing

/// Contents that lie encrypted: in rows, in segments and in files.
struct SealedContentTests {
    private static let wrap = KeyEncryptionKey(key: pattern(32, seed: 99), name: "test", isForMany: true)
    private static let seal = EnvelopeEncryption(wrap: wrap, hidesMD5: false)

    private static func store() async throws -> TestStore {
        var limits = Limits()
        limits.minimumPartBytes = 1
        limits.tinyBytes = 100
        limits.inlineGroupBytes = 1000
        return try await TestStore(limits: limits)
    }

    @discardableResult
    private func put(
        _ bytes: [UInt8], _ store: TestStore, _ bucket: BucketName, _ key: String, seal: EnvelopeEncryption = Self.seal
    ) async throws -> WrittenVersion {
        let sink = try await store.engine.sink(DigestRequest(), announced: nil, seal: seal)
        try await sink.write(bytes)
        var attributes = ObjectAttributes()
        attributes.encryption = ObjectEncryption(algorithm: .aes256)
        let object = NewObject(bucket: bucket, key: try ObjectKey(key), attributes: attributes, type: .objectCreatedPut)
        return try await store.engine.put(object, sink.finish(), by: .test)
    }

    private func get(_ store: TestStore, _ bucket: BucketName, _ key: String, range: Range<Int64>? = nil) async throws -> [UInt8] {
        let reader = try await store.engine.open(bucket: bucket, key: ObjectKey(key))
        try reader.unlock(Self.wrap)
        return try await store.bytes(of: reader, range: range)
    }

    private func problems(_ store: TestStore) throws -> [String] {
        var found: [String] = []
        try store.restart { found = try StoreCheck(folder: store.folder).run().problems }
        return found
    }

    private static let sizes = [
        0, 1, 99, 100, 101, 5000, 65_535, 65_536, 65_537, 131_072, (1 << 20) - 257, (1 << 20) - 256, (1 << 20) - 1, 1 << 20, (1 << 20) + 1,
        3 << 20, (3 << 20) + 70_000,
    ]

    @Test(arguments: sizes) func `what was put sealed is what is read, any range of it, and the store agrees with itself`(size: Int)
        async throws
    {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        let bytes = pattern(size, seed: UInt64(size))
        let written = try await put(bytes, store, bucket, "a")
        #expect(written.size == Int64(size))
        #expect(try await get(store, bucket, "a") == bytes)
        for range in [0..<1, size / 2..<size, size - 1..<size, 65_535..<65_537, 1_048_570..<1_048_580]
        where range.lowerBound >= 0 && range.upperBound <= size && !range.isEmpty {
            #expect(
                try await get(store, bucket, "a", range: Int64(range.lowerBound)..<Int64(range.upperBound)) == Array(bytes[range]),
                "\(range)")
        }
        #expect(try problems(store) == [])
        #expect(try await get(store, bucket, "a") == bytes)
    }

    @Test func `plain bytes are nowhere in the folder`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        let marker = Array("a text that nobody else would write".utf8)
        for (i, size) in [40, 90, 3000, 60_000, 70_000, 1_100_000].enumerated() {
            let filler = [UInt8](repeating: 0x41, count: (size - marker.count) / 2)
            try await put(filler + marker + filler, store, bucket, "\(i)")
        }
        try store.restart()
        let files = FileManager.default.enumerator(atPath: store.folder)?.compactMap { $0 as? String } ?? []
        for file in files {
            guard let data = FileManager.default.contents(atPath: store.folder + "/" + file) else { continue }
            #expect(data.range(of: Data(marker)) == nil, "\(file)")
            #expect(data.range(of: Data(repeating: 0x41, count: 16)) == nil, "\(file)")
        }
    }

    @Test(arguments: [50, 5000, 200_000]) func `without the key, or with another, nothing is read`(size: Int) async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await put(pattern(size), store, bucket, "a")
        let reader = try await store.engine.open(bucket: bucket, key: ObjectKey("a"))
        await #expect(throws: EngineError.wrongKey) { _ = try await reader.next() }
        #expect(throws: EngineError.wrongKey) { try reader.unlock(KeyEncryptionKey(key: pattern(32, seed: 5), name: "test")) }
        #expect(throws: EngineError.wrongKey) { try reader.unlock(KeyEncryptionKey(key: pattern(32, seed: 99), name: "other")) }
    }

    @Test func `an ETag that hides the MD5 is another each time`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        let hiding = EnvelopeEncryption(wrap: Self.wrap, hidesMD5: true)
        let etags = [
            try await put([1, 2, 3], store, bucket, "a").etag, try await put([1, 2, 3], store, bucket, "a", seal: hiding).etag,
            try await put([1, 2, 3], store, bucket, "a", seal: hiding).etag,
        ]
        #expect(etags[0] == "5289df737df57326fcdd22597afb1fac")
        #expect(Set(etags).count == 3)
        #expect(etags.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `parts of any size, each sealed for itself, are read as one`(seed: UInt64) async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("films")
        let (key, id, random) = (try ObjectKey("film"), store.engine.newUploadID(), SeededRandom(seed: seed))
        func roll(_ below: Int) -> Int { Int(random.uint64() % UInt64(below)) }
        try await store.engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: key, attributes: ObjectAttributes(), checksumAlgorithm: nil, checksumIsComposite: false,
                owner: .none, principal: "AWS:1"))
        var (model, parts): ([UInt8], [NamedPart]) = ([], [])
        for number in 1...8 {
            let bytes = pattern(
                [1 + roll(100), 1 + roll(60_000), 65_536 * (1 + roll(3)), 1 + roll(1_500_000)][roll(4)], seed: seed * 100 + UInt64(number))
            let sink = try await store.engine.sink(DigestRequest(), announced: nil, seal: Self.seal)
            try await sink.write(bytes)
            let content = try await sink.finish()
            _ = try await store.engine.putPart(bucket: bucket, key: key, upload: id, number: number, checksum: nil, content)
            parts.append(NamedPart(number: number, etag: content.etag))
            model += bytes
        }
        _ = try await store.engine.completeUpload(bucket: bucket, key: key, id: id, Completion(parts: parts), by: .test)
        #expect(try await get(store, bucket, "film") == model)
        for _ in 0..<30 {
            let lower = roll(model.count)
            let upper = lower + 1 + roll(model.count - lower)
            #expect(try await get(store, bucket, "film", range: Int64(lower)..<Int64(upper)) == Array(model[lower..<upper]))
        }
        #expect(try problems(store) == [])
    }

    @Test(arguments: [5000, 200_000]) func `bytes that the disk changed are found without a key, and refused`(size: Int) async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        try await put(pattern(size), store, bucket, "a")
        let name = size < 65_536 ? "segments/1.seg" : "blobs/" + (try #require(store.blobFiles.first))
        try store.restart {
            let file = try #require(FileHandle(forUpdatingAtPath: store.folder + "/" + name))
            try file.seek(toOffset: 1000)
            let byte = try #require(try file.read(upToCount: 1)?.first)
            try file.seek(toOffset: 1000)
            try file.write(contentsOf: Data([byte ^ 1]))
            try file.close()
            #expect(try StoreCheck(folder: store.folder).run().problems.count == 1)
        }
        await #expect(throws: EngineError.damaged(try ObjectKey("a"))) { _ = try await get(store, bucket, "a") }
    }

    @Test func `records of sealed blobs are given back whole, and the next one begins behind the last`() async throws {
        let store = try await Self.store()
        let bucket = try await store.makeBucket("photos")
        for i in 0..<6 { try await put(pattern(9000, seed: UInt64(i)), store, bucket, "\(i)") }
        for i in [1, 2, 5] {
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("\(i)"), version: nil, stamp: .test))
        }
        #expect(try problems(store) == [])
        try await put(pattern(9000, seed: 9), store, bucket, "9")
        for i in [0, 3, 4, 9] { #expect(try await get(store, bucket, "\(i)") == pattern(9000, seed: UInt64(i))) }
        #expect(try problems(store) == [])
    }
}
