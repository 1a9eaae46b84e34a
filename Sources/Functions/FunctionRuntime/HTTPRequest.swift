import NIOCore
import NIOHTTP1

/// One request, whole enough to be sent again on a fresh connection.
struct HTTPRequest: Sendable {
    enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A file and the number of its bytes to send.
        case file(path: String, size: Int)

        var size: Int {
            switch self {
            case .none: 0
            case .bytes(let bytes): bytes.count
            case .file(_, let size): size
            }
        }
    }

    var method: HTTPMethod
    /// Path and query as they go over the wire.
    var target: String
    var headers = HTTPHeaders()
    var body = Body.none
    /// Whether it may be sent twice when a connection dies before the answer begins.
    var isRepeatable = true

    /// The head with the headers that the connection needs.
    func head(to endpoint: Endpoint) -> HTTPRequestHead {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        head.headers.replaceOrAdd(name: "Host", value: endpoint.authority)
        if method != .GET, method != .HEAD { head.headers.replaceOrAdd(name: "Content-Length", value: "\(body.size)") }
        return head
    }
}

/// Why an exchange came to no answer.
enum HTTPClientError: Error, CustomStringConvertible {
    case cannotConnect(Endpoint, any Error)
    case closed
    case timedOut(seconds: Int64)
    case bodyTooLong(limit: Int)
    case cannotRead(path: String, reason: String)

    var description: String {
        switch self {
        case .cannotConnect(let endpoint, let error): "cannot connect to \(endpoint.authority): \(error)"
        case .closed: "the server closed the connection before its answer was whole"
        case .timedOut(let seconds): "the server sent nothing for \(seconds) s"
        case .bodyTooLong(let limit): "the answer is longer than \(limit) bytes"
        case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
        }
    }
}
