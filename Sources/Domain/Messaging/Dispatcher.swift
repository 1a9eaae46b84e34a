package import Notifications
package import Invocation
package import Logging
package import DeliveryData
internal import IdentityData
package import Store
package import Core
private import Synchronization

/// Takes what is owed to destinations and sees that it gets there: at least once, or parked in sight.
///
/// It polls nothing: the store signals on which routes something is owed, and each lane sleeps until its next retry is due. A lane on whose
/// route nothing is owed any more ends, and another is made when something is.
package final class Dispatcher: AsyncInvokes {
    private typealias DeliveryLane = Lane<DeliverySource>

    private struct State {
        var lanes: [DeliveryRoute: (lane: DeliveryLane, task: Task<Void, Never>)] = [:]
        /// Hear the store's signals, and take up what earlier runs left.
        var tasks: [Task<Void, Never>] = []
        var isStopped = false
    }

    private let metadata: MetadataStore
    private let couriers: Couriers
    private let invoker: any Invoker
    private let clock: StoreClock
    private let settings: DeliverySettings
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameters:
    ///   - functions: finds what to run.
    ///   - permissions: says, at each delivery, whether S3 may invoke it.
    package init(
        metadata: MetadataStore, functions: any FunctionResolver, permissions: any DestinationCheck, invoker: any Invoker,
        settings: DeliverySettings, clock: any PeltonClock, logger: Logger
    ) {
        self.metadata = metadata
        self.settings = settings
        self.logger = logger
        self.invoker = invoker
        self.clock = metadata.clock
        let retries = RetryPolicy(settings: settings, clock: self.clock, wall: clock)
        let function = FunctionCourier(
            metadata: metadata, functions: functions, permissions: permissions, invoker: invoker, retries: retries)
        couriers = Couriers(
            couriers: ["lambda": function], retries: retries, maximumDepth: settings.maximumDepth, logger: logger)
    }

    /// From now on what is owed is delivered. What earlier runs left owing is taken up meanwhile; their claims are void.
    /// - Throws: if the store cannot be read.
    package func start() async throws(StoreFailure) {
        // Before the look: what comes behind it is signalled.
        let changes = metadata.signals.subscribe(.deliveries)
        let mended = metadata.signals.subscribe(.destinations)
        let roles = metadata.signals.subscribe(.roles)
        let first = try await metadata.read(FindPendingRoute(after: 0))
        state.withLock { state in
            guard !state.isStopped else { return }
            state.tasks.append(
                Task { [weak self] in
                    for await change in changes { await self?.hear(change) }
                })
            state.tasks.append(
                Task { [weak self] in
                    for await change in mended { self?.resume(change) }
                })
            state.tasks.append(
                Task { [weak self] in
                    for await change in roles { self?.resume(mendedRoles: change) }
                })
            if let first { state.tasks.append(Task { [weak self] in await self?.takeUp(from: first) }) }
        }
    }

    private func hear(_ change: SignalSubscription.Change) async {
        switch change {
        case .ids(let routes): wake(routes.map { DeliveryRoute($0) })
        case .everything: await takeUp(from: nil)
        }
    }

    /// A function that was mended is called at once, and not when its lane would probe it.
    private func resume(_ change: SignalSubscription.Change) {
        let lanes = state.withLock { state in
            switch change {
            case .ids(let functions):
                state.lanes.values.map(\.lane).filter { lane in
                    // Rules may name the version too.
                    functions.contains { [$0, $0 + ":$LATEST"].contains(lane.source.route.destination) }
                }
            case .everything: state.lanes.values.map(\.lane)
            }
        }
        for lane in lanes { lane.resume() }
    }

    /// Functions whose role could not be assumed may be called again. Which of the account's they are nobody has to find out: those that are
    /// not paused have nothing to resume.
    private func resume(mendedRoles change: SignalSubscription.Change) {
        let lanes = state.withLock { Array($0.lanes.values.map(\.lane)) }
        for lane in lanes where lane.pauseReason != nil {
            guard case .ids(let accounts) = change else { lane.resume(); continue }
            if let account = ARN(lane.source.route.destination)?.account, accounts.contains(account) { lane.resume() }
        }
    }

    /// One destination after the other: each look waits behind those of the lanes already woken, so that few of them read at once.
    private func takeUp(from first: FindPendingRoute.Found?) async {
        var (found, last) = (first, 0 as Int64)
        while !Task.isCancelled {
            do throws(StoreFailure) {
                if found == nil { found = try await metadata.read(FindPendingRoute(after: last)) }
                guard let owed = found else { return }
                wake([owed.route])
                (found, last) = (nil, owed.id)
            } catch {
                if case .stopped = error { return }
                logger.error("what is owed could not be taken up yet", metadata: ["error": "\(error)"])
                do throws(CancellationError) { try await clock.sleep(milliseconds: settings.firstBackoffMilliseconds) } catch { return }
            }
        }
    }

    /// Lets running attempts end for `graceMilliseconds`, then cancels them; those that have not come to their function end at once. What is
    /// unfinished is delivered after the next start.
    package func stop(graceMilliseconds: Int64) async {
        let (lanes, tasks) = state.withLock { state in
            state.isStopped = true
            return (Array(state.lanes.values), state.tasks)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        for (lane, _) in lanes { lane.close() }
        invoker.stopEvents()
        let clock = clock
        let deadline = Task {
            do throws(CancellationError) { try await clock.sleep(milliseconds: graceMilliseconds) } catch { return }
            for (_, task) in lanes { task.cancel() }
        }
        for (_, task) in lanes { await task.value }
        deadline.cancel()
    }

    package func accept(
        function: ARN, requestID: String, payload: [UInt8], traceHeader: String?, provenance: Provenance?
    ) async throws(InvokeError) {
        let owed = EnqueueInvocation(
            function: function, payload: payload, requestID: requestID, traceHeader: traceHeader, depth: provenance?.depth ?? 0)
        do { try await metadata.commit(owed) } catch {
            switch error {
            case .busy: throw .throttled
            case .diskFull: throw .diskFull
            default: throw .unavailable("The invocation could not be stored.")
            }
        }
    }

    private func wake(_ routes: [DeliveryRoute]) {
        state.withLock { state in
            guard !state.isStopped else { return }
            for route in routes {
                if state.lanes[route] == nil { state.lanes[route] = open(route) }
                state.lanes[route]?.lane.wake()
            }
        }
    }

    private func open(_ route: DeliveryRoute) -> (lane: DeliveryLane, task: Task<Void, Never>) {
        let source = DeliverySource(
            route: route, metadata: metadata, clock: clock, settings: settings,
            judge: { [couriers] in await couriers.refused($0) })
        let lane = DeliveryLane(
            source, metadata: metadata, clock: clock, settings: settings, logger: logger, carry: { [couriers] in await couriers.carry($0) },
            retire: { [weak self] lane in self?.retire(lane) })
        return (lane, Task { await lane.run() })
    }

    /// Lets a lane go that has nothing to do, unless it was woken meanwhile: it is woken under the same lock.
    private func retire(_ lane: DeliveryLane) {
        state.withLock { state in
            guard !state.isStopped, state.lanes[lane.source.route]?.lane === lane, lane.isAsleep else { return }
            state.lanes[lane.source.route] = nil
            lane.close()
        }
    }

    /// Why what an account owes to a destination waits; nil if it does not.
    package func pauseReason(of route: DeliveryRoute) -> String? { state.withLock { $0.lanes[route]?.lane }?.pauseReason }

    /// Routes that have a lane at this moment.
    package var laneCount: Int { state.withLock { $0.lanes.count } }
}
