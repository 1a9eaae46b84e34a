import Checksums
import PeltonCore
import Testing

private let digits = Array("123456789".utf8)

/// Bytes without a pattern, the same in each run.
private func noise(_ count: Int) -> [UInt8] { SeededRandom(seed: 7).bytes(count) }

@Test(arguments: [
    (ChecksumAlgorithm.crc32, "cbf43926"),
    (.crc32c, "e3069283"),
    (.crc64nvme, "ae8b14860a799888"),
    (.sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
    (.sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
])
func `each algorithm gives its published check value`(algorithm: ChecksumAlgorithm, expected: String) {
    #expect(Hex.encode(ChecksumHasher.hash(digits, algorithm)) == expected)
    #expect(ChecksumHasher.hash(digits, algorithm).count == algorithm.digestLength)
}

@Test(arguments: [
    (ChecksumAlgorithm.crc32, "00000000"), (.crc32c, "00000000"), (.crc64nvme, "0000000000000000"),
    (.sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
])
func `no bytes have a checksum too`(algorithm: ChecksumAlgorithm, expected: String) {
    #expect(Hex.encode(ChecksumHasher(algorithm).finalize()) == expected)
    #expect(Hex.encode(ChecksumHasher.hash([], algorithm)) == expected)
}

@Test(arguments: [("", "d41d8cd98f00b204e9800998ecf8427e"), ("123456789", "25f9e794323b453885f5181f1b624d0b")])
func `MD5 gives its published values`(text: String, expected: String) {
    #expect(Hex.encode(MD5Hasher.hash(Array(text.utf8))) == expected)
}

/// RFC 3720, section B.4.
@Test func `CRC32C of 32 zeros, ones and counted bytes is that of iSCSI`() {
    #expect([UInt8](repeating: 0, count: 32).withUnsafeBytes { crc32c($0) } == 0x8A91_36AA)
    #expect([UInt8](repeating: 0xFF, count: 32).withUnsafeBytes { crc32c($0) } == 0x62A8_AB43)
    #expect([UInt8](0..<32).withUnsafeBytes { crc32c($0) } == 0x46DD_794E)
}

@Test(arguments: ChecksumAlgorithm.allCases)
func `how the bytes are cut does not matter`(algorithm: ChecksumAlgorithm) {
    let bytes = noise(4099)
    let whole = ChecksumHasher.hash(bytes, algorithm)
    for size in [1, 7, 8, 15, 16, 63, 64, 65, 127, 128, 129, 1000, 4098] {
        var hasher = ChecksumHasher(algorithm)
        for start in stride(from: 0, to: bytes.count, by: size) { hasher.update(bytes[start..<min(start + size, bytes.count)]) }
        #expect(hasher.finalize() == whole, "pieces of \(size)")
    }
}

@Test func `a seed continues a CRC32C`() {
    let bytes = noise(1000)
    let first = bytes[..<300].withUnsafeBytes { crc32c($0) }
    #expect(bytes[300...].withUnsafeBytes { crc32c($0, seed: first) } == bytes.withUnsafeBytes { crc32c($0) })
}

@Test(arguments: [ChecksumAlgorithm.crc32, .crc32c, .crc64nvme])
func `two CRCs combine to that of the whole`(algorithm: ChecksumAlgorithm) {
    let bytes = noise(3000)
    let whole = ChecksumHasher.hash(bytes, algorithm)
    for cut in [0, 1, 5, 1024, 2999, 3000] {
        let first = ChecksumHasher.hash(Array(bytes[..<cut]), algorithm)
        let second = ChecksumHasher.hash(Array(bytes[cut...]), algorithm)
        #expect(combineCRC(algorithm, first, second, secondLength: Int64(3000 - cut)) == whole, "cut at \(cut)")
    }
}

@Test func `combining is associative at the size of the largest object`() {
    let crcs = ["a", "b", "c"].map { ChecksumHasher.hash(Array($0.utf8), .crc64nvme) }
    let b = Int64(5) << 40 - 1
    let left = combineCRC(.crc64nvme, combineCRC(.crc64nvme, crcs[0], crcs[1], secondLength: b), crcs[2], secondLength: 12345)
    let right = combineCRC(.crc64nvme, crcs[0], combineCRC(.crc64nvme, crcs[1], crcs[2], secondLength: 12345), secondLength: b + 12345)
    #expect(left == right)
}

@Test func `algorithms are found by their headers in any case`() {
    for algorithm in ChecksumAlgorithm.allCases {
        #expect(ChecksumAlgorithm(headerName: algorithm.headerName) == algorithm)
        #expect(ChecksumAlgorithm(headerName: algorithm.headerName.uppercased()) == algorithm)
    }
    #expect(ChecksumAlgorithm(headerName: "x-amz-checksum-mode") == nil)
    #expect(ChecksumAlgorithm(headerName: "x-amz-checksum-type") == nil)
}
