internal import NIOCore
internal import Core
private import CLinux
private import Synchronization

/// Looks names up on threads of its own, each name once at a time, whoever waits for it.
final class NameLookups: Sendable {
    struct Answer: Sendable {
        let addresses: [AddressRange.Address]
        /// Those of this machine, at the same time.
        let own: [AddressRange.Address]
    }

    private struct State {
        /// Those who wait, by the hosts that are looked up.
        var waiters: [OutboundURL.Host: [ObjectIdentifier: Waiter]] = [:]
        var isStopped = false
    }

    private let resolver: any OutboundResolver
    private let pool: BlockingPool<Void>
    private let state = Mutex(State())

    init(_ resolver: any OutboundResolver, threads: Int, capacity: Int) {
        self.resolver = resolver
        pool = BlockingPool(name: "lookup", threads: threads, capacity: capacity) {
            // Else one name whose servers are silent would keep a thread for half a minute.
            clinux_limit_lookups(2, 2)
        }
    }

    /// - Parameter late: what is thrown at the deadline.
    func answer(for host: OutboundURL.Host, by deadline: NIODeadline, or late: OutboundError, on loop: any EventLoop)
        async throws(OutboundError) -> Answer
    {
        let waiter = Waiter()
        let isFirst = state.withLock { state -> Bool? in
            if state.isStopped { return nil }
            defer { state.waiters[host, default: [:]][ObjectIdentifier(waiter)] = waiter }
            return state.waiters[host] == nil
        }
        guard let isFirst else { throw .cancelled }
        defer { state.withLock { _ = $0.waiters[host]?.removeValue(forKey: ObjectIdentifier(waiter)) } }
        if isFirst, !pool.enqueue({ [self] _ in settle(host, find(host)) }) { settle(host, .failure(.busy)) }
        let timer = loop.scheduleTask(deadline: deadline) { waiter.settle(.failure(late)) }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            await waiter.result()
        } onCancel: {
            waiter.settle(.failure(.cancelled))
        }.get()
    }

    /// Nobody waits any more; a thread whose resolver does not come back ends when it does.
    func stop() {
        let hosts = state.withLock { state in
            state.isStopped = true
            return Array(state.waiters.keys)
        }
        for host in hosts { settle(host, .failure(.cancelled)) }
        Threads.start(name: "lookup-end") { [pool] in pool.stop() }
    }

    private func find(_ host: OutboundURL.Host) -> Result<Answer, OutboundError> {
        do {
            let own = try resolver.ownAddresses()
            switch host {
            case .address(let address): return .success(Answer(addresses: [address], own: own))
            case .name(let name): return .success(Answer(addresses: try resolver.addresses(of: name), own: own))
            }
        } catch {
            return .failure(.unresolvable(error.reason))
        }
    }

    private func settle(_ host: OutboundURL.Host, _ result: Result<Answer, OutboundError>) {
        let waiters = state.withLock { $0.waiters.removeValue(forKey: host) } ?? [:]
        for waiter in waiters.values { waiter.settle(result) }
    }
}

/// Gets whatever comes first: the answer, the deadline, or the end of the task or the client that waits.
private final class Waiter: Sendable {
    private struct State {
        var result: Result<NameLookups.Answer, OutboundError>?
        var continuation: CheckedContinuation<Result<NameLookups.Answer, OutboundError>, Never>?
    }

    private let state = Mutex(State())

    func settle(_ result: Result<NameLookups.Answer, OutboundError>) {
        let continuation = state.withLock { state -> CheckedContinuation<Result<NameLookups.Answer, OutboundError>, Never>? in
            guard state.result == nil else { return nil }
            state.result = result
            return state.continuation.take()
        }
        continuation?.resume(returning: result)
    }

    func result() async -> Result<NameLookups.Answer, OutboundError> {
        await withCheckedContinuation { continuation in
            let result = state.withLock { state in
                if state.result == nil { state.continuation = continuation }
                return state.result
            }
            if let result { continuation.resume(returning: result) }
        }
    }
}
