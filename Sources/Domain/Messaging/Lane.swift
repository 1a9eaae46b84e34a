internal import Logging
internal import Store
internal import Core
private import Synchronization

/// Works off one source. Each destination has lanes of its own, so that a slow or dead one delays no other; one for each account that sends
/// to it, so that these delay each other no more than that.
///
/// Claims live in memory, and so does a pause. Only outcomes are written, together where they come together.
final class Lane<Source: WorkSource>: Sendable {
    private struct State {
        var items: LaneState<Source.Item>
        /// A look is asked for that has not begun.
        var isWoken = false
        /// Why the last attempt found that the destination takes nothing; whether what is too old because of that has yet to be parked.
        var failure: String?
        var mustExpire = false
        /// Outcomes to be written; whether somebody is at it.
        var unsettled: [(id: Source.Item.ID, outcome: Source.Outcome, isAlive: Bool)] = []
        var isSettling = false
        var alarm: (due: Timestamp, task: Task<Void, Never>)?
    }

    let source: Source
    private let metadata: MetadataStore
    private let carry: @Sendable (Source.Item) async -> CarryResult<Source.Outcome>
    private let clock: StoreClock
    private let settings: DeliverySettings
    private let logger: Logger
    private let state: Mutex<State>
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let retire: @Sendable (Lane) -> Void

    /// - Parameter retire: called when nothing is left to do.
    init(
        _ source: Source, metadata: MetadataStore, clock: StoreClock, settings: DeliverySettings, logger: Logger,
        carry: @escaping @Sendable (Source.Item) async -> CarryResult<Source.Outcome>, retire: @escaping @Sendable (Lane) -> Void
    ) {
        self.source = source
        self.metadata = metadata
        self.carry = carry
        self.clock = clock
        self.settings = settings
        self.logger = logger
        self.retire = retire
        state = Mutex(State(items: LaneState(settings: settings)))
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something may be due. However often it is called, one look follows, and none while the lane is paused.
    func wake() {
        state.withLock { $0.isWoken = true }
        signal.yield()
    }

    /// The destination was mended: what waits for it is tried now.
    func resume() {
        state.withLock { $0.items.resume() }
        wake()
    }

    /// The last look found nothing that is or will be due, nothing runs, and nobody has asked for another look.
    var isAsleep: Bool { state.withLock { !$0.isWoken && $0.items.isIdle } }

    /// Why the lane is paused; nil if it is not.
    var pauseReason: String? { state.withLock { $0.items.isPaused ? $0.failure : nil } }

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
                await expire()
                for item in await take() {
                    group.addTask { [self] in await attempt(item) }
                }
                if isAsleep { retire(self) }
            }
        }
    }

    // MARK: What is due

    /// As many as may run now, claimed.
    private func take() async -> [Source.Item] {
        // One time for all of it: a pause that ends meanwhile still has its alarm set.
        let now = clock.now
        let nextDue = state.withLock { $0.items.mustRefill(at: now) } ? await refill(now) : nil
        let (taken, nextLook) = state.withLock { ($0.items.take(at: now), $0.items.nextLook(nextDue, at: now)) }
        if let nextLook { setAlarm(nextLook) }
        return taken
    }

    /// - Returns: when the next one falls due.
    private func refill(_ now: Timestamp) async -> Timestamp? {
        // Noted before the look: an attempt that ends meanwhile may still show as pending in what was read.
        let (claimed, limit) = state.withLock { ($0.items.running, $0.items.pageLimit) }
        do throws(StoreFailure) {
            let due = try await source.take(limit, running: claimed)
            if !due.judged.isEmpty { await record(due.judged) }
            let hasMore = due.nextDue != nil || !due.judged.isEmpty
            state.withLock { $0.items.refill(due.items, claimed: claimed, hasMore: hasMore, at: now) }
            // More may lie behind what was judged.
            if due.items.isEmpty, !due.judged.isEmpty { wake() }
            return due.nextDue
        } catch {
            logger.error("what is due could not be read", metadata: ["destination": "\(source.name)", "error": "\(error)"])
            state.withLock { $0.items.miss() }
            return now.adding(milliseconds: settings.firstBackoffMilliseconds)
        }
    }

    /// Once after each attempt that found the destination dead. Nothing is taken meanwhile.
    private func expire() async {
        let (failure, running) = state.withLock { state in
            defer { state.mustExpire = false }
            return (state.mustExpire ? state.failure : nil, state.items.running)
        }
        guard let failure else { return }
        do throws(StoreFailure) {
            while let (step, limit) = try await source.expire(failure, except: running) {
                let count = try await metadata.commit(step)
                guard count > 0 else { return }
                logger.error(
                    "deliveries are dead, as their destination took nothing until they were too old; see `pelton events --state dead`",
                    metadata: ["destination": "\(source.name)", "count": "\(count)", "error": "\(failure)"])
                state.withLock { $0.items.forget() }
                guard count == limit else { return }
            }
        } catch {
            // The next attempt that fails asks again.
            logger.error("what is too old could not be parked", metadata: ["destination": "\(source.name)", "error": "\(error)"])
        }
    }

    /// Wakes the lane at `due`, unless it will be woken earlier.
    private func setAlarm(_ due: Timestamp) {
        state.withLock { state in
            if let alarm = state.alarm, alarm.due <= due, alarm.due > clock.now { return }
            state.alarm?.task.cancel()
            let task = Task { [self] in
                do throws(CancellationError) { try await clock.sleep(until: due) } catch { return }
                self.state.withLock { if $0.alarm?.due == due { $0.alarm = nil } }
                wake()
            }
            state.alarm = (due, task)
        }
    }

    // MARK: Attempts

    private func attempt(_ item: Source.Item) async {
        switch await carry(item) {
        case .answered(let outcome): await settle(outcome, item.id, isAlive: true)
        case .judged(let outcome): await settle(outcome, item.id, isAlive: false)
        case .unavailable(let reason): fail(item.id, reason)
        case .interrupted: state.withLock { $0.items.giveBack(item.id, at: clock.now) }
        }
        wake()
    }

    private func fail(_ id: Source.Item.ID, _ reason: String) {
        let pause = state.withLock { state in
            let pause = state.items.fail(id, at: clock.now)
            if pause != nil { (state.failure, state.mustExpire) = (reason, true) }
            return pause
        }
        guard let pause else { return }
        logger.warning(
            "a destination takes nothing now; what is owed to it waits",
            metadata: ["destination": "\(source.name)", "reason": "\(reason)", "milliseconds": "\(pause)"])
    }

    /// Whoever comes first writes, for all that come until it is done. An item stays claimed until its outcome is written.
    private func settle(_ outcome: Source.Outcome, _ id: Source.Item.ID, isAlive: Bool) async {
        let isFirst = state.withLock { state in
            state.unsettled.append((id, outcome, isAlive))
            defer { state.isSettling = true }
            return !state.isSettling
        }
        guard isFirst else { return }
        while true {
            let batch = state.withLock { state in
                defer { state.unsettled = [] }
                state.isSettling = !state.unsettled.isEmpty
                return state.unsettled
            }
            guard !batch.isEmpty else { return }
            await record(batch.map(\.outcome))
            state.withLock { state in
                for done in batch { state.items.finish(done.id, isAlive: done.isAlive) }
            }
            wake()
        }
    }

    /// Until it is written: an outcome that is lost would run the function again.
    private func record(_ outcomes: [Source.Outcome]) async {
        while true {
            do throws(StoreFailure) {
                _ = try await metadata.commit(source.settle(outcomes))
                return
            } catch {
                logger.error("outcomes could not be written yet", metadata: ["destination": "\(source.name)", "error": "\(error)"])
                if case .stopped = error { return }
            }
            do throws(CancellationError) { try await clock.sleep(milliseconds: settings.firstBackoffMilliseconds) } catch { return }
        }
    }
}
