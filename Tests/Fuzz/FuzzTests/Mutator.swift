/// Bytes that parsers were not written for: inputs of a corpus, changed at random. The same seed number gives the same bytes.
struct Mutator {
    /// Inputs stay small: what a parser makes of them must too.
    private static let longest = 64 << 10

    private let written, found: [[UInt8]]
    private let tokens: [[UInt8]]
    private var state: UInt64

    /// - Parameter written: what people wrote, most of which can be read; half of the inputs begin with it.
    /// - Parameter found: by the long runs, hardly any of which can.
    init(written: [[UInt8]], found: [[UInt8]], tokens: [[UInt8]], seed: UInt64) {
        self.written = written
        self.found = found
        self.tokens = tokens
        state = seed
    }

    /// Now and then an input of the corpus as it is, else one that was changed a few times.
    mutating func next() -> [UInt8] {
        var bytes = one()
        guard roll(20) > 0 else { return bytes }
        for _ in 0...roll(6) { change(&bytes) }
        return Array(bytes.prefix(Self.longest))
    }

    private mutating func one() -> [UInt8] {
        let pool = roll(2) == 0 && !found.isEmpty ? found : written
        return pool[roll(pool.count)]
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let at = roll(bytes.count + 1)
        let end = min(bytes.count, at + roll(roll(4) == 0 ? 2000 : 12))
        switch roll(9) {
        case 0: if at < bytes.count { bytes[at] ^= 1 << UInt8(roll(8)) }
        case 1: if at < bytes.count { bytes[at] = UInt8(roll(256)) }
        case 2: bytes.removeSubrange(at..<end)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: roll(bytes.count + 1))
        case 4: bytes.insert(contentsOf: tokens[roll(tokens.count)], at: at)
        case 5: bytes.replaceSubrange(at..<end, with: tokens[roll(tokens.count)])
        case 6: bytes.removeSubrange(at...)
        case 7:
            let other = one()
            let from = roll(other.count + 1)
            bytes.insert(contentsOf: other[from..<min(other.count, from + roll(200))], at: at)
        default: bytes.insert(contentsOf: (0..<roll(20)).map { _ in UInt8(roll(256)) }, at: at)
        }
    }

    private mutating func roll(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(1, count)))
    }
}
