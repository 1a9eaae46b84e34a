private import Lifecycle
package import Logging
private import ObjectData
internal import Store
private import Core

/// Goes through the buckets that have a lifecycle, once a day, and does what their rules say. It works in small steps, so that requests
/// come first, and goes on where it was after a restart.
package struct LifecycleRunner: Sendable {
    private let engine: ObjectEngine
    private let logger: Logger
    private let pace: Pace

    /// How much is done at once.
    package struct Pace: Sendable {
        /// Versions or uploads that a page looks at.
        package var page = 500
        /// Versions that share a mutation.
        package var batch = 50
        /// Uploads that share one: each can have thousands of parts.
        package var uploads = 4
        /// Between pages.
        package var restMilliseconds: Int64 = 20
        /// Pages on which nothing was due, until the place is noted all the same.
        package var quietPages = 20

        package init() {}
    }

    package init(engine: ObjectEngine, pace: Pace = Pace(), logger: Logger) {
        self.engine = engine
        self.pace = pace
        self.logger = logger
    }

    private var day: LifecycleDay { engine.limits.lifecycleDay }

    /// Runs until it is cancelled: at each midnight, and for what has come since at least once an hour.
    package func run() async {
        while !Task.isCancelled {
            await runOnce()
            let now = engine.clock.now
            let wait = day.next(after: now).milliseconds - now.milliseconds
            do throws(CancellationError) { try await engine.clock.sleep(milliseconds: min(max(wait, 10), 3_600_000)) } catch { return }
        }
    }

    /// Goes through every bucket that had no run since midnight.
    /// - Returns: to how many versions and uploads something was done.
    @discardableResult
    package func runOnce() async -> Int {
        var done = 0
        var last: Int64 = 0
        do {
            while let due = try await engine.read(
                FindDueLifecycle(after: last, midnight: day.midnight(before: engine.clock.now)))
            {
                last = due.bucketID
                done += try await run(due)
            }
        } catch is CancellationError {
            return done
        } catch {
            // The server ends.
            guard !Task.isCancelled else { return done }
            logger.error("lifecycles stopped; they go on within an hour", metadata: ["error": "\(error)"])
        }
        return done
    }

    private func run(_ due: DueLifecycle) async throws -> Int {
        var walk = LifecycleWalk(engine: engine, pace: pace, due: due)
        do {
            let done = try await walk.run()
            if done > 0 { logger.info("lifecycle", metadata: ["bucket": "\(due.name)", "done": "\(done)"]) }
            return done
        } catch EngineError.refused(.noSuchBucket) {
            return walk.done
        } catch let error as CancellationError {
            throw error
        } catch {
            guard !Task.isCancelled, !Self.concernsAll(error) else { throw error }
            logger.error("a lifecycle stopped; it goes on within an hour", metadata: ["bucket": "\(due.name)", "error": "\(error)"])
            return walk.done
        }
    }

    private static func concernsAll(_ error: any Error) -> Bool {
        switch error {
        case EngineError.failed(.readOnly), EngineError.failed(.stopped), EngineError.failed(.diskFull): true
        default: false
        }
    }
}
