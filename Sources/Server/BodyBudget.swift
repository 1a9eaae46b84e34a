private import Synchronization

/// How much memory bodies that must be held whole may take together. A function's code can be 67 MiB: a few at once, not a hundred.
final class BodyBudget: Sendable {
    /// Up to this size a body may use what is kept free for small ones: while code comes in, calls go on.
    private static let smallBytes = 64 << 10

    private let free: Mutex<Int>
    private let reserve: Int

    init(bytes: Int) {
        free = Mutex(bytes)
        reserve = bytes / 8
    }

    /// - Returns: false if there is no room now; then nothing was taken.
    func take(_ bytes: Int) -> Bool {
        free.withLock { free in
            guard free - bytes >= (bytes > Self.smallBytes ? reserve : 0) else { return false }
            free -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) { free.withLock { $0 += bytes } }
}
