import Objects
import ObjectData
import Core
import Testing

struct ExtentTests {
    /// Numbers that repeat from a seed.
    private struct FaultPlan {
        let random: SeededRandom
        func roll(_ range: Range<Int>) -> Int { range.lowerBound + Int(random.uint64() % UInt64(range.count)) }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `any range of an object of any parts is that of their bytes strung together`(seed: UInt64) async throws {
        var limits = Limits()
        limits.minimumPartBytes = 1
        limits.smallBytes = 3000
        limits.tinyBytes = 100
        limits.inlineGroupBytes = 1000
        let dice = FaultPlan(random: SeededRandom(seed: seed))
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("films")
        let key = try ObjectKey("film")
        let id = store.engine.newUploadID()
        try await store.engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: key, attributes: ObjectAttributes(), checksumAlgorithm: nil, checksumIsComposite: false,
                owner: .none, principal: "AWS:1"))
        var model: [UInt8] = []
        var parts: [NamedPart] = []
        for number in 1...dice.roll(1..<30) {
            // Empty parts, tiny ones in rows, small ones in a segment, large ones in files.
            let bytes = pattern(
                [0, dice.roll(1..<100), dice.roll(100..<3000), dice.roll(3000..<9000)][dice.roll(0..<4)], seed: seed * 100 + UInt64(number))
            let sink = try await store.engine.sink(DigestRequest(), announced: nil)
            try await sink.write(bytes)
            let content = try await sink.finish()
            _ = try await store.engine.putPart(bucket: bucket, key: key, upload: id, number: number, checksum: nil, content)
            parts.append(NamedPart(number: number, etag: content.etag))
            if bytes.isEmpty { parts.removeLast() } else { model += bytes }
        }
        if parts.isEmpty { return }
        _ = try await store.engine.completeUpload(bucket: bucket, key: key, id: id, Completion(parts: parts), by: .test)
        #expect(try await store.get(bucket, "film") == model)
        for _ in 0..<40 {
            let lower = dice.roll(0..<model.count)
            let upper = dice.roll(lower + 1..<model.count + 1)
            let found = try await store.get(bucket, "film", range: Int64(lower)..<Int64(upper))
            #expect(found == Array(model[lower..<upper]), "seed \(seed), \(lower)..<\(upper)")
        }
    }
}
