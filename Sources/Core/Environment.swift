private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// Where the time comes from: the wall for stamps that users see, the monotonic clock for waits. Tests bring their own.
package protocol PeltonClock: Sendable {
    var now: Timestamp { get }
    /// Milliseconds that never run backwards and never jump.
    var monotonicMilliseconds: Int64 { get }
    func sleep(milliseconds: Int64) async throws(CancellationError)
}

package struct SystemClock: PeltonClock {
    package init() {}

    package var now: Timestamp { Timestamp(milliseconds: Self.read(CLOCK_REALTIME)) }
    package var monotonicMilliseconds: Int64 { Self.read(CLOCK_MONOTONIC) }

    package func sleep(milliseconds: Int64) async throws(CancellationError) {
        guard await Sleep(milliseconds: milliseconds).wait() else { throw CancellationError() }
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Where chance comes from. Tests bring a seeded one.
package protocol RandomSource: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

extension RandomSource {
    package func uint64() -> UInt64 { bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }

    /// A random UUID, version 4, lower case.
    package func uuid() -> String {
        var raw = bytes(16)
        raw[6] = raw[6] & 0x0F | 0x40
        raw[8] = raw[8] & 0x3F | 0x80
        let hex = Hex.encode(raw)
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst()).map { start, end in
            String(hex.dropFirst(start).prefix(end - start))
        }.joined(separator: "-")
    }

    /// `count` characters drawn evenly from `alphabet`, which has at most 256.
    package func text(_ count: Int, from alphabet: String) -> String {
        let letters = Array(alphabet.utf8)
        let limit = 256 - 256 % letters.count
        var out: [UInt8] = []
        while out.count < count {
            out.append(contentsOf: bytes(count * 2).filter { Int($0) < limit }.map { letters[Int($0) % letters.count] })
        }
        return String(decoding: out.prefix(count), as: UTF8.self)
    }
}

/// The kernel's generator.
package struct SystemRandom: RandomSource {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // One system call, where Swift's own generator makes one for each number.
            if let start = buffer.baseAddress { arc4random_buf(start, count) }
            filled = count
        }
    }
}

/// A generator that repeats itself from its seed (SplitMix64).
package final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>
    package init(seed: UInt64) { state = Mutex(seed) }

    package func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state &+= 0x9E37_79B9_7F4A_7C15
                var z = state
                z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
                z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: (z ^ (z >> 31)) >> 24)
            }
        }
    }
}

/// What names one request in its answer, its log line, its events and its errors.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// 16 upper-case hexadecimal characters in `x-amz-request-id` of S3, a UUID in `x-amzn-RequestId` of every other service.
    package let description: String
    /// The longer, opaque `x-amz-id-2`.
    package let hostID: String

    package init(random: some RandomSource) {
        let raw = random.bytes(56)
        description = Hex.encodeUpper(raw.prefix(8))
        hostID = Base64.encode(raw.dropFirst(8))
    }

    package init(description: String, hostID: String) {
        self.description = description
        self.hostID = hostID
    }
}
