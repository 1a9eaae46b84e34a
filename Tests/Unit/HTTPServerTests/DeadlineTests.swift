import Foundation
import HTTPServer
import Logging
import NIOCore
import Testing

/// Each deadline is far shorter here than the one before it, and the one that must not count is an hour: a wait in vain ends with the test's
/// time limit.
@Suite(.timeLimit(.minutes(10)))
struct DeadlineTests {
    private struct Answering: Responder {
        let answer: @Sendable (HTTPRequest, ResponseWriter) async -> Void
        func respond(to request: HTTPRequest, _ response: ResponseWriter) async { await answer(request, response) }
    }

    private static func limits(_ change: (inout FrontLimits) -> Void) -> FrontLimits {
        var limits = FrontLimits()
        for path in [\FrontLimits.headMilliseconds, \.bodyMilliseconds, \.writeMilliseconds, \.discardMilliseconds, \.lingerMilliseconds] {
            limits[keyPath: path] = 3_600_000
        }
        change(&limits)
        return limits
    }

    /// Sends `text` and reads to the connection's end.
    private static func exchange(
        _ text: String, _ limits: FrontLimits, readsAtMost most: Int = .max, until cut: DispatchSemaphore = DispatchSemaphore(value: 0),
        _ answer: @escaping @Sendable (HTTPRequest, ResponseWriter) async -> Void
    ) async throws -> String {
        let server = HTTPServer(threads: 1, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let listener = try await server.listen(host: "127.0.0.1", port: 0, responder: Answering(answer: answer))
        let port = UInt16(listener.port)
        let got: String = await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: Self.talk(text, port, most, cut)) }
        }
        await listener.close()
        await server.drain(graceMilliseconds: 0)
        await server.stop()
        return got
    }

    private static func talk(_ text: String, _ port: UInt16, _ most: Int, _ cut: DispatchSemaphore) -> String {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return "not connected" }
        let bytes = Array(text.utf8)
        guard send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return "not sent" }
        var got: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while got.count < most {
            let count = recv(client, &buffer, min(buffer.count, most - got.count), 0)
            guard count > 0 else { return String(decoding: got, as: UTF8.self) }
            got += buffer[..<count]
        }
        // Takes nothing more until the server has given it up.
        cut.wait()
        return "cut"
    }

    @Test func `a body that stops is given up at its own deadline, though the head's was later`() async throws {
        let got = try await Self.exchange(
            "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf", Self.limits { $0.bodyMilliseconds = 50 }
        ) { request, response in
            do throws(RequestBody.Failure) { while try await request.body.next() != nil {} } catch {
                return await response.send(error == .tooSlow ? 408 : 500, [])
            }
            await response.send(200, [])
        }
        #expect(got.hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `what must be there by a deadline is given up at it, though a byte now and then may come for an hour`() async throws {
        let got = try await Self.exchange("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf", Self.limits { _ in }) {
            request, response in
            let deadline = NIODeadline.now() + .milliseconds(50)
            do throws(RequestBody.Failure) { while try await request.body.next(until: deadline) != nil {} } catch {
                return await response.send(error == .tooSlow ? 408 : 500, [])
            }
            await response.send(200, [])
        }
        #expect(got.hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `a body that is held whole keeps its pace`() async throws {
        let got = try await Self.exchange("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf", Self.limits { _ in }) {
            request, response in
            do throws(RequestBody.Failure) {
                _ = try await request.body.collect(upTo: 10, pace: MinimumRate(graceMilliseconds: 50, bytesPerSecond: 1 << 20))
            } catch {
                return await response.send(error == .tooSlow ? 408 : 500, [])
            }
            await response.send(200, [])
        }
        #expect(got.hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `while the disk works at what has come, nobody waits for the client`() async throws {
        let got = try await Self.exchange(
            "PUT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nhalf", Self.limits { $0.bodyMilliseconds = 30 }
        ) { request, response in
            let piece = try? await request.body.next()
            // Long enough for a deadline that still counts.
            try? await Task.sleep(for: .milliseconds(300))
            let end = try? await request.body.next()
            await response.send(piece != nil && end == .some(nil) ? 200 : 500, [])
        }
        #expect(got.hasPrefix("HTTP/1.1 200 "))
    }

    @Test func `a body that nobody wanted, and that never comes, does not hold the connection`() async throws {
        let got = try await Self.exchange(
            "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nhalf", Self.limits { $0.discardMilliseconds = 50 }
        ) { _, response in await response.send(403, []) }
        #expect(got.hasPrefix("HTTP/1.1 403 ") && !got.contains("Connection: close"))
    }

    @Test func `who takes nothing of an answer is cut`() async throws {
        let cut = DispatchSemaphore(value: 0)
        let got = try await Self.exchange(
            "GET / HTTP/1.1\r\nHost: h\r\n\r\n", Self.limits { $0.writeMilliseconds = 100 }, readsAtMost: 1000, until: cut
        ) { _, response in
            do throws(ResponseWriter.Closed) {
                try await response.start(200, [], length: 64 << 20)
                try await response.write(ByteBuffer(repeating: 0x61, count: 64 << 20))
            } catch { cut.signal() }
        }
        #expect(got == "cut")
    }
}
