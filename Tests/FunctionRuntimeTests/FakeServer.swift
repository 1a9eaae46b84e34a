import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on a free port of the loopback that answers each request by a closure and remembers what it was sent.
final class FakeServer: Sendable {
    struct Request: Sendable {
        let method: HTTPMethod
        let target: String
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    struct Answer: Sendable {
        var status = HTTPResponseStatus.ok
        var headers: HTTPHeaders = [:]
        var body: [UInt8] = []
        /// Bytes announced; nil for as many as there are.
        var announced: Int?
        /// The connection ends instead of an answer.
        var hangsUp = false
        var closesAfter = false
    }

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let seen = Mutex<[Request]>([])
    private let connections = Mutex(0)
    private let channel: any Channel

    var port: Int { channel.localAddress?.port ?? 0 }
    var requests: [Request] { seen.withLock { $0 } }
    var connectionCount: Int { connections.withLock { $0 } }

    static func with<Result>(
        _ answer: @escaping @Sendable (Request, _ number: Int) -> Answer, _ body: (FakeServer) async throws -> Result
    ) async throws -> Result {
        let server = try await FakeServer(answer)
        do {
            let result = try await body(server)
            try await server.stop()
            return result
        } catch {
            try await server.stop()
            throw error
        }
    }

    private init(_ answer: @escaping @Sendable (Request, Int) -> Answer) async throws {
        let seen = self.seen.self
        _ = seen
        let record = Recorder()
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    record.opened()
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(answer: answer, record: record))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        recorder = record
    }

    private func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}
