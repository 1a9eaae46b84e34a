internal import Blobs
internal import Core
private import Synchronization

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

    /// Runs `body` soon; its outcome is there to be asked for.
    /// - Returns: nil where too much waits already; then `body` never runs.
    func begin<T: Sendable>(_ body: @escaping @Sendable () throws(BlobError) -> T) -> DiskJob<T>? {
        let job = DiskJob<T>()
        return submit { job.end(with: Result(catching: body)) } ? job : nil
    }

    /// Runs soon what must not be left undone, such as closing a file. It is queued however much waits: there are no more such jobs than
    /// there were files opened by the others. On the caller's thread only at the server's end, when nobody is served there.
    func finish(_ body: @escaping @Sendable () -> Void) {
        if !pool.enqueue(isOwed: true, { _ in body() }) { Threads.allowingWaits(body) }
    }

    func stop() { pool.stop() }
}

/// What is under way on a thread for disks, awaited at most once.
final class DiskJob<T: Sendable>: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<Result<T, BlobError>, Never>)
        case ended(Result<T, BlobError>)
    }

    private let state = Mutex(State.running)

    func end(with outcome: Result<T, BlobError>) {
        let waiting: CheckedContinuation<Result<T, BlobError>, Never>? = state.withLock { state in
            defer { state = .ended(outcome) }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume(returning: outcome)
    }

    var outcome: Result<T, BlobError> {
        get async {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<T, BlobError>, Never>) in
                let ended: Result<T, BlobError>? = state.withLock { state in
                    if case .ended(let outcome) = state { return outcome }
                    state = .awaited(continuation)
                    return nil
                }
                if let ended { continuation.resume(returning: ended) }
            }
        }
    }
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
