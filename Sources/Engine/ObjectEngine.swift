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
    private let blocks = BlockReader()
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
        reads = ReadSource(store: store, blocks: blocks, threads: threads, metadata: metadata, logger: logger)
        collectGarbage()
    }

    /// Lets the disk's threads finish. The metadata store is closed by whoever opened it.
    package func stop() { threads.stop() }

    /// Where a body goes. `announced` is its length in bytes, if known.
    /// - Throws: `.diskFull` before anything is written.
    package func sink(_ digests: DigestRequest, announced: Int64?) throws(EngineError) -> ObjectSink {
        guard store.hasRoom(for: announced ?? 0) else { throw .diskFull }
        return ObjectSink(store: store, threads: threads, limits: limits, digests: digests)
    }

    func commit<M: Mutation>(_ mutation: M) async throws(EngineError) -> M.Result {
        do { return try await metadata.commit(mutation) } catch { throw .metadata(error) }
    }

    func read<Q: Query>(_ query: Q) async throws(EngineError) -> Q.Result {
        do { return try await metadata.read(query) } catch { throw .metadata(error) }
    }

    /// Files go when no row names them and nobody reads them; then their rows in `garbage` do.
    private func collectGarbage() {
        let (store, threads, metadata, blocks, logger) = (store, threads, metadata, blocks, logger)
        store.pins.onFree { blobs in
            threads.finish {
                blocks.forget(blobs)
                let removed = blobs.filter { blob in
                    do throws(BlobError) {
                        try store.remove(blob)
                        return true
                    } catch {
                        logger.error("a blob could not be removed; the next start tries again", metadata: ["error": "\(error)"])
                        return false
                    }
                }
                metadata.forgetGarbage(removed)
            }
        }
        metadata.onGarbage { store.pins.retire($0) }
    }
}
