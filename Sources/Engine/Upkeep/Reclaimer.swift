internal import Blobs
internal import Logging
internal import Metadata
internal import PeltonCore
private import Synchronization

/// Gives the bytes of blobs that nobody can reach any more back to the file system, and takes their rows out of the garbage.
///
/// Bounded: what comes while too much waits stays among the garbage, from where housekeeping brings it again.
final class Reclaimer: Sendable {
    private static let capacity = 16_384
    private static let batch = 256

    private struct State {
        var waiting: [SegmentRange] = []
        var isStopped = false
    }

    private let store: BlobStore
    private let blocks: BlockReader
    private let threads: DiskThreads
    private let metadata: MetadataStore
    private let logger: Logger
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(store: BlobStore, blocks: BlockReader, threads: DiskThreads, metadata: MetadataStore, logger: Logger) {
        self.store = store
        self.blocks = blocks
        self.threads = threads
        self.metadata = metadata
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        // Lives as long as the engine: `stop` ends it.
        task.withLock { $0 = Task { await self.run() } }
    }

    func add(_ places: [BlobPlace]) {
        let files = places.compactMap { if case .file(let id) = $0 { id } else { nil } }
        let records = places.compactMap { if case .record(let range) = $0 { range } else { nil } }
        if !files.isEmpty { threads.finish { [self] in remove(files) } }
        if !records.isEmpty { add(records) }
    }

    private func add(_ records: [SegmentRange]) {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.waiting.append(contentsOf: records.prefix(Self.capacity - state.waiting.count))
        }
        signal.yield()
    }

    private func remove(_ files: [BlobID]) {
        blocks.forget(files)
        let removed = files.filter { file in
            do throws(BlobError) {
                try store.remove(file)
                return true
            } catch {
                report(error)
                return false
            }
        }
        metadata.forgetGarbage(removed)
    }

    private func report(_ error: any Error) {
        logger.error("dead blobs could not be given back; it is tried again later", metadata: ["error": "\(error)"])
    }

    /// What waits is brought again after the next start.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.waiting = []
        }
        signal.finish()
    }

    private func run() async {
        for await _ in signals {
            while let records = take() {
                do { try await reclaim(records) } catch { report(error) }
            }
        }
    }

    private func take() -> [SegmentRange]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            let taken = Array(state.waiting.prefix(Self.batch))
            state.waiting.removeFirst(taken.count)
            return taken
        }
    }

    private func reclaim(_ records: [SegmentRange]) async throws {
        let spans = try await metadata.read(FindFreeSpans(dead: records))
        let segments = metadata.segments
        try await threads.run { () throws(BlobError) in
            for (segment, span) in spans { try segments.punch(segment, span) }
        }
        try await metadata.commit(ForgetRecords(records: records))
        try await removeDead(Array(Set(records.map(\.segment))))
    }

    /// Unlinks those of `segments` that no row names and that are not written any more.
    /// - Returns: how many went.
    @discardableResult
    func removeDead(_ numbers: [UInt32]) async throws -> Int {
        let dead = try await metadata.read(FindDeadSegments(among: numbers))
        let segments = metadata.segments
        try await threads.run { () throws(BlobError) in
            for segment in dead { try segments.remove(segment) }
        }
        return dead.count
    }
}
