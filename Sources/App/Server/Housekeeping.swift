internal import Objects
internal import Identity
internal import Logging
internal import FunctionLogs
internal import DeliveryData
internal import ObjectData
internal import Store
internal import Core

/// What is done beside the requests: collecting what crashes left, and letting go of history.
struct Housekeeping: Sendable {
    let engine: ObjectEngine
    let identity: IdentityStore
    let keys: KeyStore
    let logs: LogStore
    let clock: any PeltonClock
    let logger: Logger

    private static let logSeconds: Int64 = 30 * 86_400
    private static let usesMilliseconds: Int64 = 300_000

    /// Runs until it is cancelled.
    func run() async {
        async let lifecycles: Void = LifecycleRunner(engine: engine, logger: logger).run()
        async let restores: Void = RestoreRunner(engine: engine, logger: logger).run()
        async let uses: Void = recordUses()
        await tidy()
        await uses
        await lifecycles
        await restores
    }

    private func tidy() async {
        await OrphanCollector(engine: engine, logger: logger).run()
        while !Task.isCancelled {
            await trim()
            do throws(CancellationError) { try await clock.sleep(milliseconds: 3_600_000) } catch { return }
            engine.resumeReclaiming()
        }
    }

    /// Writes down at times what keys were used for.
    private func recordUses() async {
        while !Task.isCancelled {
            do throws(CancellationError) { try await clock.sleep(milliseconds: Self.usesMilliseconds) } catch { return }
            do throws(StoreFailure) { try await identity.recordUses() } catch {
                logger.error("what keys were used for could not be written down; it is tried again", metadata: ["error": "\(error)"])
            }
        }
    }

    private func trim() async {
        let now = clock.now
        await attempt { try await engine.metadata.trim(at: now) }
        await attempt { try await logs.trim(before: now.adding(seconds: -Self.logSeconds)) }
        await attempt { try await keys.removeDue() }
    }

    private func attempt(_ step: () async throws -> Void) async {
        do { try await step() } catch {
            logger.error("history could not be trimmed; it is tried again in an hour", metadata: ["error": "\(error)"])
        }
    }
}
