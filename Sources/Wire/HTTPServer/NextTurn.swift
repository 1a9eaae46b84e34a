internal import NIOCore
private import NIOPosix

#if canImport(Glibc)
    private import Glibc
#endif

/// Lets connections, and requests that take long, go on once the loop has looked at all of its others. What is queued on a loop, by itself or with a time that has come, it
/// does before it looks at them again, without an end if that queues more. So it is woken by a pipe, which it sees when it sees them.
/// Unchecked, as it belongs to the loop; `init` is done before there is a connection.
final class NextTurn: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    /// Connections that go on in one turn.
    private static let together = 32
    /// Requests that do: each does up to a millisecond or two of work.
    private static let requestsTogether = 4

    private var waiting = CircularBuffer<Connection>()
    private var requests = CircularBuffer<CheckedContinuation<Void, Never>>()
    private var isAwaited: Bool { !waiting.isEmpty || !requests.isEmpty }
    /// -1 where there is no pipe.
    private var waker: CInt = -1

    /// - Parameter loop: another one than the caller's.
    init(_ loop: any EventLoop) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) + fcntl(end, F_SETFL, O_NONBLOCK) }
        let (reader, writer) = (ends[0], ends[1])
        let bootstrap = NIOPipeBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(self) }
        }
        do {
            _ = try bootstrap.takingOwnershipOfDescriptor(input: reader).wait()
            waker = writer
        } catch {
            // Who takes the reader closes it.
            Glibc.close(writer)
        }
    }

    deinit { if waker >= 0 { Glibc.close(waker) } }

    func add(_ connection: Connection) {
        let isWoken = isAwaited
        waiting.append(connection)
        if !isWoken { wake(connection.executor.loop) }
    }

    /// - Parameter loop: the one that this belongs to, which calls.
    func add(_ request: CheckedContinuation<Void, Never>, _ loop: any EventLoop) {
        let isWoken = isAwaited
        requests.append(request)
        if !isWoken { wake(loop) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { goOn(context.eventLoop) }

    private func goOn(_ loop: any EventLoop) {
        for _ in 0..<min(waiting.count, Self.together) { waiting.popFirst()?.goOn() }
        // What goes on is queued, and done before the next turn.
        for _ in 0..<min(requests.count, Self.requestsTogether) { requests.popFirst()?.resume() }
        if isAwaited { wake(loop) }
    }

    private func wake(_ loop: any EventLoop) {
        var byte: UInt8 = 0
        guard waker < 0 || write(waker, &byte, 1) != 1 else { return }
        // Not as fair, but nobody waits for ever.
        loop.execute { self.goOn(loop) }
    }
}
