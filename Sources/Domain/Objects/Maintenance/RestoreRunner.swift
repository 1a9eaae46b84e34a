private import Lifecycle
package import Logging
private import ObjectData
private import Core

/// Puts restored objects back into their archive when their days are over. What is due is found in an index, also after a restart.
package struct RestoreRunner: Sendable {
    private let engine: ObjectEngine
    private let logger: Logger
    /// Objects that share a mutation.
    private static let batch = 50

    package init(engine: ObjectEngine, logger: Logger) {
        self.engine = engine
        self.logger = logger
    }

    /// Runs until it is cancelled: every restore ends at a midnight.
    package func run() async {
        while !Task.isCancelled {
            await runOnce()
            let now = engine.clock.now
            let wait = engine.limits.lifecycleDay.next(after: now).milliseconds - now.milliseconds
            do throws(CancellationError) { try await engine.clock.sleep(milliseconds: min(max(wait, 10), 3_600_000)) } catch { return }
        }
    }

    /// - Returns: how many objects went back.
    @discardableResult
    package func runOnce() async -> Int {
        var ended = 0
        do throws(EngineError) {
            while true {
                let outcome = try await engine.commit(EndRestores(limit: Self.batch))
                ended += outcome.ended
                if outcome.isDone { break }
            }
        } catch {
            // The server ends.
            guard !Task.isCancelled else { return ended }
            logger.error("restores were not ended; it is tried again within an hour", metadata: ["error": "\(error)"])
        }
        if ended > 0 { logger.info("restores ended", metadata: ["objects": "\(ended)"]) }
        return ended
    }
}
