private import Synchronization

/// What all workers hold together: the one that holds most goes when it is nearly too much. A control group alone would refuse the next page and
/// the next process to whoever comes next, and not to who has most.
final class WorkerTotals: Sendable {
    struct Use: Sendable {
        var memoryBytes = 0
        var processes = 0
    }

    private struct Entry {
        var use: Use
        let kill: @Sendable () -> Void
    }

    private let ceiling: WorkerCeiling
    private let entries = Mutex<[String: Entry]>([:])

    init(_ ceiling: WorkerCeiling) { self.ceiling = ceiling }

    /// - Parameter kill: ends the worker with its `/tmp`.
    /// - Returns: the worker that is killed now, if one is.
    func note(_ worker: String, _ use: Use, kill: @escaping @Sendable () -> Void) -> String? {
        let most = entries.withLock { entries -> (String, Entry)? in
            entries[worker] = Entry(use: use, kill: kill)
            if entries.values.reduce(0, { $0 + $1.use.memoryBytes }) > ceiling.memoryBytes / 20 * 19 {
                return entries.max { $0.value.use.memoryBytes < $1.value.use.memoryBytes }.map { ($0.key, $0.value) }
            }
            if entries.values.reduce(0, { $0 + $1.use.processes }) > ceiling.processes / 10 * 9 {
                return entries.max { $0.value.use.processes < $1.value.use.processes }.map { ($0.key, $0.value) }
            }
            return nil
        }
        guard let (name, entry) = most else { return nil }
        entries.withLock { $0[name]?.use = Use() }
        entry.kill()
        return name
    }

    func forget(_ worker: String) { entries.withLock { _ = $0.removeValue(forKey: worker) } }
}
