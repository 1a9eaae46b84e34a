internal import Blobs
internal import PeltonCore

/// The threads on which the engine hashes and waits for disks.
final class DiskThreads: Sendable {
    private let pool: BlockingPool<Void>

    init(threads: Int, capacity: Int) { pool = BlockingPool(name: "pelton-disk", threads: threads, capacity: capacity) {} }

    /// Runs `body` on one of them. Throws `.busy` where too much waits already.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws(BlobError) -> T) async throws(EngineError) -> T {
        do {
            return try await pool.run { _ throws(BlobError) in try body() }
        } catch let error as BlobError {
            throw EngineError(error)
        } catch {
            throw .busy
        }
    }

    /// Runs `body` soon.
    /// - Returns: false where too much waits already; then `body` never runs.
    func submit(_ body: @escaping @Sendable () -> Void) -> Bool { pool.enqueue { _ in body() } }

    /// Runs soon what must not be left undone, such as closing a file. It is queued however much waits: there are no more such jobs than
    /// there were files opened by the others. On the caller's thread only at the server's end, when nobody is served there.
    func finish(_ body: @escaping @Sendable () -> Void) {
        if !pool.enqueue(isOwed: true, { _ in body() }) { Threads.allowingWaits(body) }
    }

    func stop() { pool.stop() }
}

extension EngineError {
    init(_ error: BlobError) {
        switch error {
        case .diskFull: self = .diskFull
        case .busy: self = .busy
        case .missing, .damaged, .failed, .syncFailed: self = .storage(error.description)
        }
    }
}
