/// A generator that repeats itself from its seed (SplitMix64), fast enough to fill bodies.
package struct FaultPlan: RandomNumberGenerator, Sendable {
    private var state: UInt64
    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    package mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// One of `some`, which is not empty.
    package mutating func pick<T>(_ some: [T]) -> T { some[Int.random(in: 0..<some.count, using: &self)] }
}
