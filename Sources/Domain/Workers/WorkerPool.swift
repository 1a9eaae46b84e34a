internal import Policies
internal import Invocation
internal import Core
private import Synchronization

/// Who has a worker and who waits for one. Workers are kept warm, up to a number for all functions together.
final class WorkerPool: Sendable {
    private struct Idle {
        let worker: Worker
        let since: Int64
    }

    private struct State {
        /// The most recently used last.
        var idle: [ARN: [Idle]] = [:]
        var all: [ObjectIdentifier: Worker] = [:]
        /// Who sleeps until the worker has been idle for long.
        var watches: [ObjectIdentifier: Task<Void, Never>] = [:]
        /// Made or being made.
        var count = 0
        var waiting: WaitingCalls<(id: Int, turn: CheckedContinuation<Turn, Never>)>
        var waits = 0
        var takesEvents = true
        var isStopped = false
    }

    private enum Turn: Sendable { case again, refused, cancelled }

    enum Lease {
        case worker(Worker)
        /// There is room for a new one; whoever gets this makes it, or gives the place back.
        case place
    }

    private let settings: WorkerSettings
    private let clock: any PeltonClock
    private let state: Mutex<State>
    let returning: WarmWorkerWaiters

    init(_ settings: WorkerSettings, clock: any PeltonClock) {
        self.settings = settings
        self.clock = clock
        state = Mutex(State(waiting: WaitingCalls(most: settings.waitingCalls)))
        returning = WarmWorkerWaiters(clock: clock)
    }

    /// A worker that fits, or the place for a new one, at the price of another function's idle worker if need be. Waits for its turn.
    /// - Parameter isEvent: nobody waits for the answer.
    func lease(for function: FunctionSpecification, isEvent: Bool = false) async throws(InvokeError) -> Lease {
        var mayMake = false
        while true {
            var evicted: [Worker] = []
            let lease = try take(function, isEvent: isEvent, mayMake: mayMake, &evicted)
            for worker in evicted { await end(worker) }
            if let lease { return lease }
            guard mayMake else {
                await returning.wait(for: function.arn)
                mayMake = true
                continue
            }
            switch await wait(isEvent: isEvent) {
            case .again: continue
            case .refused: throw .throttled
            case .cancelled: throw .stopping
            }
        }
    }

    func add(_ worker: Worker) { state.withLock { $0.all[ObjectIdentifier(worker)] = worker } }

    /// The worker can take another call, unless its function was retired while it was out. That is asked once `retire` can find it: who
    /// retires a function has made its code unwanted before.
    func giveBack(_ worker: Worker, _ function: ARN) async {
        let isKept = state.withLock { state in
            guard !state.isStopped, !worker.isClosed else { return false }
            state.idle[function, default: []].append(Idle(worker: worker, since: clock.monotonicMilliseconds))
            if state.watches[ObjectIdentifier(worker)] == nil { watch(worker, function, for: settings.idleMilliseconds, &state) }
            return true
        }
        guard isKept, worker.spec.function.codeHold.isWanted || !takeIdle(worker, function) else { return await end(worker) }
        wakeOne()
    }

    func end(_ worker: Worker) async {
        worker.close()
        state.withLock { state in
            if state.all.removeValue(forKey: ObjectIdentifier(worker)) != nil { state.count -= 1 }
            state.watches.removeValue(forKey: ObjectIdentifier(worker))?.cancel()
        }
        wakeOne()
    }

    func giveBackPlace() {
        state.withLock { $0.count -= 1 }
        wakeOne()
    }

    func retire(_ function: ARN) async {
        for worker in takeIdle(function) { await end(worker) }
    }

    /// Of how many something is remembered.
    var functions: Int { state.withLock { $0.idle.count } }

    func takeIdle(_ function: ARN) -> [Worker] { state.withLock { $0.idle.removeValue(forKey: function) }?.map(\.worker) ?? [] }

    /// - Returns: false if somebody else has it by now.
    private func takeIdle(_ worker: Worker, _ function: ARN) -> Bool { state.withLock { Self.takeIdle(worker, function, &$0) } }

    private static func takeIdle(_ worker: Worker, _ function: ARN, _ state: inout State) -> Bool {
        guard let place = state.idle[function]?.firstIndex(where: { $0.worker === worker }) else { return false }
        state.idle[function]?.remove(at: place)
        // The function may be gone.
        if state.idle[function]?.isEmpty == true { state.idle[function] = nil }
        return true
    }

    func stopEvents() {
        let waiting = state.withLock { state in
            state.takesEvents = false
            return state.waiting.removeEvents()
        }
        for waiter in waiting { waiter.turn.resume(returning: .cancelled) }
    }

    /// - Returns: all workers, which are the caller's to end.
    func stop() -> [Worker] {
        let (waiting, all) = state.withLock { state in
            state.isStopped = true
            state.idle = [:]
            for watch in state.watches.values { watch.cancel() }
            state.watches = [:]
            return (state.waiting.removeAll(), Array(state.all.values))
        }
        for waiter in waiting { waiter.turn.resume(returning: .again) }
        return all
    }

    private func take(
        _ function: FunctionSpecification, isEvent: Bool, mayMake: Bool, _ evicted: inout [Worker]
    ) throws(InvokeError) -> Lease? {
        let needed = clock.now.adding(seconds: Int64(function.timeoutSeconds) + 60)
        let (lease, out, isStopped) = state.withLock { state -> (Lease?, [Worker], Bool) in
            guard !state.isStopped, state.takesEvents || !isEvent else { return (nil, [], true) }
            var out: [Worker] = []
            while let entry = state.idle[function.arn]?.popLast() {
                let fits = entry.worker.spec.function == function && entry.worker.session.expiration > needed && !entry.worker.isClosed
                if fits { return (.worker(entry.worker), out, false) }
                out.append(entry.worker)
            }
            guard mayMake else { return (nil, out, false) }
            if state.count < settings.workers {
                state.count += 1
                return (.place, out, false)
            }
            if out.isEmpty, let oldest = Self.removeOldest(&state) { out.append(oldest) }
            return (nil, out, false)
        }
        evicted = out
        guard !isStopped else { throw .stopping }
        return lease
    }

    private static func removeOldest(_ state: inout State) -> Worker? {
        guard
            let (arn, list) = state.idle.filter({ !$0.value.isEmpty }).min(by: {
                ($0.value.first?.since ?? 0) < ($1.value.first?.since ?? 0)
            })
        else { return nil }
        state.idle[arn] = Array(list.dropFirst())
        return list.first?.worker
    }

    /// Until there may be a worker or a place. Who is cancelled waits no longer: a call that is stopped must not wait for one that hangs.
    private func wait(isEvent: Bool) async -> Turn {
        let id = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let turn = begin(id, isEvent, continuation) { continuation.resume(returning: turn) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.remove { $0.id == id }
            }
            waiter?.turn.resume(returning: .cancelled)
        }
    }

    /// - Returns: nil if it waits.
    private func begin(_ id: Int, _ isEvent: Bool, _ continuation: CheckedContinuation<Turn, Never>) -> Turn? {
        state.withLock { state in
            if state.isStopped || isEvent && !state.takesEvents || state.count < settings.workers
                || state.idle.values.contains(where: { !$0.isEmpty })
            {
                return .again
            }
            // Asked within the lock: a cancellation that comes later finds it among those that wait.
            if Task.isCancelled { return .cancelled }
            return state.waiting.add((id, continuation), isEvent: isEvent) ? nil : .refused
        }
    }

    private func wakeOne() {
        let next = state.withLock { $0.waiting.next() }
        next?.turn.resume(returning: .again)
    }

    /// How many wait.
    var waiting: Int { state.withLock(\.waiting.count) }

    /// Looks at the worker once for all the times that it comes back until then: a task that sleeps takes some kilobytes.
    private func watch(_ worker: Worker, _ function: ARN, for milliseconds: Int64, _ state: inout State) {
        state.watches[ObjectIdentifier(worker)] = Task { [weak self, weak worker, clock] in
            do throws(CancellationError) { try await clock.sleep(milliseconds: milliseconds) } catch { return }
            if let self, let worker { await self.expire(worker, function) }
        }
    }

    private func expire(_ worker: Worker, _ function: ARN) async {
        let oldest = clock.monotonicMilliseconds - settings.idleMilliseconds
        let isOver = state.withLock { state in
            // Nil if it ended just now; one that is out is watched again when it comes back.
            guard state.watches.removeValue(forKey: ObjectIdentifier(worker)) != nil,
                let idle = state.idle[function]?.first(where: { $0.worker === worker })
            else { return false }
            guard idle.since > oldest else { return Self.takeIdle(worker, function, &state) }
            watch(worker, function, for: idle.since - oldest, &state)
            return false
        }
        if isOver { await end(worker) }
    }
}
