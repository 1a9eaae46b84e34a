private import Synchronization

/// How much memory the bodies of requests may take together, whatever the number of clients.
///
/// Who waits for a client can hold memory for as long as the client likes. So the more one has already, the sooner one is refused, and
/// there is always some for those who begin. Nobody waits here: who is refused goes on with what he has, or answers that he is busy.
package final class MemoryBudget: Sendable {
    package enum Use: Sendable {
        /// More than a first piece of a body that can do with less: only from the first half.
        case growth
        /// The first piece of a body that passes through.
        case beginning
        /// A body that must be held whole, beyond its first piece.
        case document
        /// The first piece of one: to the last byte.
        case smallDocument

        fileprivate var kept: (parts: Int, of: Int) {
            switch self {
            case .growth: (1, 2)
            case .beginning: (1, 4)
            case .document: (1, 16)
            case .smallDocument: (0, 1)
            }
        }
    }

    private let total: Int
    private let free: Atomic<Int>

    package init(bytes: Int) {
        total = bytes
        free = Atomic(bytes)
    }

    /// - Returns: false if that would take what is kept for other uses; then nothing was taken.
    fileprivate func take(_ bytes: Int, for use: Use) -> Bool {
        let kept = total / use.kept.of * use.kept.parts
        var found = free.load(ordering: .relaxed)
        while found - bytes >= kept {
            let (isDone, now) = free.compareExchange(expected: found, desired: found - bytes, ordering: .relaxed)
            if isDone { return true }
            found = now
        }
        return false
    }

    fileprivate func giveBack(_ bytes: Int) { free.add(bytes, ordering: .relaxed) }
}

/// What one holder has of it, given back with this value.
package final class MemoryReservation: Sendable {
    private let memory: MemoryBudget
    private let bytes = Atomic<Int>(0)

    package init(_ memory: MemoryBudget) { self.memory = memory }

    deinit { memory.giveBack(bytes.load(ordering: .relaxed)) }

    /// - Returns: false if there is not so much now.
    package func take(_ more: Int, for use: MemoryBudget.Use) -> Bool {
        guard memory.take(more, for: use) else { return false }
        bytes.add(more, ordering: .relaxed)
        return true
    }
}

/// How the memory of a body that is held whole grows: it doubles, but not beyond what the body can be.
package struct DocumentMemory {
    private static let small = 64 << 10
    private let held: MemoryReservation?
    private let longest: Int
    /// Bytes there is memory for.
    private(set) package var capacity = 0

    /// - Parameter held: nil for what needs no count.
    package init(_ held: MemoryReservation?, longest: Int) {
        self.held = held
        self.longest = longest
    }

    /// - Returns: false if there is no memory for `bytes` in all.
    package mutating func covers(_ bytes: Int) -> Bool {
        guard bytes > capacity, let held else { return true }
        let wanted = max(bytes, min(longest, max(2 * capacity, Self.small)))
        guard held.take(wanted - capacity, for: wanted <= Self.small ? .smallDocument : .document) else { return false }
        capacity = wanted
        return true
    }
}
