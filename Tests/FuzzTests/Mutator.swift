import Foundation
import PeltonCore

/// Bytes that parsers were not written for: seeds of a corpus, changed at random. The same seed number gives the same bytes.
struct Mutator {
    /// Inputs stay small: what a parser makes of them must too.
    static let longest = 64 << 10
    private static let tokens: [[UInt8]] = [
        "\r\n", "\n", "\0", ";", "=", ":", ",", "&", "%", "%00", "%zz", "\"", "'", "\\", "<", ">", "</", "<![CDATA[", "]]>", "<!--", "-->",
        "<!DOCTYPE", "&#x0;", "&a;", "{", "}", "[", "]", "${", "*", "?", "--b", "--b--", "0", "-1", "ffffffff", "7fffffffffffffff",
        "99999999999999999999", "1e999", "\u{FEFF}", "\u{202E}", "chunk-signature=", "x-amz-trailer-signature:", "Credential=",
        "Signature=",
        "true", "null", "arn:aws:s3:::", "xmlns=\"\"",
    ].map { Array($0.utf8) }

    private let seeds: [[UInt8]]
    private var state: UInt64

    init(seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        state = seed
    }

    /// - Parameter folder: under `Corpus`.
    init(corpus folder: String, seed: UInt64) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/" + folder)
        let files = try FileManager.default.contentsOfDirectory(at: path, includingPropertiesForKeys: nil)
        self.init(seeds: try files.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }, seed: seed)
    }

    /// How often to try; `PELTON_FUZZ_FACTOR` makes a run that much longer.
    static func iterations(_ count: Int) -> Int {
        count * (ProcessInfo.processInfo.environment["PELTON_FUZZ_FACTOR"].flatMap { Int($0) } ?? 1)
    }

    mutating func roll(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(1, count)))
    }

    /// Now and then a seed as it is, else one that was changed a few times.
    mutating func next() -> [UInt8] {
        var bytes = seeds[roll(seeds.count)]
        guard roll(50) > 0 else { return bytes }
        for _ in 0...roll(6) { change(&bytes) }
        return Array(bytes.prefix(Self.longest))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let at = roll(bytes.count + 1)
        let end = min(bytes.count, at + roll(roll(4) == 0 ? 2000 : 12))
        switch roll(9) {
        case 0: if at < bytes.count { bytes[at] ^= 1 << UInt8(roll(8)) }
        case 1: if at < bytes.count { bytes[at] = UInt8(roll(256)) }
        case 2: bytes.removeSubrange(at..<end)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: roll(bytes.count + 1))
        case 4: bytes.insert(contentsOf: Self.tokens[roll(Self.tokens.count)], at: at)
        case 5: bytes.replaceSubrange(at..<end, with: Self.tokens[roll(Self.tokens.count)])
        case 6: bytes.removeSubrange(at...)
        case 7:
            let other = seeds[roll(seeds.count)]
            let from = roll(other.count + 1)
            bytes.insert(contentsOf: other[from..<min(other.count, from + roll(200))], at: at)
        default: bytes.insert(contentsOf: (0..<roll(20)).map { _ in UInt8(roll(256)) }, at: at)
        }
    }

    /// `bytes` cut into pieces at random.
    mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        let longest = [1, 2, 7, 100, 5000][roll(5)]
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + roll(longest))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
