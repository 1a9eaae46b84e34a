internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// Calls endpoints that others name, and only where nobody can be hurt by it: each call's host is looked up, each of its addresses judged,
/// and a connection made to one of those and to nothing else. Nothing is followed, unpacked or tried again.
///
/// Must be stopped before it goes.
package final class OutboundClient: Sendable {
    private struct State {
        var calls = 0
        var isStopped = false
        var stop: CheckedContinuation<Void, Never>?
    }

    private let policy: OutboundPolicy
    /// Of its own: the shake of hands takes a loop some milliseconds.
    private let group: MultiThreadedEventLoopGroup
    private let lookups: NameLookups
    private let memory: MemoryBudget
    private let state = Mutex(State())
    let clients: PinnedClients
    let received = ConnectionGuard.ReceivedBytes()

    /// - Throws: `.tls` if the policy's certificates cannot be read.
    package init(policy: OutboundPolicy, resolver: any OutboundResolver = SystemResolver()) throws(OutboundError) {
        self.policy = policy
        let limits = policy.limits
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if !policy.authorities.isEmpty {
            do { tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(policy.authorities))] } catch {
                throw .tls("The certificates of the authorities cannot be read.")
            }
        }
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        lookups = NameLookups(resolver, threads: limits.lookupThreads, capacity: limits.calls)
        memory = MemoryBudget(bytes: limits.memoryBytes)
        clients = PinnedClients(
            limits: limits, tls: tls, group: group, connectionGuard: ConnectionGuard(headBytes: limits.headBytes, received: received))
    }

    /// - Throws: `.busy` also where there are too many calls to this host, and `.cancelled` once the client is stopped.
    package func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        try begin()
        defer { end() }
        let limits = policy.limits
        guard request.body.count <= limits.requestBytes else { throw .tooLarge(.request) }
        let held = MemoryReservation(memory)
        guard held.take(request.body.count, for: .document) else { throw .busy }
        defer { withExtendedLifetime(held) {} }
        let start = NIODeadline.now()
        let milliseconds = min(request.milliseconds ?? limits.milliseconds, limits.longestMilliseconds)
        let deadline = start + .milliseconds(milliseconds)
        let isLookupShorter = limits.lookupMilliseconds < milliseconds
        let answer = try await lookups.answer(
            for: request.url.host, by: isLookupShorter ? start + .milliseconds(limits.lookupMilliseconds) : deadline,
            or: isLookupShorter ? .unresolvable("The host \(request.url.host) was not found in time.") : .timedOut, on: group.next())
        for address in answer.addresses {
            // One bad address among good ones is how a name is made to lead inside: none of them is called.
            if let rule = policy.refusal(of: address, own: answer.own, besides: request.allowed) { throw .refusedAddress(address, rule) }
        }
        var failure = OutboundError.unresolvable("The host \(request.url.host) has no address.")
        for key in keys(of: request.url, at: answer.addresses) {
            do { return try await call(request, key, by: deadline) } catch {
                guard case .cannotConnect = error else { throw error }
                failure = error
            }
        }
        throw failure
    }

    /// Ends the calls under way and closes all connections.
    package func stop() async {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        lookups.stop()
        await clients.stop()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.calls > 0 { state.stop = continuation }
                return state.calls == 0
            }
            if isOver { continuation.resume() }
        }
        // Nothing is left on its loop; that it cannot end would mean that it has.
        try? await group.shutdownGracefully()
    }

    private func begin() throws(OutboundError) {
        let refusal = state.withLock { state -> OutboundError? in
            if state.isStopped { return .cancelled }
            if state.calls >= policy.limits.calls { return .busy }
            state.calls += 1
            return nil
        }
        if let refusal { throw refusal }
    }

    private func end() {
        let stop = state.withLock { state in
            state.calls -= 1
            return state.calls == 0 ? state.stop.take() : nil
        }
        stop?.resume()
    }

    /// The addresses to try, in their order, but first one that there may be a connection to.
    private func keys(of url: OutboundURL, at addresses: [AddressRange.Address]) -> [PinnedClients.Key] {
        var keys = addresses.prefix(policy.limits.addresses).map {
            PinnedClients.Key(isSecure: url.isSecure, host: url.host, port: url.port, address: $0)
        }
        if let known = keys.firstIndex(where: clients.has) { keys.swapAt(0, known) }
        return keys
    }

    private func call(_ request: OutboundRequest, _ key: PinnedClients.Key, by deadline: NIODeadline) async throws(OutboundError)
        -> OutboundResponse
    {
        let limits = policy.limits
        let outgoing = try Self.outgoing(request)
        let client = try clients.lease(key)
        defer { clients.giveBack(key) }
        let collector = ResponseCollector(
            longest: min(request.bodyBytes ?? limits.bodyBytes, limits.bodyBytes), isHead: request.method == "HEAD",
            memory: MemoryReservation(memory))
        let task = client.execute(request: outgoing, delegate: collector, deadline: deadline)
        do {
            return try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
        } catch {
            throw OutboundError(error, wasSent: collector.wasSent)
        }
    }

    private static func outgoing(_ request: OutboundRequest) throws(OutboundError) -> HTTPClient.Request {
        let url = request.url
        var headers = HTTPHeaders()
        headers.add(name: "Host", value: url.authority)
        for (name, value) in request.headers { headers.add(name: name, value: value) }
        do {
            let outgoing = try HTTPClient.Request(
                url: url.description, method: HTTPMethod(rawValue: request.method), headers: headers,
                body: request.body.isEmpty ? nil : .byteBuffer(ByteBuffer(bytes: request.body)))
            // What it calls must be what was judged: a name that it reads in another way would not be the one that is pinned.
            guard outgoing.scheme == url.scheme, outgoing.host == url.host.description, outgoing.port == url.port else {
                throw OutboundError.badURL("The URL can be read in more than one way.")
            }
            return outgoing
        } catch {
            throw error as? OutboundError ?? .badURL("The URL cannot be called.")
        }
    }
}

extension OutboundError {
    /// - Parameter wasSent: whether any of the request had gone to the endpoint.
    fileprivate init(_ error: any Error, wasSent: Bool) {
        switch error {
        case let error as OutboundError: self = error
        case let error as HTTPClientError where error == .deadlineExceeded: self = .timedOut
        case let error as HTTPClientError where error == .cancelled || error == .alreadyShutdown: self = .cancelled
        case let error as HTTPParserError where error == .headerOverflow: self = .tooLarge(.head)
        case let error where wasSent: self = .broken("The answer broke: \(Self.reason(error)).")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .tls("The endpoint was not trusted: \(Self.reason(error)).")
        default: self = .cannotConnect("There is no connection: \(Self.reason(error)).")
        }
    }

    /// Short, and without the places in source files that some libraries put into their texts.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError:
            switch error {
            case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout: "it did not come about in time"
            case .remoteConnectionClosed: "the endpoint closed it"
            default: error.shortDescription
            }
        case is HTTPParserError, is NIOHTTPDecoderError: "that is not HTTP"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: "its certificate is for another host"
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            "\(error)".contains("CERTIFICATE_VERIFY_FAILED") ? "nobody vouches for its certificate" : "its TLS went wrong"
        default: "\(type(of: error))"
        }
    }
}
