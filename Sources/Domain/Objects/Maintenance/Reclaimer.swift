internal import Blobs
internal import Logging
internal import ObjectData
internal import Store
internal import Core
private import Synchronization

/// Gives the bytes of blobs that nobody can reach any more back to the file system, and takes their rows out of the garbage; before that,
/// the rows of what is too large to go at once, a step at a time.
///
/// Bounded: what comes while too much waits is not kept, but found again among the garbage once there is less to do.
final class Reclaimer: Sendable {
    private static let batch = 256
    private static let pause: Int64 = 200

    private struct State {
        var waiting: [SegmentRange] = []
        /// Something is to be given back in steps.
        var hasReleases = false
        /// There is garbage that does not wait here.
        var hasMissed = false
        /// Files found no thread that would remove them.
        var isCrowded = false
        var isStopped = false
    }

    private let store: BlobStore
    private let blocks: BlockReader
    private let threads: DiskThreads
    private let metadata: MetadataStore
    private let clock: any PeltonClock
    private let logger: Logger
    private let state = Mutex(State())
    private let capacity: Int
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// - Parameter capacity: dead records that wait in memory.
    init(
        store: BlobStore, blocks: BlockReader, threads: DiskThreads, metadata: MetadataStore, clock: any PeltonClock, logger: Logger,
        capacity: Int
    ) {
        self.store = store
        self.blocks = blocks
        self.threads = threads
        self.metadata = metadata
        self.clock = clock
        self.logger = logger
        self.capacity = capacity
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        // Lives as long as the engine: `stop` ends it.
        task.withLock { $0 = Task { await self.run() } }
    }

    func add(_ places: [BlobPlace]) {
        let files = places.compactMap { if case .file(let id) = $0 { id } else { nil } }
        let records = places.compactMap { if case .record(let range) = $0 { range } else { nil } }
        // What finds no place stays among the garbage.
        if !files.isEmpty, !threads.submit({ [self] in remove(files) }) {
            state.withLock { state in
                state.hasMissed = true
                state.isCrowded = true
            }
            signal.yield()
        }
        if !records.isEmpty { add(records) }
    }

    private func add(_ records: [SegmentRange]) {
        state.withLock { state in
            guard !state.isStopped else { return }
            let taken = records.prefix(max(0, capacity - state.waiting.count))
            state.waiting.append(contentsOf: taken)
            if taken.count < records.count { state.hasMissed = true }
        }
        signal.yield()
    }

    /// Something is to be given back in steps.
    func release() {
        state.withLock { $0.hasReleases = true }
        signal.yield()
    }

    /// Goes through all garbage: earlier runs left some.
    func rescan() {
        state.withLock { $0.hasMissed = true }
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

    /// What failed is found again by the next `rescan`.
    private func report(_ error: any Error) {
        guard !state.withLock({ $0.isStopped }) else { return }
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
        // Behind the last row of garbage that was looked at; nil between two walks.
        var cursor: BlobPlace?
        for await _ in signals {
            do { while try await work(&cursor) {} } catch is CancellationError { return } catch { report(error) }
        }
    }

    /// - Returns: false if nothing is to be done.
    private func work(_ cursor: inout BlobPlace?) async throws -> Bool {
        do {
            if let records = take() {
                try await reclaim(records)
                return true
            }
            if try await takeStep() { return true }
            let isCrowded = state.withLock { state in
                defer { state.isCrowded = false }
                return state.isCrowded
            }
            if isCrowded { throw EngineError.busy }
            return try await look(from: &cursor)
        } catch  where Self.isBusy(error) {
            // Requests have filled a queue.
            state.withLock { $0.hasMissed = true }
            try await clock.sleep(milliseconds: Self.pause)
            return true
        }
    }

    private static func isBusy(_ error: any Error) -> Bool {
        switch error {
        case ObjectError.failed(.busy), EngineError.busy: true
        default: false
        }
    }

    /// - Returns: false if nothing is to be given back in steps.
    private func takeStep() async throws -> Bool {
        let isDue = state.withLock { state in
            defer { state.hasReleases = false }
            return state.hasReleases && !state.isStopped
        }
        guard isDue else { return false }
        do throws(ObjectError) {
            if try await metadata.commit(ReleaseStep()) { state.withLock { $0.hasReleases = true } }
        } catch {
            state.withLock { $0.hasReleases = true }
            throw error
        }
        return true
    }

    /// Looks a page of garbage up that was missed. What still waits for readers comes by itself, and wakes this again.
    /// - Returns: false if nothing was missed, or all waits.
    private func look(from cursor: inout BlobPlace?) async throws -> Bool {
        let isWalking = cursor != nil
        let isDue = state.withLock { !$0.isStopped && (isWalking || $0.hasMissed) }
        guard isDue, store.pins.retiring < capacity else { return false }
        // What is missed from now on is found by another walk.
        if !isWalking { state.withLock { $0.hasMissed = false } }
        let page = try await metadata.read(ListGarbage(after: cursor, limit: Self.batch))
        cursor = page.count < Self.batch ? nil : page.last
        store.pins.retire(page)
        return true
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
