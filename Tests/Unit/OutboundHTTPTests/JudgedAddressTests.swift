import AsyncHTTPClient
import Core
import Testing

@testable import OutboundHTTP

/// Where calls go, whatever names and answers say.
struct JudgedAddressTests {
    @Test func `a call goes to an address that a setting allows, under the name that was asked for`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say("HTTP/1.1 201 Created\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 5\r\n\r\nhello")
        } _: { endpoint in
            try await withClient(Names("endpoint.test", ["127.0.0.1"])) { client in
                let request = try OutboundRequest(
                    method: "POST", url: OutboundURL("http://ENDPOINT.test:\(endpoint.port)/a?b"), headers: [("X-B", "1"), ("X-B", "2")],
                    body: Array("body".utf8))
                let response = try await client.send(request)
                #expect(response.status == 201)
                #expect(response.headers.map { "\($0.name)=\($0.value)" } == ["X-A=1", "x-a=2", "Content-Length=5"])
                #expect(response.header("X-a") == "1")
                #expect(response.body == Array("hello".utf8))
            }
            #expect(
                endpoint.requests == [
                    "POST /a?b HTTP/1.1\r\nHost: endpoint.test:\(endpoint.port)\r\nX-B: 1\r\nX-B: 2\r\nContent-Length: 4\r\n\r\nbody"
                ])
        }
    }

    @Test func `the request line asks for what the URL says, byte for byte`() async throws {
        let targets = [
            "/", "/?", "/?a", "//a//b/", "/a/../b/./c", "/%2e%2E/%2f", "/a;p=1/b:c@d", "/%00%0d%0a", "/?a=b&c=%20+?/:@", "/-._~!$&'()*+,;=",
            "/%C3%A9",
            "/a%25b", "/?%5B%5D",
        ]
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(Names("endpoint.test", ["127.0.0.1"])) { client in
                for target in targets { _ = try await client.get("http://endpoint.test:\(endpoint.port)\(target)") }
            }
            #expect(endpoint.requests.map { $0.split(separator: " ")[1] } == targets.map { $0[...] })
        }
    }

    @Test func `loopback is called by nobody unless a setting says so`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(allowing: [], Names("endpoint.test", ["127.0.0.1"])) { client in
                for host in ["127.0.0.1", "endpoint.test"] {
                    guard case .refusedAddress(_, .loopback) = await client.failure(of: "http://\(host):\(endpoint.port)/") else {
                        Issue.record("\(host) was called")
                        continue
                    }
                }
            }
            #expect(endpoint.connections == 0)
        }
    }

    /// A connection that is kept serves nobody who may not go where it leads.
    @Test func `what is allowed to one call is allowed to no other`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(allowing: [], Names("endpoint.test", ["127.0.0.1"])) { client in
                let url = "http://endpoint.test:\(endpoint.port)/"
                var request = try OutboundRequest(method: "GET", url: OutboundURL(url))
                request.allowed = [try #require(OutboundPolicy.range("127.0.0.0/8"))]
                _ = try await client.send(request)
                guard case .refusedAddress(_, .loopback) = await client.failure(of: url) else {
                    Issue.record("\(url) was called")
                    return
                }
                _ = try await client.send(request)
            }
            #expect(endpoint.requests.count == 2)
            #expect(endpoint.connections == 1)
        }
    }

    @Test(arguments: [
        ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "::1"], ["::ffff:127.0.0.1"], ["::127.0.0.1"],
        ["127.0.0.1", "64:ff9b::7f00:1"], ["2002:7f00:1::"], ["2001::80ff:fffe"], ["127.0.0.1", "169.254.169.254"],
        ["127.0.0.1", "10.0.0.1"],
        ["127.0.0.1", "fe80::1"], ["0.0.0.0"], ["::"], ["127.0.0.1", "93.184.216.34"],
    ])
    func `a name with one address that is refused is not called at its others either`(addresses: [String]) async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(
                allowing: ["127.0.0.1/32"], Names(["endpoint.test": [addresses]], own: ["93.184.216.34"])
            ) { client in
                let failure = await client.failure(of: "http://endpoint.test:\(endpoint.port)/")
                guard case .refusedAddress = failure else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
            }
            #expect(endpoint.connections == 0)
        }
    }

    @Test func `a name that has another address the second time is judged again, and a kept connection does not serve it`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            let names = Names("endpoint.test", ["127.0.0.1"], ["127.0.0.2"], ["169.254.169.254"], ["127.0.0.1"])
            try await withClient(allowing: ["127.0.0.1/32"], names) { client in
                let url = "http://endpoint.test:\(endpoint.port)/"
                _ = try await client.get(url)
                for _ in 0..<2 {
                    guard case .refusedAddress = await client.failure(of: url) else {
                        Issue.record("was called")
                        continue
                    }
                }
                _ = try await client.get(url)
            }
            #expect(endpoint.requests.count == 2)
            #expect(endpoint.connections == 1)
        }
    }

    @Test func `a name that moves is called where it is, over no connection to where it was`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { first in
            try await Endpoint.with(host: "127.0.0.2", port: first.port) { channel, _ in
                channel.say(ok)
            } _: { second in
                let names = Names("endpoint.test", ["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2"])
                try await withClient(names) { client in
                    for count in 1...4 {
                        _ = try await client.get("http://endpoint.test:\(first.port)/")
                        #expect(first.requests.count == (count + 1) / 2)
                        #expect(second.requests.count == count / 2)
                    }
                }
                #expect(first.connections == 1 && second.connections == 1)
            }
        }
    }

    @Test func `names that share an address share no connection`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(Names(["a.test": [["127.0.0.1"]], "b.test": [["127.0.0.1"]]])) { client in
                for host in ["a.test", "b.test", "127.0.0.1", "a.test", "b.test", "127.0.0.1"] {
                    _ = try await client.get("http://\(host):\(endpoint.port)/")
                }
            }
            #expect(endpoint.connections == 3)
            #expect(
                endpoint.requests.map { $0.split(separator: "\r\n")[1] }
                    == ["a.test", "b.test", "127.0.0.1", "a.test", "b.test", "127.0.0.1"].map {
                        "Host: \($0):\(endpoint.port)"
                    })
        }
    }

    @Test func `an address in brackets is called`() async throws {
        try await Endpoint.with(host: "::1") { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(allowing: ["::1/128"]) { client in
                let response = try await client.get("http://[::1]:\(endpoint.port)/")
                #expect(response.status == 200)
            }
            #expect(endpoint.requests.first?.contains("Host: [::1]:\(endpoint.port)\r\n") == true)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer like others`(status: Int) async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { inside in
            let location = "http://127.0.0.2:\(inside.port)/"
            try await Endpoint.with { channel, _ in
                channel.say("HTTP/1.1 \(status) Moved\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
            } _: { endpoint in
                try await withClient(Names("endpoint.test", ["127.0.0.1"])) { client in
                    let response = try await client.get("http://endpoint.test:\(endpoint.port)/")
                    #expect(response.status == status)
                    #expect(response.header("location") == location)
                }
                #expect(endpoint.requests.count == 1)
            }
            #expect(inside.connections == 0)
        }
    }

    @Test func `the second address is called when there is no connection to the first`() async throws {
        try await Endpoint.with(host: "127.0.0.2") { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(Names("endpoint.test", ["127.0.0.1", "127.0.0.2"])) { client in
                let response = try await client.get("http://endpoint.test:\(endpoint.port)/")
                #expect(response.status == 200)
                let failure = await client.failure(of: "http://127.0.0.1:\(endpoint.port)/")
                #expect(failure == .cannotConnect("There is no connection: Connection refused."))
            }
        }
    }

    @Test func `no more addresses are tried than the policy says`() async throws {
        try await Endpoint.with(host: "127.0.0.3") { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            try await withClient(Names("endpoint.test", ["127.0.0.1", "127.0.0.2", "127.0.0.3"]), limits: { $0.addresses = 2 }) { client in
                #expect(await client.failure(of: "http://endpoint.test:\(endpoint.port)/")?.cannotConnect == true)
            }
            #expect(endpoint.connections == 0)
        }
    }

    @Test func `no proxy is asked, nothing followed, and nothing spoken but HTTP/1.1`() async throws {
        try await withClient { client in
            let key = PinnedClients.Key(
                isSecure: false, host: .name("endpoint.test"), port: 80, address: try #require(.init("127.0.0.1")))
            let configuration = try client.clients.configuration(for: key)
            #expect(configuration.proxy == nil)
            #expect(configuration.httpVersion == .http1Only)
            #expect(configuration.dnsOverride == ["endpoint.test": "127.0.0.1"])
        }
    }
}
