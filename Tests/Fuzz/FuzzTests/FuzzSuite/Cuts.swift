/// Cuts bytes into pieces as a network could; the same bytes always in the same places.
struct Cuts {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    static func of(_ bytes: [UInt8]) -> [[UInt8]] {
        var cuts = Cuts()
        for byte in bytes { cuts.state = (cuts.state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let longest = [1, 2, 7, 100, 5000][cuts.roll(5)]
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + cuts.roll(longest))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }

    private mutating func roll(_ count: Int) -> Int {
        state = (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return Int((state >> 33) % UInt64(count))
    }
}
