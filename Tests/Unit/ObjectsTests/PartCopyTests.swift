import Checksums
import Objects
import ObjectData
import StoreAreas
import Store
import Core
import Testing

/// Parts that are copies of ranges: linked, flat, counted. Source: API_UploadPartCopy.
struct PartCopyTests {
    /// Small bounds, so that a few kilobytes are files, segments and rows, and worth linking.
    private static var limits: Limits {
        var limits = Limits()
        limits.minimumPartBytes = 1
        limits.smallBytes = 1000
        limits.tinyBytes = 100
        limits.inlineGroupBytes = 500
        return limits
    }

    private struct FaultPlan {
        let random: SeededRandom
        func roll(_ range: Range<Int>) -> Int { range.lowerBound + Int(random.uint64() % UInt64(range.count)) }
    }

    private func begin(
        _ store: TestStore, _ bucket: BucketName, _ key: String, checksum: ChecksumAlgorithm? = nil, isComposite: Bool = false
    ) async throws -> Upload {
        let id = store.engine.newUploadID()
        try await store.engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: ObjectKey(key), attributes: ObjectAttributes(), checksumAlgorithm: checksum?.rawValue,
                checksumIsComposite: isComposite, owner: .none, principal: "AWS:1"))
        return try await store.engine.openUpload(bucket: bucket, key: ObjectKey(key), id: id)
    }

    private func copy(
        _ source: String, _ range: Range<Int>?, to upload: Upload, _ number: Int, _ store: TestStore, _ bucket: BucketName
    ) async throws -> CopiedPart? {
        let found = try await store.engine.head(bucket: bucket, key: ObjectKey(source))
        let part = PartCopy(
            sourceBucket: bucket, sourceKey: try ObjectKey(source), sourceVersion: nil, condition: CopySourceCondition(),
            range: range.map { Int64($0.lowerBound)..<Int64($0.upperBound) } ?? 0..<found.version.size, bucket: bucket, upload: upload,
            number: number)
        return try await store.engine.copyPart(part, of: found)
    }

    private func complete(_ upload: Upload, _ parts: [NamedPart], _ store: TestStore, _ bucket: BucketName) async throws
        -> WrittenVersion
    {
        try await store.engine.completeUpload(bucket: bucket, key: upload.key, id: upload.id, Completion(parts: parts), by: .test)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `copies of copies are what their ranges say, and give back all they held`(seed: UInt64) async throws {
        let dice = FaultPlan(random: SeededRandom(seed: seed))
        let store = try await TestStore(limits: Self.limits)
        let bucket = try await store.makeBucket("films")
        var models: [String: [UInt8]] = [:]
        for (i, size) in [50, 700, 5000, 30_000].enumerated() {
            models["k\(i)"] = pattern(size, seed: seed * 10 + UInt64(i))
            try await store.put(models["k\(i)"] ?? [], bucket, "k\(i)")
        }
        for round in 4..<12 {
            let upload = try await begin(store, bucket, "k\(round)")
            var (parts, model): ([NamedPart], [UInt8]) = ([], [])
            for number in 1...dice.roll(1..<8) {
                let source = "k\(dice.roll(0..<round))"
                let whole = models[source] ?? []
                let lower = dice.roll(0..<whole.count)
                let range = dice.roll(0..<4) == 0 ? 0..<whole.count : lower..<dice.roll(lower + 1..<whole.count + 1)
                let copied = try #require(try await copy(source, range, to: upload, number, store, bucket))
                parts.append(NamedPart(number: number, etag: copied.etag))
                model += whole[range]
                if model.count > 400_000 { break }
            }
            _ = try await complete(upload, parts, store, bucket)
            models["k\(round)"] = model
        }
        for (key, model) in models {
            #expect(try await store.get(bucket, key) == model, "\(key), seed \(seed)")
            let lower = dice.roll(0..<model.count)
            let range = lower..<dice.roll(lower + 1..<model.count + 1)
            #expect(try await store.get(bucket, key, range: Int64(range.lowerBound)..<Int64(range.upperBound)) == Array(model[range]))
        }
        try expectSound(store)
        for (i, key) in models.keys.sorted().enumerated() {
            try await delete(key, store, bucket)
            for (key, model) in models.filter({ $0.key > key }).prefix(i % 3) { #expect(try await store.get(bucket, key) == model) }
        }
        try await store.eventually { store.blobFiles.isEmpty }
        try expectSound(store)
    }

    private func delete(_ key: String, _ store: TestStore, _ bucket: BucketName) async throws {
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey(key), version: nil, stamp: .test))
    }

    private func expectSound(_ store: TestStore) throws {
        try store.restart {
            let contradictions = try StoreAudit(folder: store.folder).contradictions()
            #expect(contradictions.isEmpty, "\(contradictions)")
        }
    }

    @Test(arguments: ChecksumAlgorithm.allCases)
    func `a linked part has the checksum of its bytes, combined or read`(algorithm: ChecksumAlgorithm) async throws {
        let store = try await TestStore(limits: Self.limits)
        let bucket = try await store.makeBucket("films")
        let bodies = [pattern(6000, seed: 1), pattern(3000, seed: 2), pattern(9000, seed: 3)]
        let source = try await begin(store, bucket, "source", checksum: algorithm, isComposite: !algorithm.isCRC)
        var named: [NamedPart] = []
        for (number, body) in zip(1..., bodies) {
            let sink = try await store.engine.sink(DigestRequest(checksum: algorithm), announced: nil)
            try await sink.write(body)
            let content = try await sink.finish()
            let checksum = StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode(content.checksum ?? []))
            _ = try await store.engine.putPart(
                bucket: bucket, key: source.key, upload: source.id, number: number, checksum: checksum, content)
            named.append(NamedPart(number: number, etag: content.etag, checksum: checksum))
        }
        _ = try await complete(source, named, store, bucket)
        let whole = bodies.flatMap { $0 }
        let upload = try await begin(store, bucket, "copy", checksum: algorithm, isComposite: !algorithm.isCRC)
        // Whole parts, all of it, and what begins or ends within a part.
        for (number, range) in zip(1..., [6000..<9000, 0..<9000, 0..<18_000, 5999..<9000, 6000..<17_999]) {
            let copied = try #require(try await copy("source", range, to: upload, number, store, bucket))
            #expect(copied.checksum?.value == Base64.encode(ChecksumHasher.hash(Array(whole[range]), algorithm)), "\(range)")
        }
    }

    @Test func `a source that changed meanwhile is not linked`() async throws {
        let store = try await TestStore(limits: Self.limits)
        let bucket = try await store.makeBucket("films")
        try await store.put(pattern(5000, seed: 1), bucket, "source")
        let upload = try await begin(store, bucket, "k")
        let found = try await store.engine.head(bucket: bucket, key: ObjectKey("source"))
        try await store.put(pattern(5000, seed: 2), bucket, "source")
        let part = PartCopy(
            sourceBucket: bucket, sourceKey: try ObjectKey("source"), sourceVersion: nil, condition: CopySourceCondition(),
            range: 0..<5000, bucket: bucket, upload: upload, number: 1)
        #expect(try await store.engine.copyPart(part, of: found) == nil)
        #expect(try await store.engine.parts(ListParts(upload: upload.id, after: 0, limit: 10)).isEmpty)
    }

    /// Parts of one byte each.
    private func putTiny(
        _ numbers: Range<Int>, into upload: Upload, _ engine: ObjectEngine, _ bucket: BucketName
    ) async throws -> [NamedPart] {
        try await withThrowingTaskGroup(of: NamedPart.self) { group in
            for number in numbers {
                group.addTask {
                    let sink = try await engine.sink(DigestRequest(), announced: 1)
                    try await sink.write([UInt8(truncatingIfNeeded: number)])
                    let content = try await sink.finish()
                    _ = try await engine.putPart(
                        bucket: bucket, key: upload.key, upload: upload.id, number: number, checksum: nil, content)
                    return NamedPart(number: number, etag: content.etag)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.number < $1.number }
        }
    }

    @Test func `ten thousand parts are one object, and no more bytes than S3 allows`() async throws {
        var limits = Self.limits
        limits.multipartObjectBytes = 10_000
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("films")
        let upload = try await begin(store, bucket, "k")
        try await store.put(pattern(2000), bucket, "source")
        var named: [NamedPart] = []
        // As many at once as the committer's queue takes.
        for start in stride(from: 1, through: 10_000, by: 1000) {
            named += try await putTiny(start..<(start + 1000), into: upload, store.engine, bucket)
        }
        let big = try #require(try await copy("source", nil, to: upload, 10_000, store, bucket))
        let tooLarge = named.dropLast() + [NamedPart(number: 10_000, etag: big.etag)]
        await #expect(throws: EngineError.refused(.tooLarge)) { try await complete(upload, Array(tooLarge), store, bucket) }
        #expect(try await putTiny(10_000..<10_001, into: upload, store.engine, bucket) == [named[9999]])
        let written = try await complete(upload, named, store, bucket)
        #expect(written.etag.hasSuffix("-10000"))
        #expect(try await store.get(bucket, "k") == (1...10_000).map { UInt8(truncatingIfNeeded: $0) })
        let table = try await store.engine.head(bucket: bucket, key: ObjectKey("k"), withParts: true).parts
        #expect(table?.parts.count == 10_000)
        #expect(table?.range(of: 10_000) == 9999..<10_000)
        #expect(table?.range(of: 10_001) == nil)
    }

    @Test func `lists made of lists do not grow without end`() async throws {
        let store = try await TestStore(limits: Self.limits)
        let bucket = try await store.makeBucket("films")
        try await store.put(pattern(2000), bucket, "k0")
        var model = pattern(2000)
        for round in 1...5 {
            let upload = try await begin(store, bucket, "k\(round)")
            var parts: [NamedPart] = []
            for number in 1...4 {
                let copied = try #require(try await copy("k\(round - 1)", nil, to: upload, number, store, bucket))
                parts.append(NamedPart(number: number, etag: copied.etag))
            }
            _ = try await complete(upload, parts, store, bucket)
            model = model + model + model + model
            let found = try await store.engine.head(bucket: bucket, key: ObjectKey("k\(round)"))
            guard case .extents(let list) = found.place else {
                Issue.record("k\(round) is no list")
                continue
            }
            #expect(list.count <= 4 * 2, "round \(round)")
        }
        #expect(try await store.get(bucket, "k5") == model)
        try expectSound(store)
    }
}
