import Foundation
import HTTPServer
import Logging
import Synchronization
import Testing

/// Every connection holds its listener's responder: once all have ended, nothing else does.
private final class Counted: Responder {
    let begun = DispatchSemaphore(value: 0)
    private let late = Mutex<CheckedContinuation<Void, Never>?>(nil)
    private let returned = AsyncStream.makeStream(of: Void.self)

    func respond(to request: HTTPRequest, _ response: ResponseWriter) async {
        if request.rawPath == "/late" {
            await withCheckedContinuation { waiter in
                late.withLock { $0 = waiter }
                begun.signal()
            }
        }
        if request.rawPath == "/read" {
            begun.signal()
            _ = try? await request.body.collect(upTo: 1000)
        }
        if request.rawQuery == "reserves" { _ = await response.reserve(1 << 20) }
        await response.send(200, [])
        returned.continuation.yield()
    }

    /// The client of `/late` is gone by now.
    func goOn() async {
        guard let waiter = late.withLock({ $0.take() }) else { return }
        waiter.resume()
        for await _ in returned.stream { break }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct ConnectionEndTests {
    private static func head(_ target: String, _ more: String = "", _ method: String = "PUT") -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: h\r\n\(more)\r\n"
    }

    /// - Parameter waits: for the answer, before it goes.
    private static func serve(_ responder: Counted, _ sent: String, _ waits: Bool) async throws {
        let server = HTTPServer(threads: 1, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let listener = try await server.listen(host: "127.0.0.1", port: 0, responder: responder)
        let port = listener.port
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                let client = Client(port, sent)
                if waits { #expect(client.status() != nil) } else { responder.begun.wait() }
                client.end()
                done.resume()
            }
        }
        await listener.close()
        await server.drain(graceMilliseconds: 0)
        await responder.goOn()
        await server.stop()
    }

    /// What clients send, and whether they wait for the answer.
    private static let clients: [(String, Bool)] = [
        (head("/", "", "GET"), true),
        (head("/", "Content-Length: 1000\r\n") + "half", true),
        (head("/", "Content-Length: 2000000\r\n") + "half", true),
        (head("/", "Transfer-Encoding: chunked\r\n") + "4\r\nhalf", true),
        (head("/", "Content-Length: -1\r\n"), true),
        ("no request\r\n\r\n", true),
        (head("/?reserves", "", "GET"), true),
        (head("/?reserves", "Content-Length: 1000\r\n") + "half", true),
        (head("/read", "Content-Length: 1000\r\n") + "half", false),
        (head("/late", "", "GET"), false),
        (head("/late?reserves", "", "GET"), false),
        (head("/late", "Content-Length: 1000\r\n") + "half", false),
    ]

    @Test(arguments: clients)
    func `nothing stays of a connection, however its client goes`(sent: String, waits: Bool) async throws {
        weak var left: Counted?
        do {
            let responder = Counted()
            left = responder
            try await Self.serve(responder, sent, waits)
        }
        #expect(left == nil)
    }
}
