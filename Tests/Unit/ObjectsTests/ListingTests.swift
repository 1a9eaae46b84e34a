import Objects
import ObjectData
import Core
import Testing

struct ListingTests {
    /// The listing as its definition says it, by going through every key.
    private func model(_ keys: [[UInt8]], prefix: [UInt8], delimiter: [UInt8]) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        for key in keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) where key.starts(with: prefix) {
            let rest = Array(key.dropFirst(prefix.count))
            let at = delimiter.isEmpty ? nil : rest.indices.first { rest[$0...].starts(with: delimiter) }
            let entry = at.map { prefix + rest[..<$0] + delimiter } ?? key
            if entries.last != entry { entries.append(entry) }
        }
        return entries
    }

    private func listing(_ store: TestStore, _ bucket: BucketName, _ prefix: [UInt8], _ delimiter: [UInt8], page: Int) async throws
        -> [[UInt8]]
    {
        var entries: [[UInt8]] = []
        var position = ListObjects.Position.start
        while true {
            let found = try await store.engine.list(
                ListObjects(bucket: bucket, prefix: prefix, delimiter: delimiter, position: position, limit: page))
            entries += found.entries.map { entry in
                switch entry {
                case .object(let object): object.key.utf8
                case .prefix(let prefix): prefix
                }
            }
            #expect(found.entries.count <= page)
            guard let next = found.next else { return entries }
            position = next
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `pages with and without a delimiter are the model's`(seed: UInt64) async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let random = SeededRandom(seed: seed)
        let keys = Set((0..<60).map { _ in Array(random.text(1 + Int(random.uint64() % 6), from: "ab/é").utf8) })
            .filter { String(validating: $0, as: UTF8.self) != nil }
        for key in keys { try await store.put([1], bucket, String(decoding: key, as: UTF8.self)) }
        for prefix in ["", "a", "a/", "b//", "zz"] {
            for delimiter in ["", "/", "//", "b"] {
                for page in [1, 3, 1000] {
                    let (p, d) = (Array(prefix.utf8), Array(delimiter.utf8))
                    let listed = try await listing(store, bucket, p, d, page: page)
                    #expect(
                        listed == model(Array(keys), prefix: p, delimiter: d),
                        "seed \(seed), prefix \(prefix), delimiter \(delimiter), page \(page)")
                }
            }
        }
    }
}
