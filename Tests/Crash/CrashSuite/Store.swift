package import Objects
package import Logging
package import Store
internal import StoreAreas
package import Core

/// A store as the driver runs it and as a crash point is opened: everything that knows how to open one is here.
package struct Store: Sendable {
    package let metadata: MetadataStore
    package let engine: ObjectEngine

    package static let logger = Logger(label: "crash") { _ in SwiftLogNoOpLogHandler() }

    /// Small, so that a short run sees checkpoints, files and full segments.
    package static var limits: Limits {
        var limits = Limits()
        limits.tinyBytes = 64
        limits.inlineGroupBytes = 6000
        limits.smallBytes = 16 << 10
        limits.segmentBytes = 48 << 10
        limits.commitGroupBytes = 48 << 10
        limits.objectCacheBytes = 1 << 20
        limits.checkpointBytes = 256 << 10
        limits.minimumPartBytes = 4096
        // Two pieces a step: uploads of three parts are completed and given back in several.
        limits.stepRows = 2
        limits.diskReserveBytes = 0
        limits.readThreads = 2
        limits.diskThreads = 4
        return limits
    }

    /// Opens the store in `folder`, making it where it is missing.
    package init(folder: String) throws {
        let (limits, clock, random) = (Self.limits, PromptClock(), SystemRandom())
        metadata = try MetadataStore(
            folder: folder, limits: limits, clock: clock, random: random, region: .usEast1, logger: Self.logger)
        do {
            engine = try ObjectEngine(
                metadata: metadata, blobsPath: folder + "/blobs", limits: limits, clock: clock, random: random, logger: Self.logger)
        } catch {
            metadata.close()
            throw error
        }
    }

    package static func database(in folder: String) -> String { folder + "/pelton.sqlite3" }

    package func close() {
        engine.stop()
        metadata.close()
    }
}

/// The system's clock, but that rests of no length take no time: the collector of orphans rests 256 times.
private struct PromptClock: PeltonClock {
    private let clock = SystemClock()
    var now: Timestamp { clock.now }
    var monotonicMilliseconds: Int64 { clock.monotonicMilliseconds }

    func sleep(milliseconds: Int64) async throws(CancellationError) {
        if milliseconds > 0 { try await clock.sleep(milliseconds: milliseconds) } else { await Task.yield() }
    }
}
