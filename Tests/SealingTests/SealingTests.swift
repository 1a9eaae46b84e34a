import Crypto
import PeltonCore
import Sealing
import Testing

struct SealingTests {
    private static let chunk = SealedFormat.chunkBytes
    private static let sealedChunk = SealedFormat.chunkBytes + SealedFormat.tagBytes

    private static func seal(_ plain: [UInt8], _ key: DataKey, pieces: [Int] = []) throws -> [UInt8] {
        var sealer = ContentSealer(key: key)
        var (stored, rest): ([UInt8], ArraySlice<UInt8>) = ([], plain[...])
        for size in pieces where !rest.isEmpty {
            stored += try add(Array(rest.prefix(size)), &sealer)
            rest = rest.dropFirst(size)
        }
        stored += try add(Array(rest), &sealer)
        return stored + (try sealer.finish())
    }

    private static func add(_ bytes: [UInt8], _ sealer: inout ContentSealer) throws -> [UInt8] {
        try bytes.withUnsafeBytes { raw in try sealer.add(raw) }
    }

    private static func pattern(_ count: Int, seed: UInt64 = 1) -> [UInt8] { SeededRandom(seed: seed).bytes(count) }

    private static let sizes = [
        0, 1, 15, 16, 17, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 5, (1 << 20) - 1, 1 << 20, (1 << 20) + 1,
    ]

    @Test(arguments: sizes) func `what is stored is as long as the format says, and opens to what was sealed`(size: Int) throws {
        let (plain, key) = (Self.pattern(size), DataKey.fresh())
        let stored = try Self.seal(plain, key)
        #expect(Int64(stored.count) == SealedFormat.storedSize(of: Int64(size)))
        #expect(try ContentOpener(key: key, size: Int64(size)).open(stored, range: 0..<Int64(size)) == plain)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `any range of any content that came in any pieces is that of the plain bytes`(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        func roll(_ below: Int) -> Int { Int(random.uint64() % UInt64(below)) }
        let size = [roll(200), Self.chunk - 2 + roll(5), (1 << 20) - 2 + roll(5), roll(5 * Self.chunk) + 1][roll(4)] + 1
        let (plain, key) = (Self.pattern(size, seed: seed), DataKey.fresh())
        let stored = try Self.seal(plain, key, pieces: (0..<6).map { _ in [roll(10), roll(2 * Self.chunk), Self.chunk][roll(3)] })
        #expect(stored.count == Int(SealedFormat.storedSize(of: Int64(size))))
        let opener = ContentOpener(key: key, size: Int64(size))
        for _ in 0..<30 {
            let lower = roll(size)
            let range = Int64(lower)..<Int64(lower + 1 + roll(size - lower))
            let lies = opener.stored(for: range)
            let found = try opener.open(Array(stored[Int(lies.lowerBound)..<Int(lies.upperBound)]), range: range)
            #expect(found == Array(plain[Int(range.lowerBound)..<Int(range.upperBound)]), "seed \(seed), \(range)")
        }
    }

    /// What somebody who has the disk may do to four chunks, the last of them short.
    private static let attacks: [(name: String, change: @Sendable ([UInt8]) -> [UInt8], size: Int64)] = {
        let whole = Int64(3 * chunk + 100)
        @Sendable func part(_ bytes: [UInt8], _ number: Int) -> [UInt8] {
            Array(bytes[number * sealedChunk..<min((number + 1) * sealedChunk, bytes.count)])
        }
        return [
            ("two chunks change places", { part($0, 1) + part($0, 0) + part($0, 2) + part($0, 3) }, whole),
            ("a chunk lies at another's place", { part($0, 0) + part($0, 0) + part($0, 2) + part($0, 3) }, whole),
            ("the last chunk is cut off, and the size with it", { part($0, 0) + part($0, 1) + part($0, 2) }, Int64(3 * chunk)),
            ("the last chunk is cut short", { Array($0.dropLast()) }, whole - 1),
            ("the first chunk is cut off, and the size with it", { part($0, 1) + part($0, 2) + part($0, 3) }, Int64(2 * chunk + 100)),
            ("a chunk is put in", { part($0, 0) + part($0, 1) + part($0, 1) + part($0, 2) + part($0, 3) }, Int64(4 * chunk + 100)),
            ("only the size is smaller", { $0 }, whole - 1),
        ]
    }()

    @Test(arguments: attacks.indices) func `chunks that were moved, swapped, cut or put in are refused`(index: Int) throws {
        let attack = Self.attacks[index]
        let (plain, key) = (Self.pattern(3 * Self.chunk + 100), DataKey.fresh())
        let changed = attack.change(try Self.seal(plain, key))
        #expect(throws: SealingError.forged, "\(attack.name)") {
            try ContentOpener(key: key, size: attack.size).open(changed, range: 0..<attack.size)
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_551, 65_552, 65_553, 65_651]) func `a bit that changed anywhere is refused`(at: Int) throws {
        let (size, key) = (Int64(Self.chunk + 84), DataKey.fresh())
        var stored = try Self.seal(Self.pattern(Int(size)), key)
        stored[at] ^= 0x10
        #expect(throws: SealingError.forged) { try ContentOpener(key: key, size: size).open(stored, range: 0..<size) }
    }

    @Test func `the same bytes twice are stored as different ones, and open with their own key alone`() throws {
        let (plain, first, second) = (Self.pattern(1000), DataKey.fresh(), DataKey.fresh())
        let stored = try Self.seal(plain, first)
        #expect(stored != (try Self.seal(plain, second)))
        #expect(throws: SealingError.forged) { try ContentOpener(key: second, size: 1000).open(stored, range: 0..<1000) }
    }

    @Test func `a sealed key opens with its key and its name alone, and never looks the same`() throws {
        let wrap = KeyWrap(key: Self.pattern(32, seed: 1), name: "a")
        let (key, plain) = (DataKey.fresh(), Self.pattern(100))
        let sealed = try wrap.seal(key)
        #expect(sealed != (try wrap.seal(key)))
        let opened = try #require(wrap.open(sealed))
        #expect(try ContentOpener(key: opened, size: 100).open(Self.seal(plain, key), range: 0..<100) == plain)
        #expect(KeyWrap(key: Self.pattern(32, seed: 2), name: "a").open(sealed) == nil)
        #expect(KeyWrap(key: Self.pattern(32, seed: 1), name: "b").open(sealed) == nil)
        for at in sealed.indices {
            var changed = sealed
            changed[at] ^= 1
            #expect(wrap.open(changed) == nil)
        }
        #expect(wrap.open(Array(sealed.dropLast())) == nil)
        #expect(wrap.open([]) == nil)
    }

    @Test func `what is sealed with a context needs the same one`() throws {
        let wrap = KeyWrap(key: Self.pattern(32), name: "a")
        let sealed = try wrap.seal([1, 2, 3], context: [7])
        #expect(wrap.open(sealed, context: [7]) == [1, 2, 3])
        #expect(wrap.open(sealed, context: []) == nil)
    }

    @Test func `keys do not show their bits`() {
        #expect("\(DataKey.fresh())" == "a data key")
        #expect("\(KeyWrap(key: Self.pattern(32), name: "a"))" == "a key wrap")
        #expect(String(reflecting: [KeyWrap(key: Self.pattern(32), name: "a")]) == "[a key wrap]")
    }
}
