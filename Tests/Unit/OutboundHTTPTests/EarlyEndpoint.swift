import NIOCore
import NIOPosix

/// Answers at the first byte that comes, before it has the request, and then reads no more of it or closes.
enum EarlyEndpoint {
    static func with(_ answer: String, isClosing: Bool, _ body: (Int) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(answer, isClosing))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(channel.localAddress?.port ?? 0)
            try await group.shutdownGracefully()
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let answer: String
        private let isClosing: Bool

        init(_ answer: String, _ isClosing: Bool) {
            self.answer = answer
            self.isClosing = isClosing
        }

        func channelActive(context: ChannelHandlerContext) { context.read() }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.channel.say(answer, thenClose: isClosing) }
    }
}
