import Foundation
import HTTPServer
import Logging
import Synchronization
import Testing

/// Works in pieces for whoever asks for `/long`, until somebody else was answered.
private final class Working: Responder {
    /// So many pieces that all connections would have had their turn many times.
    static let most = 200_000

    let answered = Atomic(false)
    let pieces = Atomic(0)

    func respond(to request: HTTPRequest, _ response: ResponseWriter) async {
        if request.rawPath == "/long" {
            while !answered.load(ordering: .relaxed), pieces.add(1, ordering: .relaxed).newValue < Self.most {
                await response.nextTurn()
            }
        } else if pieces.load(ordering: .relaxed) > 0 {
            answered.store(true, ordering: .relaxed)
        }
        await response.send(200, [])
    }
}

@Suite(.timeLimit(.minutes(10)))
struct NextTurnTests {
    /// On one loop. With `Task.yield` in the place of `nextTurn`, nobody else is looked at before all of the work is done.
    @Test func `requests that work in pieces keep a loop from none of its other connections`() async throws {
        let responder = Working()
        let server = HTTPServer(threads: 1, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let listener = try await server.listen(host: "127.0.0.1", port: 0, responder: responder)
        let port = listener.port
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            Thread.detachNewThread {
                let working = (0..<20).map { _ in Client(port, "GET /long HTTP/1.1\r\nHost: h\r\n\r\n") }
                while responder.pieces.load(ordering: .relaxed) == 0 { usleep(1000) }
                let quick = Client(port, "GET /quick HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(quick.status()?.contains("200") == true)
                for client in working { #expect(client.status()?.contains("200") == true) }
                for client in working + [quick] { client.end() }
                done.resume()
            }
        }
        let (isAnswered, pieces) = (responder.answered.load(ordering: .relaxed), responder.pieces.load(ordering: .relaxed))
        #expect(isAnswered)
        #expect(pieces < Working.most)
        await listener.close()
        await server.drain(graceMilliseconds: 0)
        await server.stop()
    }
}
