internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import Core
private import Synchronization

/// Takes an answer as it comes in, until it is over its limit or there is no memory for it.
final class ResponseCollector: HTTPClientResponseDelegate {
    private struct State {
        var wasSent = false
        var head: HTTPResponseHead?
        var body: [UInt8] = []
        var memory: DocumentMemory
    }

    private let memory: MemoryReservation
    private let longest: Int
    private let isBodyless: Bool
    private let state: Mutex<State>

    /// - Parameter isHead: for a request whose answer has no body, whatever it says of its length.
    init(longest: Int, isHead: Bool, memory: MemoryReservation) {
        self.memory = memory
        self.longest = longest
        isBodyless = isHead
        state = Mutex(State(memory: DocumentMemory(memory, longest: longest)))
    }

    /// Whether any of the request has gone to the endpoint.
    var wasSent: Bool { state.withLock(\.wasSent) }

    func didSendRequestHead(task: HTTPClient.Task<OutboundResponse>, _ head: HTTPRequestHead) { state.withLock { $0.wasSent = true } }

    func didReceiveHead(task: HTTPClient.Task<OutboundResponse>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { $0.head = head }
        let isWithoutBody = isBodyless || head.status == .noContent || head.status == .notModified
        if !isWithoutBody, let length = head.headers.first(name: "content-length").flatMap({ Int(digits: $0) }), length > longest {
            return task.eventLoop.makeFailedFuture(OutboundError.tooLarge(.body))
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<OutboundResponse>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let failure = state.withLock { state -> OutboundError? in
            let length = state.body.count + buffer.readableBytes
            if length > longest { return .tooLarge(.body) }
            guard state.memory.covers(length) else { return .busy }
            state.body.append(contentsOf: buffer.readableBytesView)
            return nil
        }
        return failure.map { task.eventLoop.makeFailedFuture($0) } ?? task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<OutboundResponse>) throws -> OutboundResponse {
        let (head, body) = state.withLock { ($0.head, $0.body) }
        guard let head else { throw OutboundError.broken("The endpoint gave no answer.") }
        return OutboundResponse(
            status: Int(head.status.code), headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body, memory: memory)
    }
}
