internal import AsyncHTTPClient
internal import NIOCore
internal import NIOSSL
internal import Core
private import Synchronization

/// Clients of async-http-client, each for one host at one address: its connections lead there and nowhere else, so none that is kept can serve
/// a name that has been judged to have another address. One client for all could not be told the address for a call, and never forgets a host.
final class PinnedClients: Sendable {
    struct Key: Hashable {
        let isSecure: Bool
        let host: OutboundURL.Host
        let port: Int
        let address: AddressRange.Address
    }

    private struct Entry {
        let client: HTTPClient
        var calls: Int
        /// When a call last began, counted in calls.
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// Those that have been given up and whose connections have yet to close.
        var closing: [ObjectIdentifier: EventLoopFuture<Void>] = [:]
        var uses: UInt64 = 0
        var isStopped = false
    }

    private let limits: OutboundLimits
    private let tls: TLSConfiguration
    private let group: any EventLoopGroup
    private let connectionGuard: ConnectionGuard
    private let state = Mutex(State())

    init(limits: OutboundLimits, tls: TLSConfiguration, group: any EventLoopGroup, connectionGuard: ConnectionGuard) {
        self.limits = limits
        self.tls = tls
        self.group = group
        self.connectionGuard = connectionGuard
    }

    /// How many there are, those that close among them.
    var count: Int { state.withLock { $0.entries.count + $0.closing.count } }

    func has(_ key: Key) -> Bool { state.withLock { $0.entries[key] != nil } }

    /// A client with a connection, or the place for one, to be given back.
    func lease(_ key: Key) throws(OutboundError) -> HTTPClient {
        try state.withLock { state throws(OutboundError) in
            if state.isStopped { throw .cancelled }
            state.uses += 1
            if let entry = state.entries[key] {
                guard entry.calls < limits.callsPerHost else { throw .busy }
                state.entries[key] = Entry(client: entry.client, calls: entry.calls + 1, lastUse: state.uses)
                return entry.client
            }
            if state.entries.count >= limits.hosts {
                guard state.closing.count < limits.hosts,
                    let oldest = state.entries.filter({ $0.value.calls == 0 }).min(by: { $0.value.lastUse < $1.value.lastUse })
                else { throw .busy }
                state.entries[oldest.key] = nil
                close(oldest.value.client, &state)
            }
            let client = HTTPClient(eventLoopGroup: group, configuration: try configuration(for: key))
            state.entries[key] = Entry(client: client, calls: 1, lastUse: state.uses)
            return client
        }
    }

    func giveBack(_ key: Key) { state.withLock { $0.entries[key]?.calls -= 1 } }

    /// Ends what is under way, and returns once all connections are closed.
    func stop() async {
        let closing = state.withLock { state in
            state.isStopped = true
            for entry in state.entries.values { close(entry.client, &state) }
            state.entries = [:]
            return Array(state.closing.values)
        }
        // Only that they are over counts: a client that fails to close has nothing that could be tried again.
        for future in closing { try? await future.get() }
    }

    private func close(_ client: HTTPClient, _ state: inout State) {
        let id = ObjectIdentifier(client)
        let closed: EventLoopFuture<Void> = client.shutdown()
        state.closing[id] = closed
        // Never within this lock: the future is completed on an event loop, later.
        closed.whenComplete { [self] _ in self.state.withLock { _ = $0.closing.removeValue(forKey: id) } }
    }

    func configuration(for key: Key) throws(OutboundError) -> HTTPClient.Configuration {
        // A literal that async-http-client could not read would be a name to it, and looked up once more.
        let address: SocketAddress
        do { address = try SocketAddress(ipAddress: key.address.description, port: key.port) } catch {
            throw .cannotConnect("The address \(key.address) is not one that sockets know.")
        }
        var pool = HTTPClient.Configuration.ConnectionPool(
            idleTimeout: .milliseconds(limits.idleMilliseconds), concurrentHTTP1ConnectionsPerHostSoftLimit: limits.callsPerHost)
        pool.retryConnectionEstablishment = false
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow, timeout: .init(connect: .milliseconds(limits.connectMilliseconds)),
            connectionPool: pool, proxy: nil, decompression: .disabled)
        configuration.httpVersion = .http1Only
        var name: String?
        if case .name(let host) = key.host {
            configuration.dnsOverride = [host: key.address.description]
            if key.isSecure { name = host }
        }
        configuration.http1_1ConnectionDebugInitializer = { [connectionGuard, name] channel in
            do {
                try connectionGuard.guardConnection(channel, to: address, named: name)
                return channel.eventLoop.makeSucceededVoidFuture()
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
        return configuration
    }
}
