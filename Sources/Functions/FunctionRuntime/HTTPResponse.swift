import NIOCore
import NIOHTTP1

/// An answer whose body is read by demand.
final class HTTPResponse {
    let head: HTTPResponseHead
    let connection: HTTPConnection
    let mayKeep: Bool
    private let patience: Duration?
    private var isAtEnd = false

    init(head: HTTPResponseHead, connection: HTTPConnection, patience: Duration?, mayKeep: Bool) {
        self.head = head
        self.connection = connection
        self.patience = patience
        self.mayKeep = mayKeep
    }

    /// The next bytes of the body; nil after the last.
    func nextChunk() async throws -> ByteBuffer? {
        while !isAtEnd {
            switch try await connection.nextPart(patience: patience) {
            case .head: throw HTTPClientError.closed
            case .body(let bytes): if bytes.readableBytes > 0 { return bytes }
            case .end: isAtEnd = true
            }
        }
        return nil
    }

    func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let chunk = try await nextChunk() {
            guard bytes.count + chunk.readableBytes <= limit else { throw HTTPClientError.bodyTooLong(limit: limit) }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }

    /// Reads what the caller left, so that the connection can be used again.
    /// - Returns: false if there was more than `limit`.
    func skipRest(upTo limit: Int) async throws -> Bool {
        var left = limit
        while left >= 0, let chunk = try await nextChunk() { left -= chunk.readableBytes }
        return isAtEnd
    }
}
