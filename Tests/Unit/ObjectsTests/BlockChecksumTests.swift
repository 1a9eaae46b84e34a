import Blobs
import Core
import Testing

struct BlockChecksumTests {
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `the checksums of blocks are the same in whatever pieces the bytes came`(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        func roll(_ below: Int) -> Int { Int(random.uint64() % UInt64(below)) }
        let size = [0, roll(1000), 1 << 20, (1 << 20) + 1, roll(4 << 20)][roll(5)]
        let bytes = pattern(size, seed: seed)
        var (checksums, rest): (BlockChecksums, ArraySlice<UInt8>) = (BlockChecksums(), bytes[...])
        while !rest.isEmpty {
            let count = min(rest.count, [1 + roll(100), 65_552, 1 << 20, 1 + roll(3 << 20)][roll(4)])
            rest.prefix(count).withUnsafeBytes { checksums.update($0) }
            rest = rest.dropFirst(count)
        }
        #expect(checksums.all == bytes.withUnsafeBytes { Blocks.checksums($0) })
    }
}
