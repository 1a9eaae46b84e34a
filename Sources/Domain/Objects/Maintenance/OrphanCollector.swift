internal import Blobs
package import Logging
private import ObjectData
private import Core

/// Finds what a crash left behind: files whose rows went, and files that no row ever named. It looks only at blobs of earlier boots,
/// which nobody writes any more.
package struct OrphanCollector: Sendable {
    private let engine: ObjectEngine
    private let logger: Logger

    package init(engine: ObjectEngine, logger: Logger) {
        self.engine = engine
        self.logger = logger
    }

    /// Goes through the store once, a folder at a time, resting in between so that requests come first.
    /// - Returns: how many files it removed.
    @discardableResult
    package func run(restMilliseconds: Int64 = 20) async -> Int {
        var removed = 0
        do {
            engine.resumeReclaiming()
            removed += try await engine.removeDeadSegments()
            for folder in UInt8.min...UInt8.max {
                removed += try await collect(folder)
                try await engine.clock.sleep(milliseconds: restMilliseconds)
            }
        } catch is CancellationError {
            return removed
        } catch {
            logger.error("the collector of orphans stopped; the next start goes on", metadata: ["error": "\(error)"])
        }
        if removed > 0 { logger.notice("removed files that a crash left behind", metadata: ["files": "\(removed)"]) }
        return removed
    }

    private func collect(_ folder: UInt8) async throws -> Int {
        let store = engine.store
        let found = try await engine.threads.run { () throws(BlobError) in try store.earlierBlobs(inFolder: folder) }
        var removed = 0
        for start in stride(from: 0, to: found.count, by: 256) {
            let some = Array(found[start..<min(start + 256, found.count)])
            let named = try await engine.read(FindNamedBlobs(blobs: some))
            let orphans = some.filter { !named.contains($0) }
            try await remove(orphans)
            removed += orphans.count
        }
        return removed
    }

    private func remove(_ blobs: [BlobID]) async throws {
        let store = engine.store
        try await engine.threads.run { () throws(BlobError) in
            for blob in blobs { try store.remove(blob) }
        }
    }
}
