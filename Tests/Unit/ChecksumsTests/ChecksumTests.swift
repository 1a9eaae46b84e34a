import Checksums
import Core
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
    (
        .sha512,
        "d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85"
    ),
    (.md5, "25f9e794323b453885f5181f1b624d0b"),
    (.xxhash64, "8cb841db40e6ae83"),
    (.xxhash3, "72dcb18b67a17dff"),
    (.xxhash128, "33119477ede5dcd5e9716427681d5860"),
])
func `each algorithm gives its published check value`(algorithm: ChecksumAlgorithm, expected: String) {
    #expect(Hex.encode(ChecksumHasher.hash(digits, algorithm)) == expected)
    #expect(ChecksumHasher.hash(digits, algorithm).count == algorithm.digestLength)
}

@Test(arguments: [
    (ChecksumAlgorithm.crc32, "00000000"), (.crc32c, "00000000"), (.crc64nvme, "0000000000000000"),
    (.sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
        .sha512,
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    ),
    (.md5, "d41d8cd98f00b204e9800998ecf8427e"),
    (.xxhash64, "ef46db3751d8e999"),
    (.xxhash3, "2d06800538d394c2"),
    (.xxhash128, "99aa06d3014798d86001c324468d497f"),
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
func `a copy of a hasher goes its own way`(algorithm: ChecksumAlgorithm) {
    var first = ChecksumHasher(algorithm)
    first.update(digits)
    var second = first
    second.update([0])
    #expect(first.finalize() == ChecksumHasher.hash(digits, algorithm))
    first.update([1])
    #expect(first.finalize() == ChecksumHasher.hash(digits + [1], algorithm))
    #expect(second.finalize() == ChecksumHasher.hash(digits + [0], algorithm))
}

/// Each length at which xxHash works otherwise: 16, 128 and 240 bytes, blocks of 1 KiB. From the published tool (0.8).
@Test(arguments: [
    (1, "e934a84adb052768", "c44bdff4074eecdb", "a6cd5e9392000f6ac44bdff4074eecdb"),
    (3, "e5c7bb4533bc65dd", "5f4299fc161c9cbb", "e3b55f57945a17cf5f4299fc161c9cbb"),
    (8, "884a173614b81b8d", "3a1c2d7c85af88f8", "e1e4432a62217fe4cfd50c61c8bb98c1"),
    (16, "44b6ef2fb84169f7", "8355e3a6f61770db", "72950631827607e2842812cc870dcae2"),
    (17, "5603e60c527599b6", "9ef341a99de37328", "685bc458b37d057fc06e233df7729217"),
    (128, "7a7fe14647b9ab92", "85c6174c7ff4c46b", "14792fc3af88dc6c05321a0b64d67b41"),
    (129, "0ba25dfd6e891fcf", "ec7642b431ba3e5a", "dd5e74ac6b45f54ebc30b63382b09a3b"),
    (240, "012947f0da6a27b1", "375a384d957fe865", "65b5be86da5540e7c92b68e16f83bbb6"),
    (241, "8d643f23bf2808e1", "02e8cd95421c6d02", "1da1cb61bcb8a2a102e8cd95421c6d02"),
    (1024, "6f3914f18fe4df57", "a870f92984398d22", "83885e853bb6640ca870f92984398d22"),
    (1025, "0614c40149130943", "78c86e91ee939852", "e1e508f110763b4678c86e91ee939852"),
    (5000, "f52078f00f25fc9a", "1b74bda2c82a8c7a", "7a681524919c28221b74bda2c82a8c7a"),
])
func `xxHash gives its published values at each length`(length: Int, xxh64: String, xxh3: String, xxh128: String) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
    for (algorithm, expected) in [(ChecksumAlgorithm.xxhash64, xxh64), (.xxhash3, xxh3), (.xxhash128, xxh128)] {
        #expect(Hex.encode(ChecksumHasher.hash(bytes, algorithm)) == expected)
    }
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
