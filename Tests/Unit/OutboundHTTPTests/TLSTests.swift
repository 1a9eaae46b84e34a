import Synchronization
import Testing

@testable import OutboundHTTP

struct TLSTests {
    @Test func `an endpoint is called by its name, at the judged address, and must prove that name`() async throws {
        let asked = Mutex<[String?]>([])
        let tls = try Certificates.server { name in asked.withLock { $0.append(name) } }
        try await Endpoint.with(tls: tls) { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            let names = Names(["endpoint.test": [["127.0.0.1"]], "other.test": [["127.0.0.1"]]])
            try await withClient(names, authorities: Certificates.authority) { client in
                for _ in 0..<2 { _ = try await client.get("https://endpoint.test:\(endpoint.port)/") }
                #expect(asked.withLock { $0 } == ["endpoint.test"])
                #expect(endpoint.requests.allSatisfy { $0.contains("Host: endpoint.test:\(endpoint.port)\r\n") })
                // The certificate is also for 127.0.0.1, which is what is called: that proves no name.
                #expect(await client.failure(of: "https://other.test:\(endpoint.port)/")?.isTLS == true)
                #expect(asked.withLock { $0 } == ["endpoint.test", "other.test"])
                _ = try await client.get("https://127.0.0.1:\(endpoint.port)/")
                #expect(asked.withLock { $0.last } == .some(nil))
            }
            #expect(endpoint.requests.count == 3)
        }
    }

    @Test(arguments: [
        ("a.example.com", "a.example.com", true), ("A.Example.COM", "a.example.com", true), ("*.example.com", "a.example.com", true),
        ("*.example.com", "example.com", false), ("*.example.com", "a.b.example.com", false), ("*.com", "example.com", false),
        ("*", "a", false), ("*.", "a.", false), ("a*.example.com", "ab.example.com", false), ("b.example.com", "a.example.com", false),
        ("", "a", false), ("a.example.com\0", "a.example.com", false), ("*.*.com", "a.b.com", false),
    ])
    func `a certificate is for a name, or for all in front of one`(pattern: String, name: String, isCovered: Bool) {
        #expect(ConnectionGuard.covers(pattern, name) == isCovered)
    }

    @Test func `an endpoint that nobody vouches for gets no request`() async throws {
        try await Endpoint.with(tls: try Certificates.server()) { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(Names("endpoint.test", ["127.0.0.1"])) { client in
                let failure = await client.failure(of: "https://endpoint.test:\(endpoint.port)/")
                #expect(failure == .tls("The endpoint was not trusted: nobody vouches for its certificate."))
            }
            #expect(endpoint.requests.isEmpty)
        }
    }

    @Test func `an endpoint without TLS gets no request`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(authorities: Certificates.authority, limits: { $0.connectMilliseconds = 300 }) { client in
                // It waits for the end of a line that never comes.
                #expect(await client.failure(of: "https://127.0.0.1:\(endpoint.port)/")?.cannotConnect == true)
            }
            #expect(endpoint.requests.isEmpty)
        }
        try await Endpoint.with(tls: try Certificates.server()) { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient { client in
                let failure = await client.failure(of: "http://127.0.0.1:\(endpoint.port)/")
                #expect(failure?.isBroken == true)
            }
        }
    }

    @Test func `authorities that cannot be read are an error at the start`() throws {
        var policy = OutboundPolicy()
        policy.authorities = Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
        #expect(throws: OutboundError.self) { try OutboundClient(policy: policy) }
    }
}
