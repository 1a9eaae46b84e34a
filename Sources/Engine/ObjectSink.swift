internal import Blobs
internal import Metadata
internal import PeltonCore
private import Synchronization

/// Takes a body as it comes. A small one stays in memory; beyond, it goes to a fresh blob in steps of 1 MiB, each hashed
/// and written on a thread for disks while the next one gathers: two steps are all the memory an upload holds.
///
/// One task uses a sink, one call at a time.
package final class ObjectSink {
    private let store: BlobStore
    private let threads: DiskThreads
    private let limits: Limits
    private let work: SinkWork
    private let onSyncFailure: @Sendable (String) -> Void
    private var buffer: [UInt8] = []
    private var pending: Step?
    private var isFile = false
    package private(set) var bytesWritten: Int64 = 0

    /// - Parameters:
    ///   - passage: seals the bytes; nil for bytes that lie as they come.
    ///   - onSyncFailure: told why, when the disk could not sync what was written.
    init(
        store: BlobStore, threads: DiskThreads, limits: Limits, digests: DigestRequest, passage: SealedPassage? = nil,
        onSyncFailure: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.threads = threads
        self.limits = limits
        self.onSyncFailure = onSyncFailure
        work = SinkWork(Digests(digests), passage)
    }

    /// Takes as many of `bytes` as there is room for; once that is not all, `flush` makes room.
    /// - Returns: how many it took.
    package func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = bytes.prefix(limits.writeBufferBytes - buffer.count)
        buffer.append(contentsOf: taken)
        bytesWritten += Int64(taken.count)
        return taken.count
    }

    package var isFull: Bool { buffer.count >= limits.writeBufferBytes }

    /// - Throws: `.diskFull`, `.busy`, `.storage`; after that the sink is of no more use.
    package func write(_ bytes: [UInt8]) async throws(EngineError) {
        var taken = 0
        while taken < bytes.count {
            taken += bytes.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[taken...])) }
            if isFull { try await flush() }
        }
    }

    /// The body is whole: its file, if it has one, is on disk when this returns, and so is the folder that names it.
    package func finish() async throws(EngineError) -> FreshContent {
        if !isFile, buffer.count <= limits.smallBytes {
            do throws(BlobError) { return try work.small(buffer) } catch { throw EngineError(error) }
        }
        if !buffer.isEmpty { try await flush() }
        try await pending?.wait()
        pending = nil
        return try await seal()
    }

    /// Hands what was taken on to the disk; returns as soon as there is room again.
    /// - Throws: as `write`.
    package func flush() async throws(EngineError) {
        // At each step: others write meanwhile, and the reserve is not for them together either.
        guard store.hasRoom(for: Int64(buffer.count)) else { throw .diskFull }
        try await openFile()
        // The step before this one: so the disk is at most one step behind the network.
        try await pending?.wait()
        let step = Step()
        let (work, bytes) = (work, buffer)
        pending = step
        buffer = []
        buffer.reserveCapacity(limits.writeBufferBytes)
        if !threads.submit({ step.end(with: work.append(bytes)) }) { throw .busy }
    }

    private func openFile() async throws(EngineError) {
        guard !isFile else { return }
        let (store, threads, work) = (store, threads, work)
        try await threads.run { () throws(BlobError) in work.open(UnnamedFile(try store.create(), threads)) }
        isFile = true
    }

    private func seal() async throws(EngineError) -> FreshContent {
        let (work, size, onSyncFailure) = (work, bytesWritten, onSyncFailure)
        return try await threads.run { () throws(BlobError) in
            do throws(BlobError) { return try work.seal(size) } catch {
                if case .syncFailed = error { onSyncFailure(error.description) }
                throw error
            }
        }
    }
}

/// What the steps of one upload share. A step begins after the one before it ended, so nobody waits for the lock.
private final class SinkWork: Sendable {
    private struct State {
        var digests: Digests
        var passage: SealedPassage?
        var crcs = BlockChecksums()
        var file: UnnamedFile?

        /// Takes plain bytes in; gives those that are stored.
        mutating func pass(_ bytes: [UInt8]) throws(BlobError) -> [UInt8] {
            bytes.withUnsafeBytes { digests.update($0) }
            let stored = try passage?.add(bytes) ?? bytes
            stored.withUnsafeBytes { crcs.update($0) }
            return stored
        }

        /// What the sealer held back.
        mutating func rest() throws(BlobError) -> [UInt8] {
            guard let rest = try passage?.finish() else { return [] }
            rest.withUnsafeBytes { crcs.update($0) }
            return rest
        }

        func fresh(_ stored: NewContent, _ size: Int64) -> FreshContent {
            FreshContent(
                size: size, digests: digests.finalized(), content: passage?.content(stored, plainSize: size) ?? stored, file: file,
                etag: passage?.etag)
        }
    }

    private let state: Mutex<State>

    init(_ digests: Digests, _ passage: SealedPassage?) { state = Mutex(State(digests: digests, passage: passage)) }

    func open(_ file: UnnamedFile) { state.withLock { $0.file = file } }

    func small(_ bytes: [UInt8]) throws(BlobError) -> FreshContent {
        try state.withLock { state throws(BlobError) in
            let stored = try state.pass(bytes)
            let rest = try state.rest()
            return state.fresh(.small(rest.isEmpty ? stored : stored + rest, blockCRCs: state.crcs.all), Int64(bytes.count))
        }
    }

    func append(_ bytes: [UInt8]) -> BlobError? {
        state.withLock { state in
            do throws(BlobError) {
                guard let file = state.file else { throw .missing("that was never opened") }
                let stored = try state.pass(bytes)
                try file.with { writer throws(BlobError) in try writer.append(stored) }
                return nil
            } catch { return error }
        }
    }

    /// - Parameter size: of the plain bytes.
    func seal(_ size: Int64) throws(BlobError) -> FreshContent {
        try state.withLock { state throws(BlobError) in
            guard let file = state.file else { throw .missing("that was never opened") }
            let rest = try state.rest()
            let id = try file.with { writer throws(BlobError) in
                if !rest.isEmpty { try writer.append(rest) }
                try writer.sync()
                return writer.id
            }
            return state.fresh(.file(id, size: size, blockCRCs: state.crcs.all), size)
        }
    }
}

/// A job under way on another thread, awaited at most once.
private final class Step: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<BlobError?, Never>)
        case ended(BlobError?)
    }

    private let state = Mutex(State.running)

    func end(with error: BlobError?) {
        let waiting: CheckedContinuation<BlobError?, Never>? = state.withLock { state in
            defer { state = .ended(error) }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume(returning: error)
    }

    func wait() async throws(EngineError) {
        let error = await withCheckedContinuation { (continuation: CheckedContinuation<BlobError?, Never>) in
            let ended: BlobError?? = state.withLock { state in
                if case .ended(let error) = state { return .some(error) }
                state = .awaited(continuation)
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
        if let error { throw EngineError(error) }
    }
}
