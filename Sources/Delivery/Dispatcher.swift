package import Events
package import Invoke
package import Logging
package import Metadata
package import PeltonCore
private import Synchronization

/// Takes what is owed to destinations and sees that it gets there: at least once, or parked in sight.
///
/// It polls nothing: the committer says which destinations got something, and each lane sleeps until its next retry is due.
package final class Dispatcher: AsyncInvokes {
    private struct State {
        var lanes: [String: (lane: Lane, task: Task<Void, Never>)] = [:]
        var isStopped = false
    }

    private let metadata: MetadataStore
    private let attempt: Attempt
    private let clock: SteadyClock
    private let settings: DeliverySettings
    private let random: any RandomSource
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameters:
    ///   - functions: finds what to run.
    ///   - permissions: says, at each delivery, whether S3 may invoke it.
    package init(
        metadata: MetadataStore, functions: any FunctionResolver, permissions: any DestinationCheck, invoker: any Invoker,
        settings: DeliverySettings, clock: any PeltonClock, random: any RandomSource, logger: Logger
    ) {
        self.metadata = metadata
        self.settings = settings
        self.random = random
        self.logger = logger
        self.clock = SteadyClock(clock)
        attempt = Attempt(functions: functions, permissions: permissions, invoker: invoker, settings: settings, clock: self.clock)
    }

    /// Takes up what earlier runs left owing; their claims are void.
    /// - Throws: if the store cannot be read or written.
    package func start() async throws(MetadataError) {
        let longest = max(settings.retryWaitsMilliseconds.max() ?? 0, settings.longestBackoffMilliseconds)
        try await metadata.commit(ClampDueTimes(latest: clock.now.adding(milliseconds: longest)))
        metadata.onDeliveries { [weak self] destinations in self?.wake(destinations) }
        wake(Set(try await metadata.read(ListPendingDestinations())))
    }

    /// Lets running attempts end for `graceMilliseconds`, then cancels them: what is unfinished is delivered after the next start.
    package func stop(graceMilliseconds: Int64) async {
        let lanes = state.withLock { state in
            state.isStopped = true
            return Array(state.lanes.values)
        }
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
        function: ARN, payload: [UInt8], traceHeader: String?, provenance: InvocationProvenance?
    ) async throws(InvokeError) -> String {
        let requestID = random.uuid()
        let owed = OweInvocation(
            function: function, payload: payload, requestID: requestID, traceHeader: traceHeader, depth: provenance?.depth ?? 0)
        do { try await metadata.commit(owed, ofBytes: payload.count) } catch {
            switch error {
            case .busy: throw .throttled
            case .diskFull: throw .diskFull
            default: throw .unavailable("The invocation could not be stored.")
            }
        }
        return requestID
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
            destination: destination, metadata: metadata, attempt: attempt, clock: clock, settings: settings, logger: logger)
        return (lane, Task { await lane.run() })
    }
}
