import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One kept-open HTTP/1.1 connection. One exchange at a time.
struct HTTPConnection: Sendable {
    private static let chunkSize = 256 << 10

    let channel: any Channel
    private let reader: NIOLoopBound<ResponseReader>

    static func open(to endpoint: Endpoint, on group: any EventLoopGroup) async throws -> HTTPConnection {
        do {
            return try await ClientBootstrap(group: group)
                .connectTimeout(.seconds(5))
                .channelOption(.autoRead, value: false)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: endpoint.host, port: endpoint.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let reader = ResponseReader()
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(reader)
                        return HTTPConnection(channel: channel, reader: NIOLoopBound(reader, eventLoop: channel.eventLoop))
                    }
                }
        } catch {
            throw HTTPClientError.cannotConnect(endpoint, error)
        }
    }

    var isOpen: Bool { channel.isActive }
    func close() { channel.close(promise: nil) }

    /// Sends a request. A server that answers before it has read all of the body ends the sending.
    /// - Returns: whether all of it was sent, so that the connection can carry another exchange.
    func send(_ head: HTTPRequestHead, body: HTTPRequest.Body) async throws -> Bool {
        switch body {
        case .none:
            try await write([.head(head), .end(nil)])
        case .bytes(let bytes):
            try await write([.head(head), .body(.byteBuffer(ByteBuffer(bytes: bytes))), .end(nil)])
        case .file(let path, let size):
            try await write([.head(head)])
            guard try await sendFile(path, size) else { return false }
            try await write([.end(nil)])
        }
        return true
    }

    /// - Parameter patience: how long the server may stay silent; nil for ever.
    func nextPart(patience: Duration?) async throws -> HTTPClientResponsePart {
        let loop = channel.eventLoop
        let timer = patience.map { limit in
            loop.scheduleTask(in: TimeAmount(limit)) {
                reader.value.fail(HTTPClientError.timedOut(seconds: limit.components.seconds))
                channel.close(promise: nil)
            }
        }
        defer { timer?.cancel() }
        return try await loop.flatSubmit { reader.value.next(on: loop) }.get()
    }

    private func write(_ parts: [HTTPClientRequestPart]) async throws {
        try await channel.eventLoop.flatSubmit {
            for part in parts.dropLast() { channel.write(part, promise: nil) }
            guard let last = parts.last else { return channel.eventLoop.makeSucceededVoidFuture() }
            return channel.writeAndFlush(last)
        }.get()
    }

    private func sendFile(_ path: String, _ size: Int) async throws -> Bool {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw HTTPClientError.cannotRead(path: path, reason: String(cString: strerror(errno))) }
        defer { Glibc.close(file) }
        var left = size
        while left > 0 {
            var chunk = channel.allocator.buffer(capacity: min(left, Self.chunkSize))
            let count = chunk.writeWithUnsafeMutableBytes(minimumWritableBytes: 0) { space in
                max(0, Glibc.read(file, space.baseAddress, min(space.count, left)))
            }
            guard count > 0 else { throw HTTPClientError.cannotRead(path: path, reason: "it ends \(left) bytes early") }
            left -= count
            try await write([.body(.byteBuffer(chunk))])
            if try await channel.eventLoop.submit({ reader.value.hasPart }).get() { return false }
        }
        return true
    }
}
