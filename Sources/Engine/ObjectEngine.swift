internal import Blobs
package import Logging
package import Metadata
package import PeltonCore

/// Objects, versions and uploads: bytes joined with metadata. It knows no HTTP and no policy.
///
/// A write returns after its bytes and its metadata are on disk, and the events and deliveries it owes with them.
package final class ObjectEngine: Sendable {
    package let metadata: MetadataStore
    let store: BlobStore
    let threads: DiskThreads
    let reads: ReadSource
    let limits: Limits
    let clock: any PeltonClock
    let random: any RandomSource
    private let reclaimer: Reclaimer
    private let logger: Logger

    /// - Parameter blobsPath: the folder of large blobs; made if missing.
    /// - Throws: `.storage` in plain words.
    package init(
        metadata: MetadataStore, blobsPath: String, limits: Limits, clock: any PeltonClock, random: any RandomSource, logger: Logger
    ) throws(EngineError) {
        do { store = try BlobStore(path: blobsPath, boot: metadata.boot, reserveBytes: limits.diskReserveBytes) } catch {
            throw EngineError(error)
        }
        self.metadata = metadata
        self.limits = limits
        self.clock = clock
        self.random = random
        self.logger = logger
        threads = DiskThreads(threads: limits.diskThreads, capacity: limits.diskQueue)
        let blocks = BlockReader()
        reclaimer = Reclaimer(store: store, blocks: blocks, threads: threads, metadata: metadata, logger: logger)
        reads = ReadSource(store: store, blocks: blocks, threads: threads, metadata: metadata, logger: logger)
        collectGarbage()
    }

    /// Lets the disk's threads finish. The metadata store is closed by whoever opened it.
    package func stop() {
        reclaimer.stop()
        threads.stop()
    }

    /// Where a body goes. `announced` is its length in bytes, if known.
    /// - Parameter seal: nil for bytes that lie as they come.
    /// - Throws: `.diskFull` before anything is written.
    package func sink(_ digests: DigestRequest, announced: Int64?, seal: ContentSeal? = nil) throws(EngineError) -> ObjectSink {
        try requireRoom(for: announced ?? 0)
        let passage = try seal.map { seal throws(EngineError) in try SealedPassage(seal, random) }
        return ObjectSink(store: store, threads: threads, limits: limits, digests: digests, passage: passage) { [metadata] in
            metadata.refuseWrites($0)
        }
    }

    /// - Throws: `.diskFull` if `bytes` more would touch the reserve.
    func requireRoom(for bytes: Int64) throws(EngineError) {
        guard store.hasRoom(for: bytes) else { throw .diskFull }
    }

    /// Unlinks segments that a crash kept from being unlinked.
    func removeDeadSegments() async throws -> Int {
        let segments = metadata.segments
        let numbers = try await threads.run { () throws(BlobError) in try segments.segments() }
        return try await reclaimer.removeDead(numbers)
    }

    /// Gives back once more what earlier runs, or a full queue, left among the garbage.
    package func retireGarbage() async throws(EngineError) {
        var last: BlobPlace?
        while true {
            let places = try await read(ListGarbage(after: last, limit: 256))
            guard let end = places.last else { return }
            store.pins.retire(places)
            last = end
        }
    }

    func commit<M: Mutation>(_ mutation: M) async throws(EngineError) -> M.Result {
        do { return try await metadata.commit(mutation) } catch { throw .metadata(error) }
    }

    /// Commits what names fresh bytes: they stay if a row names them now, or may.
    func commit<M: Mutation>(_ mutation: M, naming content: FreshContent?) async throws(EngineError) -> M.Result {
        do {
            let result = try await metadata.commit(mutation)
            content?.keep()
            return result
        } catch {
            // The rows of a commit that failed can be on disk all the same, and come back at the next start. What is left over without a
            // row is collected then.
            if case .storage = error { content?.keep() }
            throw .metadata(error)
        }
    }

    func read<Q: Query>(_ query: Q) async throws(EngineError) -> Q.Result {
        do { return try await metadata.read(query) } catch { throw .metadata(error) }
    }

    /// Bytes are given back when no row names them and nobody reads them; then their rows among the garbage go.
    private func collectGarbage() {
        let pins = store.pins
        // Weak: the reclaimer holds the store, and the store its pins; nobody would ever close what they have open.
        pins.onFree { [weak reclaimer] in reclaimer?.add($0) }
        metadata.onGarbage { pins.retire($0) }
    }
}
