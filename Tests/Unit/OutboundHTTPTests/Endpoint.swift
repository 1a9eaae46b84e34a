import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A little server on loopback that says, byte for byte, what a test tells it to, and counts.
final class Endpoint: Sendable {
    typealias Answer = @Sendable (_ channel: any Channel, _ request: String) -> Void

    private let channel: any Channel
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    fileprivate let state = Mutex(State())

    struct State {
        var requests: [String] = []
        var connections = 0
        var open = 0
        var closed: [CheckedContinuation<Void, Never>] = []
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    /// Whole requests, head and body.
    var requests: [String] { state.withLock(\.requests) }
    var connections: Int { state.withLock(\.connections) }

    /// Returns once no connection is open.
    func allClosed() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.open > 0 { state.closed.append(continuation) }
                return state.open == 0
            }
            if isDone { continuation.resume() }
        }
    }

    static func with<T>(
        host: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext? = nil, _ answer: @escaping Answer,
        _ body: (Endpoint) async throws -> T
    ) async throws -> T {
        let endpoint = try await Endpoint(host: host, port: port, tls: tls, answer)
        do {
            let result = try await body(endpoint)
            try await endpoint.group.shutdownGracefully()
            return result
        } catch {
            try await endpoint.group.shutdownGracefully()
            throw error
        }
    }

    private init(host: String, port: Int, tls: NIOSSLContext?, _ answer: @escaping Answer) async throws {
        let box = Box()
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Requests(box, answer))
                }
            }
            .bind(host: host, port: port).get()
        box.endpoint.withLock { $0 = self }
    }

    fileprivate final class Box: Sendable {
        let endpoint = Mutex<Endpoint?>(nil)
        func change(_ body: @Sendable (inout State) -> Void) { endpoint.withLock { $0 }?.state.withLock { body(&$0) } }
    }

    private final class Requests: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let endpoint: Box
        private let answer: Answer
        private var pending = ""

        init(_ endpoint: Box, _ answer: @escaping Answer) {
            self.endpoint = endpoint
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            endpoint.change {
                $0.connections += 1
                $0.open += 1
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            endpoint.change {
                $0.open -= 1
                guard $0.open == 0 else { return }
                for continuation in $0.closed { continuation.resume() }
                $0.closed = []
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            pending += String(buffer: unwrapInboundIn(data))
            while let end = pending.firstRange(of: "\r\n\r\n") {
                let head = pending[..<end.lowerBound]
                let length =
                    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) }
                    ?? 0
                guard pending[end.upperBound...].utf8.count >= length else { return }
                let rest = pending.utf8.index(end.upperBound, offsetBy: length)
                let request = String(pending[..<rest])
                pending = String(pending[rest...])
                endpoint.change { $0.requests.append(request) }
                answer(context.channel, request)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

extension Channel {
    func say(_ text: String, thenClose: Bool = false) {
        let isWritten = writeAndFlush(ByteBuffer(string: text))
        if thenClose { isWritten.whenComplete { _ in self.close(promise: nil) } }
    }

    /// Says it again and again, each time as the last one has left, until nobody takes it any more.
    func pour(_ text: String) {
        writeAndFlush(ByteBuffer(string: text)).whenSuccess { self.eventLoop.execute { self.pour(text) } }
    }

    func drip(_ text: String) {
        writeAndFlush(ByteBuffer(string: text)).whenSuccess {
            self.eventLoop.scheduleTask(in: .milliseconds(20)) { self.drip(text) }
        }
    }
}
