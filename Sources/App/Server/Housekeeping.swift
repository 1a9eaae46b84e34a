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
    let keys: KeyStore
    let logs: LogStore
    let clock: any PeltonClock
    let logger: Logger

    private static let historySeconds: Int64 = 7 * 86_400
    private static let completedUploadSeconds: Int64 = 86_400
    private static let logSeconds: Int64 = 30 * 86_400
    private static let batch = 500

    /// Runs until it is cancelled.
    func run() async {
        async let lifecycles: Void = LifecycleRunner(engine: engine, logger: logger).run()
        async let restores: Void = RestoreRunner(engine: engine, logger: logger).run()
        await tidy()
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

    private func trim() async {
        let now = clock.now
        do {
            var lookedAt: Int64? = 0
            while let after = lookedAt {
                lookedAt = try await engine.metadata.commit(
                    TrimHistory(before: now.adding(seconds: -Self.historySeconds), after: after, limit: Self.batch))
            }
            while try await engine.metadata.commit(
                ForgetCompletedUploads(before: now.adding(seconds: -Self.completedUploadSeconds), limit: Self.batch)) >= Self.batch
            {}
            try await logs.trim(before: now.adding(seconds: -Self.logSeconds))
            try await keys.removeDue()
        } catch { logger.error("history could not be trimmed; it is tried again in an hour", metadata: ["error": "\(error)"]) }
    }
}
