import NIOCore
import NIOHTTP1

/// Hands out the parts of an answer one by one and reads from the socket only when asked: a slow reader slows the
/// server down instead of filling memory. Lives on the connection's event loop.
final class ResponseReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var context: ChannelHandlerContext?
    private var ready = CircularBuffer<HTTPClientResponsePart>()
    private var waiting: EventLoopPromise<HTTPClientResponsePart>?
    private var failure: (any Error)?

    /// Whether a part can be had at once.
    var hasPart: Bool { !ready.isEmpty || failure != nil }

    /// The next part. One call at a time.
    func next(on loop: any EventLoop) -> EventLoopFuture<HTTPClientResponsePart> {
        precondition(waiting == nil, "a connection carries one exchange at a time")
        if let part = ready.popFirst() { return loop.makeSucceededFuture(part) }
        if let failure { return loop.makeFailedFuture(failure) }
        let promise = loop.makePromise(of: HTTPClientResponsePart.self)
        waiting = promise
        context?.read()
        return promise.futureResult
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        fail(HTTPClientError.closed)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .head(let head) = part, head.status.code < 200 { return }  // 1xx: the real answer follows
        if let promise = waiting {
            waiting = nil
            promise.succeed(part)
        } else {
            ready.append(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if waiting != nil { context.read() }  // bytes came, but no whole part
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(HTTPClientError.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    /// Ends the exchange for whoever waits.
    func fail(_ error: any Error) {
        if failure == nil { failure = error }
        waiting?.fail(error)
        waiting = nil
    }
}
