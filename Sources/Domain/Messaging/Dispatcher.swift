package import Notifications
package import Invocation
package import Logging
package import Store
package import Core
private import Synchronization

/// Takes what is owed to destinations and sees that it gets there: at least once, or parked in sight.
///
/// It polls nothing: the committer says which destinations got something, and each lane sleeps until its next retry is due. A lane to whose
/// destination nothing is owed any more ends, and another is made when something is.
package final class Dispatcher: AsyncInvokes {
    private struct State {
        var lanes: [String: (lane: Lane, task: Task<Void, Never>)] = [:]
        var takingUp: Task<Void, Never>?
        var isStopped = false
    }

    private let metadata: MetadataStore
    private let attempt: Attempt
    private let clock: MonotonicClock
    private let settings: DeliverySettings
    private let logger: Logger
    private let state = Mutex(State())
    /// Rows that one step of taking up may change.
    private static let batch = 500

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
        self.clock = MonotonicClock(clock)
        attempt = Attempt(
            metadata: metadata, functions: functions, permissions: permissions, invoker: invoker, settings: settings, clock: self.clock)
    }

    /// From now on what is owed is delivered. What earlier runs left owing is taken up meanwhile; their claims are void.
    /// - Throws: if the store cannot be read.
    package func start() async throws(MetadataError) {
        metadata.onDeliveries { [weak self] destinations in self?.wake(destinations) }
        guard let first = try await metadata.read(FindPendingDestination(after: "")) else { return }
        state.withLock { state in
            guard !state.isStopped else { return }
            state.takingUp = Task { [weak self] in await self?.takeUp(from: first) }
        }
    }

    /// One destination after the other: each look waits behind those of the lanes already woken, so that few of them read at once.
    private func takeUp(from first: FindPendingDestination.Found) async {
        var found: FindPendingDestination.Found? = first
        while let owed = found, !Task.isCancelled {
            do throws(MetadataError) {
                try await clamp(owed)
                wake([owed.destination])
                found = try await metadata.read(FindPendingDestination(after: owed.destination))
            } catch {
                if case .stopped = error { return }
                logger.error("what is owed could not be taken up yet", metadata: ["error": "\(error)"])
                do throws(CancellationError) { try await clock.sleep(milliseconds: settings.firstBackoffMilliseconds) } catch { return }
            }
        }
    }

    private func clamp(_ owed: FindPendingDestination.Found) async throws(MetadataError) {
        let longest = max(settings.retryWaitsMilliseconds.max() ?? 0, settings.longestBackoffMilliseconds)
        let latest = clock.now.adding(milliseconds: longest)
        guard owed.latest > latest else { return }
        let step = ClampDueTimes(destination: owed.destination, latest: latest, limit: Self.batch)
        while try await metadata.commit(step) == Self.batch {}
    }

    /// Lets running attempts end for `graceMilliseconds`, then cancels them: what is unfinished is delivered after the next start.
    package func stop(graceMilliseconds: Int64) async {
        let (lanes, takingUp) = state.withLock { state in
            state.isStopped = true
            return (Array(state.lanes.values), state.takingUp)
        }
        takingUp?.cancel()
        await takingUp?.value
        for (lane, _) in lanes { lane.close() }
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

    private func wake(_ destinations: Set<String>) {
        state.withLock { state in
            guard !state.isStopped else { return }
            for destination in destinations {
                if state.lanes[destination] == nil { state.lanes[destination] = open(destination) }
                state.lanes[destination]?.lane.wake()
            }
        }
    }

    private func open(_ destination: String) -> (lane: Lane, task: Task<Void, Never>) {
        let lane = Lane(
            destination: destination, metadata: metadata, attempt: attempt, clock: clock, settings: settings, logger: logger,
            retire: { [weak self] lane in self?.retire(lane) })
        return (lane, Task { await lane.run() })
    }

    /// Lets a lane go that has nothing to do, unless it was woken meanwhile: it is woken under the same lock.
    private func retire(_ lane: Lane) {
        state.withLock { state in
            guard !state.isStopped, state.lanes[lane.destination]?.lane === lane, lane.isAsleep else { return }
            state.lanes[lane.destination] = nil
            lane.close()
        }
    }

    /// Destinations that have a lane at this moment.
    package var laneCount: Int { state.withLock { $0.lanes.count } }
}
