import Core
import Testing

@testable import OutboundHTTP

/// What an endpoint may answer, and what that may cost.
struct AnswerTests {
    /// A call to an endpoint that answers so, with small limits.
    private func call<T>(
        _ answer: @escaping Endpoint.Answer, _ body: (OutboundClient, String, Endpoint) async throws -> T
    ) async throws -> T {
        try await Endpoint.with(answer) { endpoint in
            try await withClient(
                Names("endpoint.test", ["127.0.0.1"]),
                limits: {
                    $0.headBytes = Self.headBytes
                    $0.bodyBytes = Self.bodyBytes
                }
            ) { client in
                try await body(client, "http://endpoint.test:\(endpoint.port)/", endpoint)
            }
        }
    }

    private static let headBytes = 4096
    private static let bodyBytes = 64 << 10

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nX-Trailer: 1\r\n\r\n", "ok"),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok", "ok"),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 99999999\r\n\r\n", ""),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 99999999\r\n\r\n", ""),
        ("HTTP/1.1 200 OK\r\n\r\n", ""), ("HTTP/1.0 200 OK\r\n\r\nuntil the end", "until the end"),
        ("HTTP/1.1 999 \r\nContent-Length: 0\r\n\r\n", ""),
    ])
    func `an answer is taken as it is`(text: String, body: String) async throws {
        try await call { channel, _ in
            channel.say(text, thenClose: true)
        } _: { client, url, _ in
            let found = try await client.get(url).body
            #expect(String(decoding: found, as: UTF8.self) == body)
        }
    }

    @Test func `the answer to HEAD has no body, whatever it says`() async throws {
        try await call { channel, request in
            channel.say(request.hasPrefix("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" : ok)
        } _: { client, url, endpoint in
            let first = try await client.get(url, method: "HEAD")
            #expect(first.header("content-length") == "99999999" && first.body.isEmpty)
            let second = try await client.get(url)
            #expect(second.body.count == 2)
            #expect(endpoint.connections == 1)
        }
    }

    // MARK: What never ends

    @Test func `an endpoint that says nothing is given up`() async throws {
        try await call { _, _ in
        } _: { client, url, endpoint in
            #expect(await client.failure(of: url, milliseconds: 200) == .timedOut)
            await endpoint.allClosed()
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n",
    ])
    func `a byte now and then does not keep a call beyond its time`(start: String) async throws {
        try await call { channel, _ in
            channel.say(start)
            channel.drip("x")
        } _: { client, url, endpoint in
            #expect(await client.failure(of: url, milliseconds: 300) == .timedOut)
            await endpoint.allClosed()
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n", "x"), ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", "x"),
    ])
    func `an answer without end is cut off at the limit`(start: String, more: String) async throws {
        try await call { channel, _ in
            channel.say(start)
            channel.pour(String(repeating: more, count: 8192))
        } _: { client, url, endpoint in
            #expect(await client.failure(of: url) == .tooLarge(.body))
            #expect(client.receivedBytes <= start.utf8.count + Self.bodyBytes * more.utf8.count + ConnectionGuard.readBytes)
            await endpoint.allClosed()
        }
    }

    @Test func `an answer that announces too much is not read`() async throws {
        try await call { channel, _ in
            channel.say("HTTP/1.1 200 OK\r\nContent-Length: \(Self.bodyBytes + 1)\r\n\r\n")
            channel.pour(String(repeating: "x", count: 8192))
        } _: { client, url, endpoint in
            #expect(await client.failure(of: url) == .tooLarge(.body))
            #expect(client.receivedBytes <= 2 * ConnectionGuard.readBytes)
            await endpoint.allClosed()
        }
    }

    @Test func `a request may want less than the policy allows, and gets no more`() async throws {
        try await call { channel, _ in
            channel.say(ok)
        } _: { client, url, _ in
            var request = try OutboundRequest(method: "GET", url: OutboundURL(url))
            request.bodyBytes = 2
            #expect(try await client.send(request).body.count == 2)
            request.bodyBytes = 1
            await #expect(throws: OutboundError.tooLarge(.body)) { try await client.send(request) }
            await #expect(throws: OutboundError.tooLarge(.request)) {
                try await client.get(url, body: Array(repeating: 0, count: OutboundLimits().requestBytes + 1))
            }
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), ("HTTP/1.1 200 OK\r\nX: ", "y"), ("HTTP/1.1 200 ", "y"), ("HTTP/1.1 200 OK\r\n", "y"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"), ("", "HTTP/1.1 103 Early\r\nX: y\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "y"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-A: b\r\n"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", "y"),
    ])
    func `a head, chunk line or trailer without end is cut off at the limit`(start: String, more: String) async throws {
        try await call { channel, _ in
            channel.say(start)
            channel.pour(String(repeating: more, count: 1024))
        } _: { client, url, endpoint in
            let failure = await client.failure(of: url)
            #expect(failure == .tooLarge(.head) || failure?.isBroken == true)
            #expect(client.receivedBytes <= Self.headBytes + 64 + ConnectionGuard.readBytes)
            await endpoint.allClosed()
        }
    }

    // MARK: What is not HTTP

    @Test(arguments: [
        "garbage\r\n\r\n", "\0\0\0\0\0\0\0\0", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "HTTP/1.1 200 OK\r\nA B: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "<html>",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        // Chunks whose sizes are wrong.
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc\r\n0\r\n\r\n",
        // The connection ends in the middle.
        "", "H", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcd", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
    ])
    func `what is no whole answer is none`(text: String) async throws {
        try await call { channel, _ in
            channel.say(text, thenClose: true)
        } _: { client, url, _ in
            let failure = await client.failure(of: url)
            #expect(failure?.isBroken == true, "\(String(describing: failure))")
        }
    }

    @Test func `what comes behind an answer belongs to none, and the next call has a connection of its own`() async throws {
        try await call { channel, _ in
            channel.say(ok + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
        } _: { client, url, endpoint in
            for _ in 0..<3 {
                // The rest may be there before the answer is; then it ends the connection, and at worst the call with it.
                let body = try? await client.get(url).body
                #expect(body == nil || body == Array("ok".utf8))
                await endpoint.allClosed()
            }
            #expect(endpoint.connections == 3)
        }
    }

    /// Answers that are mended, cut and stirred at random: whatever comes, the call ends, and the process goes on.
    @Test func `no answer is more than an answer`() async throws {
        let random = SeededRandom(seed: 15)
        let texts = [
            ok, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 No\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.0 200 OK\r\n\r\nabc",
            "HTTP/1.1 101 X\r\nUpgrade: y\r\nConnection: upgrade\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        ].map { Array($0.utf8) }
        let rounds = 300
        let answers = (0..<rounds).map { round in
            var bytes = texts[round % texts.count]
            for _ in 0..<Int(random.uint64() % 4) {
                let at = Int(random.uint64() % UInt64(bytes.count))
                switch random.uint64() % 4 {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.uint64() & 0x7F)
                case 1: bytes.insert(contentsOf: bytes[at...], at: Int(random.uint64() % UInt64(bytes.count)))
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + 3))
                default: bytes.insert(Array("\r\n:;, \0".utf8)[Int(random.uint64() % 7)], at: at)
                }
                if bytes.isEmpty { bytes = [0x48] }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        try await call { channel, request in
            let round = Int(request.split(separator: " ")[1].dropFirst()) ?? 0
            channel.say(answers[round], thenClose: round % 10 > 0)
        } _: { client, url, _ in
            for round in 0..<rounds {
                do {
                    _ = try await client.get(
                        "\(url)\(round)", method: round % 2 == 0 ? "GET" : "POST", body: Array(repeating: 1, count: round % 5),
                        milliseconds: 100)
                } catch {
                    #expect(error is OutboundError)
                }
            }
        }
    }

    @Test(arguments: [200, 307, 413, 500])
    func `an answer that comes before the request has gone is taken, or ends the call`(status: Int) async throws {
        // Answers at the first byte, and reads on or not.
        for isClosing in [false, true] {
            let early = "HTTP/1.1 \(status) Early\r\nContent-Length: 5\r\n\r\nearly"
            try await EarlyEndpoint.with(early, isClosing: isClosing) { port in
                try await withClient { client in
                    for _ in 0..<3 {
                        do {
                            let response = try await client.get(
                                "http://127.0.0.1:\(port)/", method: "POST", body: Array(repeating: 0x61, count: 8 << 20), milliseconds: 500
                            )
                            #expect(response.status == status)
                        } catch {
                            let failure = error as? OutboundError
                            // The endpoint may have ended the connection before anything went out.
                            let hasNone = if case .cannotConnect? = failure { true } else { false }
                            #expect(failure?.isBroken == true || failure == .timedOut || hasNone, "\(error)")
                        }
                    }
                }
            }
        }
    }
}
