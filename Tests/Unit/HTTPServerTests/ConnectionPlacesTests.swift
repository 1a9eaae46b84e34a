import Foundation
import Glibc
import HTTPServer
import Logging
import Synchronization
import Testing

/// Answers `/hold` when the test says so.
private final class Holding: Responder {
    let begun = DispatchSemaphore(value: 0)
    private let held = Mutex<[CheckedContinuation<Void, Never>]>([])

    func respond(to request: HTTPRequest, _ response: ResponseWriter) async {
        if request.rawPath == "/hold" {
            await withCheckedContinuation { waiter in
                held.withLock { $0.append(waiter) }
                begun.signal()
            }
        }
        await response.send(200, [])
    }

    func release() {
        let waiters = held.withLock { held in
            defer { held = [] }
            return held
        }
        waiters.forEach { $0.resume() }
    }
}

struct Client {
    let socket: CInt

    init(_ port: Int, _ text: String = "") {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        send(text)
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The next answer's status, or nil where the connection has ended.
    func status() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count].dropFirst(9).prefix(3), as: UTF8.self) : nil
    }

    func end() { close(socket) }
}

/// With places for three connections.
@Suite(.timeLimit(.minutes(10)))
struct ConnectionPlacesTests {
    private static func request(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n" }

    private static func serve(_ talk: @escaping @Sendable (_ port: Int, Holding) -> Void) async throws {
        var limits = FrontLimits()
        limits.connections = 3
        let holding = Holding()
        let server = HTTPServer(threads: 1, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let listener = try await server.listen(host: "127.0.0.1", port: 0, responder: holding)
        let port = listener.port
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                talk(port, holding)
                holding.release()
                done.resume()
            }
        }
        await listener.close()
        await server.drain(graceMilliseconds: 0)
        await server.stop()
    }

    @Test func `a newcomer takes the place of the connection that has been idle longest`() async throws {
        try await Self.serve { port, _ in
            // The third has only begun its head.
            let clients = [Client(port), Client(port), Client(port, "GET /slow")]
            clients[0].send(Self.request("/"))
            #expect(clients[0].status() == "200")
            let newcomers = [Client(port, Self.request("/")), Client(port, Self.request("/"))]
            for newcomer in newcomers { #expect(newcomer.status() == "200") }
            // The first had a request since the others came.
            for client in clients[1...] { #expect(client.status() == nil) }
            clients[0].send(Self.request("/"))
            #expect(clients[0].status() == "200")
            (clients + newcomers).forEach { $0.end() }
        }
    }

    @Test func `a connection with a request under way keeps its place, and all of them keep the newcomer out`() async throws {
        try await Self.serve { port, holding in
            let busy = (0..<3).map { _ in
                let client = Client(port, Self.request("/hold"))
                holding.begun.wait()
                return client
            }
            let refused = Client(port, Self.request("/"))
            #expect(refused.status() == nil)
            holding.release()
            for client in busy { #expect(client.status() == "200") }
            let late = Client(port, Self.request("/"))
            #expect(late.status() == "200")
            (busy + [refused, late]).forEach { $0.end() }
        }
    }

    @Test func `who has been answered and owes the rest of a body is idle`() async throws {
        try await Self.serve { port, _ in
            let owing = (0..<3).map { _ in Client(port, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nhalf") }
            for client in owing { #expect(client.status() == "200") }
            let newcomer = Client(port, Self.request("/"))
            #expect(newcomer.status() == "200")
            (owing + [newcomer]).forEach { $0.end() }
        }
    }
}
