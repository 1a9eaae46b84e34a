package import Logging
private import NIOCore
private import NIOHTTP1
private import NIOPosix

#if canImport(Glibc)
    private import Glibc
#endif
package import Core

/// An HTTP/1.1 server on swift-nio's codec: event loops, listeners, and an orderly end.
package final class HTTPServer: Sendable {
    private struct Loop: Sendable {
        let executor: LoopExecutor
        let date: DateHeader
        let nextTurn: NextTurn
    }

    private let group: MultiThreadedEventLoopGroup
    private let loops: [ObjectIdentifier: Loop]
    private let registry: ConnectionRegistry
    private let receiving: ReceiveBudget
    private let answers: AnswerMemory
    private let limits: FrontLimits
    private let logger: Logger

    package init(threads: Int, limits: FrontLimits = FrontLimits(), clock: any PeltonClock = SystemClock(), logger: Logger) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        loops = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map {
                (ObjectIdentifier($0), Loop(executor: LoopExecutor($0), date: DateHeader(clock: clock), nextTurn: NextTurn($0)))
            })
        registry = ConnectionRegistry(limit: limits.connections)
        receiving = ReceiveBudget(bytes: limits.receiveBytes)
        answers = AnswerMemory(bytes: limits.answerBytes)
        self.limits = limits
        self.logger = logger
    }

    /// Listens on an address of this host.
    /// - Parameter port: 0 takes a free one.
    package func listen(host: String, port: Int, responder: any Responder) async throws(ListenError) -> Listener {
        do {
            let channel = try await bootstrap(responder, limits.connectionsOfListener).bind(host: host, port: port).get()
            return Listener(channel: channel)
        } catch { throw ListenError(reason: "\(error)", isInUse: (error as? IOError)?.errnoCode == EADDRINUSE) }
    }

    /// Serves a socket that listens already.
    /// - Parameters:
    ///   - socket: becomes the server's.
    ///   - connections: at a time; what comes beyond is closed.
    package func adopt(socket: CInt, connections: Int, responder: any Responder) async throws(ListenError) -> Listener {
        do {
            let channel = try await bootstrap(responder, connections).withBoundSocket(socket).get()
            return Listener(channel: channel)
        } catch { throw ListenError(reason: "\(error)", isInUse: false) }
    }

    /// Lets the requests that run end, then ends every connection. The listeners are closed by then.
    package func drain(graceMilliseconds: Int64) async {
        registry.forEach { $0.drain() }
        let registry = registry
        let reaper = Task {
            try? await SystemClock().sleep(milliseconds: graceMilliseconds)
            registry.forEach { $0.close() }
        }
        await registry.waitUntilEmpty()
        reaper.cancel()
    }

    /// Ends the event loops. Nothing of this server may be used afterwards.
    package func stop() async { try? await group.shutdownGracefully() }

    private func bootstrap(_ responder: any Responder, _ connections: Int) -> ServerBootstrap {
        let (loops, limits, registry, receiving, answers) = (loops, limits, registry, receiving, answers)
        let places = ConnectionLimiter(connections)
        let peers = loops.mapValues { _ in LoopConnections() }
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let id = ObjectIdentifier(channel.eventLoop)
                    guard let loop = loops[id], let peers = peers[id] else { throw ResponseWriter.Closed() }
                    let gate = InboundGate()
                    try channel.syncOptions?.setOption(.recvAllocator, value: ReceiveBuffers(receiving, gate))
                    let connection = Connection(
                        executor: loop.executor, responder: responder, limits: limits, registry: registry, places: places,
                        peers: peers, gate: gate, nextTurn: loop.nextTurn, receiving: receiving, answers: answers, date: loop.date)
                    try channel.pipeline.syncOperations.addHandlers([
                        gate, HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
                        connection,
                    ])
                }
            }
    }
}

/// Why a socket cannot be listened on.
package struct ListenError: Error {
    package let reason: String
    package let isInUse: Bool
}
