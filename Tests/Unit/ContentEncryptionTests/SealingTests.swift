import Crypto
import Core
import ContentEncryption
import Testing

struct SealingTests {
    private static let chunk = EncryptedFormat.chunkBytes
    private static let sealedChunk = EncryptedFormat.chunkBytes + EncryptedFormat.tagBytes

    private static func seal(_ plain: [UInt8], _ key: DataKey, pieces: [Int] = []) throws -> [UInt8] {
        var sealer = ContentEncryptor(key: key)
        var (stored, rest): ([UInt8], ArraySlice<UInt8>) = ([], plain[...])
        for size in pieces where !rest.isEmpty {
            stored += try add(Array(rest.prefix(size)), &sealer)
            rest = rest.dropFirst(size)
        }
        stored += try add(Array(rest), &sealer)
        return stored + (try sealer.finish())
    }

    private static func add(_ bytes: [UInt8], _ sealer: inout ContentEncryptor) throws -> [UInt8] {
        try bytes.withUnsafeBytes { raw in try sealer.add(raw) }
    }

    private static func pattern(_ count: Int, seed: UInt64 = 1) -> [UInt8] { SeededRandom(seed: seed).bytes(count) }

    private static let sizes = [
        0, 1, 15, 16, 17, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 5, (1 << 20) - 1, 1 << 20, (1 << 20) + 1,
    ]

    @Test(arguments: sizes) func `what is stored is as long as the format says, and opens to what was sealed`(size: Int) throws {
        let (plain, key) = (Self.pattern(size), try DataKey.fresh())
        let stored = try Self.seal(plain, key)
        #expect(Int64(stored.count) == EncryptedFormat.storedSize(of: Int64(size)))
        #expect(try ContentDecryptor(key: key, size: Int64(size)).open(stored, range: 0..<Int64(size)) == plain)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `any range of any content that came in any pieces is that of the plain bytes`(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        func roll(_ below: Int) -> Int { Int(random.uint64() % UInt64(below)) }
        let size = [roll(200), Self.chunk - 2 + roll(5), (1 << 20) - 2 + roll(5), roll(5 * Self.chunk) + 1][roll(4)] + 1
        let (plain, key) = (Self.pattern(size, seed: seed), try DataKey.fresh())
        let stored = try Self.seal(plain, key, pieces: (0..<6).map { _ in [roll(10), roll(2 * Self.chunk), Self.chunk][roll(3)] })
        #expect(stored.count == Int(EncryptedFormat.storedSize(of: Int64(size))))
        let opener = ContentDecryptor(key: key, size: Int64(size))
        for _ in 0..<30 {
            let lower = roll(size)
            let range = Int64(lower)..<Int64(lower + 1 + roll(size - lower))
            let expected = Array(plain[Int(range.lowerBound)..<Int(range.upperBound)])
            #expect(try opener.open(stored, range: range) == expected, "seed \(seed), \(range)")
            let lies = opener.stored(for: range)
            let read = try opener.open(range) { room, offset in
                #expect(lies.lowerBound <= offset && offset + Int64(room.count) <= lies.upperBound && room.count <= Self.sealedChunk)
                room.copyBytes(from: stored[Int(offset)..<Int(offset) + room.count])
            }
            #expect(read == expected, "seed \(seed), \(range)")
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
        let (plain, key) = (Self.pattern(3 * Self.chunk + 100), try DataKey.fresh())
        let changed = attack.change(try Self.seal(plain, key))
        #expect(throws: ContentEncryptionError.forged, "\(attack.name)") {
            try ContentDecryptor(key: key, size: attack.size).open(changed, range: 0..<attack.size)
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_551, 65_552, 65_553, 65_651]) func `a bit that changed anywhere is refused`(at: Int) throws {
        let (size, key) = (Int64(Self.chunk + 84), try DataKey.fresh())
        var stored = try Self.seal(Self.pattern(Int(size)), key)
        stored[at] ^= 0x10
        #expect(throws: ContentEncryptionError.forged) { try ContentDecryptor(key: key, size: size).open(stored, range: 0..<size) }
    }

    @Test func `the same bytes twice are stored as different ones, and open with their own key alone`() throws {
        let (plain, first, second) = (Self.pattern(1000), try DataKey.fresh(), try DataKey.fresh())
        let stored = try Self.seal(plain, first)
        #expect(stored != (try Self.seal(plain, second)))
        #expect(throws: ContentEncryptionError.forged) { try ContentDecryptor(key: second, size: 1000).open(stored, range: 0..<1000) }
    }

    @Test(arguments: [false, true])
    func `a sealed key opens with its key and its name alone, and never looks the same`(isForMany: Bool) throws {
        func wrap(_ seed: UInt64, _ name: String) -> KeyEncryptionKey {
            KeyEncryptionKey(key: Self.pattern(32, seed: seed), name: name, isForMany: isForMany)
        }
        let (own, plain) = (wrap(1, "a"), Self.pattern(100))
        let (key, sealed) = try own.fresh(for: 100)
        #expect(sealed.count == (isForMany ? 33 : 81))
        #expect(sealed != (try own.fresh(for: 100).sealed))
        let stored = try Self.seal(plain, key)
        // Also by one that has not made it, as after a restart.
        for wrap in [own, wrap(1, "a")] {
            let opened = try #require(try wrap.open(sealed))
            #expect(try ContentDecryptor(key: opened, size: 100).open(stored, range: 0..<100) == plain)
        }
        #expect(try wrap(2, "a").open(sealed) == nil)
        #expect(try wrap(1, "b").open(sealed) == nil)
        for at in sealed.indices {
            var changed = sealed
            changed[at] ^= 1
            // Which content of many it is, only its bytes tell.
            guard let opened = try own.open(changed) else { continue }
            #expect(isForMany && at >= 25)
            #expect(throws: ContentEncryptionError.forged) { try ContentDecryptor(key: opened, size: 100).open(stored, range: 0..<100) }
        }
        #expect(try own.open(Array(sealed.dropLast())) == nil)
        #expect(try own.open([]) == nil)
    }

    @Test func `a key for many opens what was sealed when each content had a key of its own`() throws {
        let bits = Self.pattern(32, seed: 1)
        let (key, sealed) = try KeyEncryptionKey(key: bits, name: "a").fresh(for: 100)
        let (plain, wrap) = (Self.pattern(100), KeyEncryptionKey(key: bits, name: "a", isForMany: true))
        let stored = try Self.seal(plain, key)
        let opened = try #require(try wrap.open(sealed))
        #expect(try ContentDecryptor(key: opened, size: 100).open(stored, range: 0..<100) == plain)
        #expect(try KeyEncryptionKey(key: bits, name: "a").open(wrap.fresh(for: 100).sealed) == nil)
    }

    /// What stands before a content's number says which key it has.
    @Test(arguments: [(Int64(100), 1 << 16), (Int64(5) << 30, 12), (Int64(1) << 40, 1)])
    func `so many contents share a key, and no two of them a number`(bytes: Int64, count: Int) throws {
        let wrap = KeyEncryptionKey(key: Self.pattern(32), name: "a", isForMany: true)
        var (keys, sealed): ([[UInt8]: Int], Set<[UInt8]>) = ([:], [])
        for _ in 0..<count + 1 {
            let fresh = try wrap.fresh(for: bytes).sealed
            keys[Array(fresh.prefix(25)), default: 0] += 1
            sealed.insert(fresh)
        }
        #expect(keys.values.sorted() == [1, count].sorted())
        #expect(sealed.count == count + 1)
    }

    @Test func `many tasks never get the same number`() async throws {
        let wrap = KeyEncryptionKey(key: Self.pattern(32), name: "a", isForMany: true)
        let all = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<8 { group.addTask { try (0..<1000).map { _ in try wrap.fresh(for: 1).sealed } } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(all).count == 8000)
    }

    @Test func `two contents under one key do not open in each other's place`() throws {
        let wrap = KeyEncryptionKey(key: Self.pattern(32), name: "a", isForMany: true)
        let (first, second) = (try wrap.fresh(for: 1000).key, try wrap.fresh(for: 1000).key)
        let plain = Self.pattern(1000)
        let stored = try Self.seal(plain, first)
        #expect(stored != (try Self.seal(plain, second)))
        #expect(throws: ContentEncryptionError.forged) { try ContentDecryptor(key: second, size: 1000).open(stored, range: 0..<1000) }
    }

    @Test(arguments: sizes) func `a content that is there at once is sealed as one that comes in pieces`(size: Int) throws {
        let (plain, key) = (Self.pattern(size), try DataKey.fresh())
        let whole = try plain.withUnsafeBytes { try ContentEncryptor.seal(whole: $0, key: key) }
        #expect(whole == (try Self.seal(plain, key, pieces: [1, 1000])))
    }

    /// What a key is kept as, with the bytes that it sealed; worked out by another program. Stores have both, and must be read for ever.
    private static let formats = [
        (
            "016465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828386ab56d33ed1df7505e207a68c044a46"
                + "92f9cff7318a74ff432776bd13135658fcbaa6f72c4fb402145c02029007ead4",
            "a9c6f90a4686ed493347aca16d7cc6c99077f143df87760a2be1ba1564347f62d0442ef792327ecf"
        ),
        (
            "02000102030405060708090a0b0c0d0e0f255a97db43eb242a0000000000000007",
            "f14a776b98bd45a0f356be4c10e2a9d444f70e74799db772cc5d4bdd1838e299ecb0f0a672ac68f5"
        ),
    ]

    @Test(arguments: formats) func `the formats are what they were`(key: String, stored: String) throws {
        let wrap = KeyEncryptionKey(key: Array(1...32), name: "test", isForMany: true)
        let (key, stored) = (try #require(Hex.decode(key)), try #require(Hex.decode(stored)))
        let opened = try #require(try wrap.open(key))
        let plain = Array("bytes as they are stored".utf8)
        #expect(try ContentDecryptor(key: opened, size: 24).open(stored, range: 0..<24) == plain)
    }

    @Test func `what is sealed with a context needs the same one`() throws {
        let wrap = KeyEncryptionKey(key: Self.pattern(32), name: "a")
        let sealed = try wrap.seal([1, 2, 3], context: [7])
        #expect(wrap.open(sealed, context: [7]) == [1, 2, 3])
        #expect(wrap.open(sealed, context: []) == nil)
    }

    @Test func `keys do not show their bits`() throws {
        let key = try DataKey.fresh()
        #expect("\(key)" == "a data key")
        #expect("\(KeyEncryptionKey(key: Self.pattern(32), name: "a"))" == "a key wrap")
        #expect(String(reflecting: [KeyEncryptionKey(key: Self.pattern(32), name: "a")]) == "[a key wrap]")
    }
}
