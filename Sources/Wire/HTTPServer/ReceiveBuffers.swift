internal import NIOCore
private import Synchronization

/// How many bodies come in at the same time: what is read at once for each of them gets smaller as there are more.
final class ReceiveBudget: Sendable {
    static let largest = 128 << 10
    private static let least = 4 << 10
    private let bytes: Int
    private let bodies = Atomic<Int>(0)

    init(bytes: Int) { self.bytes = bytes }

    /// How much may be read from one socket at once.
    var share: Int { min(Self.largest, max(Self.least, bytes / max(1, bodies.load(ordering: .relaxed)))) }

    func begin() -> ReceivingShare {
        bodies.add(1, ordering: .relaxed)
        return ReceivingShare(self)
    }

    fileprivate func end() { bodies.subtract(1, ordering: .relaxed) }
}

/// Counts one body until it is there, or given up.
final class ReceivingShare: Sendable {
    private let receiving: ReceiveBudget
    fileprivate init(_ receiving: ReceiveBudget) { self.receiving = receiving }
    deinit { receiving.end() }
}

/// The buffers that a connection reads into. As swift-nio's own they grow with what comes; but those that have grown are not kept: there
/// may be thousands of connections that have sent something large and are silent now.
struct ReceiveBuffers: RecvByteBufferAllocator {
    private static let first = 2 << 10
    private let receiving: ReceiveBudget
    private let gate: InboundGate
    private var next = ReceiveBuffers.first
    private var wasSmall = false

    init(_ receiving: ReceiveBudget, _ gate: InboundGate) {
        self.receiving = receiving
        self.gate = gate
    }

    private var most: Int { gate.expectsHead ? min(InboundGate.head, receiving.share) : receiving.share }

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer { allocator.buffer(capacity: min(next, most)) }

    /// - Returns: false where the buffer that was made first, and is kept, will do again.
    mutating func record(actualReadBytes: Int) -> Bool {
        let most = most
        let size = min(next, most)
        if actualReadBytes >= size {
            next = min(2 * size, ReceiveBudget.largest)
            wasSmall = false
        } else if actualReadBytes <= size / 2, size > Self.first {
            // Twice in a row: one that is small may only be a body's end.
            if wasSmall { next = size / 2 }
            wasSmall.toggle()
        } else {
            wasSmall = false
        }
        return next > Self.first
    }
}
