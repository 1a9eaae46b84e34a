private import Synchronization

/// How much memory bodies that must be held whole may take together. A function's code can be 67 MiB: a few at once, not a hundred.
final class BodyBudget: Sendable {
    private let free: Mutex<Int>

    init(bytes: Int) { free = Mutex(bytes) }

    /// - Returns: false if there is no room now; then nothing was taken.
    func take(_ bytes: Int) -> Bool {
        free.withLock { free in
            guard free >= bytes else { return false }
            free -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) { free.withLock { $0 += bytes } }
}
