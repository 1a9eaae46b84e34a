internal import Blobs
package import Logging
internal import ObjectData
package import Store
package import Core
internal import ContentEncryption

/// Objects, versions and uploads: bytes joined with metadata. It knows no HTTP and no policy.
///
/// A write returns after its bytes and its metadata are on disk, and the events and deliveries it owes with them.
package final class ObjectEngine: Sendable {
    package let metadata: MetadataStore
    /// What bodies may hold in memory, also those that never get here.
    package let bodyMemory: MemoryBudget
    let store: BlobStore
    let threads: DiskThreads
    private let turns: AsyncSemaphore
    let reads: ReadSource
    let limits: Limits
    let clock: any PeltonClock
    let random: any RandomSource
    private let reclaimer: Reclaimer
    let logger: Logger

    /// - Parameter blobsPath: the folder of large blobs; made if missing.
    /// - Throws: `.storage` in plain words.
    package init(
        metadata: MetadataStore, blobsPath: String, limits: Limits, clock: any PeltonClock, random: any RandomSource, logger: Logger
    ) throws(EngineError) {
        do { store = try BlobStore(path: blobsPath, boot: metadata.boot) } catch {
            throw EngineError(error)
        }
        self.metadata = metadata
        self.limits = limits
        self.clock = clock
        self.random = random
        self.logger = logger
        bodyMemory = MemoryBudget(bytes: limits.bodyMemoryBytes)
        turns = AsyncSemaphore(limits.diskThreads * 2)
        threads = DiskThreads(threads: limits.diskThreads, capacity: limits.diskQueue)
        let blocks = BlockReader()
        reclaimer = Reclaimer(
            store: store, blocks: blocks, threads: threads, metadata: metadata, clock: clock, logger: logger,
            capacity: limits.deadRecords)
        reads = ReadSource(store: store, blocks: blocks, threads: threads, metadata: metadata, clock: clock, logger: logger)
        collectGarbage()
    }

    /// Lets the disk's threads finish. The metadata store is closed by whoever opened it.
    package func stop() {
        reclaimer.stop()
        threads.stop()
    }

    /// Where a body goes, with room for all of it on the disk.
    /// - Parameters:
    ///   - announced: its length in bytes, if known.
    ///   - hasTrailer: whether the client has more to send when all bytes are there.
    ///   - seal: nil for bytes that lie as they come.
    /// - Throws: `.diskFull` before anything is written.
    package func sink(
        _ digests: DigestRequest, announced: Int64?, hasTrailer: Bool = false, seal: EnvelopeEncryption? = nil
    ) async throws(EngineError) -> ObjectSink {
        let passage = try seal.map { seal throws(EngineError) in
            try SealedPassage(seal, bytes: announced ?? limits.objectBytes, random)
        }
        let booking: DiskReservation
        do throws(BlobError) {
            let plain = announced ?? 0
            let bytes = seal == nil ? plain : EncryptedFormat.storedSize(of: plain)
            let quota = metadata.quota
            booking = try await plain <= limits.smallBytes ? quota.book(rows: bytes) : quota.book(file: bytes)
        } catch { throw EngineError(error) }
        return ObjectSink(
            store: store, threads: threads, limits: limits, supplies: SinkSupplies(memory: bodyMemory, turns: turns, booking: booking),
            digests: digests, announced: announced, hasTrailer: hasTrailer, passage: passage
        ) { [metadata] in metadata.refuseWrites($0) }
    }

    /// Unlinks segments that a crash kept from being unlinked.
    func removeDeadSegments() async throws -> Int {
        let segments = metadata.segments
        let numbers = try await threads.run { () throws(BlobError) in try segments.segments() }
        return try await reclaimer.removeDead(numbers)
    }

    /// Goes on giving back what earlier runs left.
    package func resumeReclaiming() {
        reclaimer.rescan()
        reclaimer.release()
    }

    func commit<M: Mutation>(_ mutation: M) async throws(EngineError) -> M.Result where M.Refusal == ObjectRefusal {
        do throws(ObjectError) { return try await metadata.commit(mutation) } catch { throw EngineError(error) }
    }

    /// - Parameter judged: nil for whichever bucket has the name.
    func commit<M: Mutation>(_ mutation: M, in judged: BucketIdentity?) async throws(EngineError) -> M.Result
    where M.Refusal == ObjectRefusal {
        guard let judged else { return try await commit(mutation) }
        return try await commit(OfSameBucket(judged, mutation))
    }

    /// Commits what names fresh bytes, which have booked room for its rows: they stay if a row names them now, or may.
    func commit<M: Mutation>(_ mutation: M, naming content: FreshContent?) async throws(EngineError) -> M.Result
    where M.Refusal == ObjectRefusal {
        do throws(ObjectError) { return try await submit(mutation, naming: content) } catch { throw EngineError(error) }
    }

    func submit<M: Mutation>(_ mutation: M, naming content: FreshContent?) async throws(StoreError<M.Refusal>) -> M.Result {
        do throws(StoreError<M.Refusal>) {
            let result = try await metadata.commit(mutation, isBooked: content != nil)
            content?.keep()
            return result
        } catch {
            // The rows of a commit that failed can be on disk all the same, and come back at the next start. What is left over without a
            // row is collected then.
            if case .failed(.storage) = error { content?.keep() }
            throw error
        }
    }

    func read<Q: Query>(_ query: Q) async throws(EngineError) -> Q.Result where Q.Refusal == ObjectRefusal {
        do throws(ObjectError) { return try await metadata.read(query) } catch { throw EngineError(error) }
    }

    func read<Q: Query>(_ query: Q) async throws(EngineError) -> Q.Result where Q.Refusal == Never {
        do throws(StoreFailure) { return try await metadata.read(query) } catch { throw .failed(error) }
    }

    /// Bytes are given back when no row names them and nobody reads them; then their rows among the garbage go.
    private func collectGarbage() {
        let pins = store.pins
        // Weak: the reclaimer holds the store, and the store its pins; nobody would ever close what they have open.
        pins.onFree { [weak reclaimer] in reclaimer?.add($0) }
        metadata.onGarbage { pins.retire($0) }
        metadata.onReleases { [weak reclaimer] in reclaimer?.release() }
    }
}
