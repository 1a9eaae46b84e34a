internal import Logging
internal import Store
internal import Core
private import Synchronization

/// All that is owed to one destination. Each has a lane of its own, so that a slow or dead one delays no other.
///
/// Claims live in memory: what runs is in `running`, and a row that is in it is not taken again. Only outcomes are written.
final class Lane: Sendable {
    private struct State {
        var running: Set<Int64> = []
        var queue: [Delivery] = []
        /// A look is asked for that has not begun.
        var isWoken = false
        /// Something is pending, or nobody knows.
        var isOwing = true
        var alarm: (due: Timestamp, task: Task<Void, Never>)?
    }

    let destination: String
    private let metadata: MetadataStore
    private let attempt: Attempt
    private let clock: MonotonicClock
    private let settings: DeliverySettings
    private let logger: Logger
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let retire: @Sendable (Lane) -> Void

    /// - Parameter retire: called when nothing is left to do.
    init(
        destination: String, metadata: MetadataStore, attempt: Attempt, clock: MonotonicClock, settings: DeliverySettings, logger: Logger,
        retire: @escaping @Sendable (Lane) -> Void
    ) {
        self.destination = destination
        self.metadata = metadata
        self.attempt = attempt
        self.clock = clock
        self.settings = settings
        self.logger = logger
        self.retire = retire
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something may be due. However often it is called, one look follows.
    func wake() {
        state.withLock { $0.isWoken = true }
        signal.yield()
    }

    /// The last look found nothing that is or will be due, nothing runs, and nobody has asked for another look.
    var isAsleep: Bool { state.withLock { !$0.isWoken && !$0.isOwing && $0.running.isEmpty && $0.queue.isEmpty } }

    /// No attempt begins any more; `run` returns when those under way have ended.
    func close() {
        signal.finish()
        state.withLock { $0.alarm?.task.cancel() }
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            for await _ in signals {
                // Before the look: what comes behind this asks for one more.
                state.withLock { $0.isWoken = false }
                for delivery in await take() {
                    group.addTask { [self] in await carryOut(delivery) }
                }
                if isAsleep { retire(self) }
            }
        }
    }

    private func carryOut(_ delivery: Delivery) async {
        if let outcome = await attempt.run(delivery) { await record(outcome, delivery) }
        state.withLock { _ = $0.running.remove(delivery.id) }
        wake()
    }

    /// As many as may run now, claimed.
    private func take() async -> [Delivery] {
        let isEmpty = state.withLock { $0.queue.isEmpty && $0.running.count < settings.laneConcurrency }
        if isEmpty { await refill() }
        return state.withLock { state in
            let free = max(0, settings.laneConcurrency - state.running.count)
            let taken = Array(state.queue.prefix(free))
            state.queue.removeFirst(taken.count)
            state.running.formUnion(taken.map(\.id))
            return taken
        }
    }

    private func refill() async {
        // Noted before the look: an attempt that ends meanwhile may still show as pending in what was read.
        let claimed = state.withLock { $0.running }
        let query = ListDueDeliveries(destination: destination, now: clock.now, limit: settings.lanePage + claimed.count)
        do throws(MetadataError) {
            let due = try await metadata.read(query)
            let fresh = due.deliveries.filter { !claimed.contains($0.id) }
            state.withLock { state in
                state.queue = fresh
                state.isOwing = !due.deliveries.isEmpty || due.next != nil
            }
            if fresh.isEmpty, let next = due.next { setAlarm(next) }
        } catch {
            logger.error(
                "the deliveries of a destination could not be read", metadata: ["destination": "\(destination)", "error": "\(error)"])
            state.withLock { $0.isOwing = true }
            setAlarm(clock.now.adding(milliseconds: settings.firstBackoffMilliseconds))
        }
    }

    /// Wakes the lane at `due`, unless it will be woken earlier.
    private func setAlarm(_ due: Timestamp) {
        state.withLock { state in
            if let alarm = state.alarm, alarm.due <= due, alarm.due > clock.now { return }
            state.alarm?.task.cancel()
            let task = Task { [self] in
                do throws(CancellationError) { try await clock.sleep(until: due) } catch { return }
                wake()
            }
            state.alarm = (due, task)
        }
    }

    /// Until it is written: an outcome that is lost would run the function again.
    private func record(_ outcome: DeliveryOutcome, _ delivery: Delivery) async {
        report(outcome, delivery)
        while true {
            do throws(MetadataError) { return try await metadata.commit(RecordOutcome(outcome)) } catch {
                logger.error("an outcome could not be written yet", metadata: ["delivery": "\(delivery.id)", "error": "\(error)"])
                if case .stopped = error { return }
            }
            do throws(CancellationError) { try await clock.sleep(milliseconds: settings.firstBackoffMilliseconds) } catch { return }
        }
    }

    private func report(_ outcome: DeliveryOutcome, _ delivery: Delivery) {
        var metadata: Logger.Metadata = [
            "delivery": "\(delivery.id)", "destination": "\(destination)", "request_id": "\(delivery.requestID)",
            "attempts": "\(outcome.attempts)",
        ]
        if let error = outcome.error { metadata["error"] = "\(error)" }
        switch outcome.end {
        case .done: logger.debug("delivered", metadata: metadata)
        case .retry: logger.warning("a delivery failed and will be tried again", metadata: metadata)
        case .dead: logger.error("a delivery is dead; see `pelton events --state dead`", metadata: metadata)
        }
    }
}
