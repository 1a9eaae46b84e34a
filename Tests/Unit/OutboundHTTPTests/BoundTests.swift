import Dispatch
import Core
import Synchronization
import Testing

@testable import OutboundHTTP

/// How many calls, hosts, names and bytes there may be at a time.
struct BoundTests {
    @Test func `a call too many is refused, in all and to one host`() async throws {
        try await Endpoint.with { _, _ in
        } _: { endpoint in
            let bounds: [(inout OutboundLimits) -> Void] = [{ $0.calls = 3 }, { $0.callsPerHost = 3 }]
            for bound in bounds {
                try await withClient(limits: bound) { client in
                    let url = "http://127.0.0.1:\(endpoint.port)/"
                    let before = endpoint.requests.count
                    let waiting = (0..<3).map { _ in Task { await client.failure(of: url) } }
                    while endpoint.requests.count < before + 3 { await Task.yield() }
                    #expect(await client.failure(of: url) == .busy)
                    for task in waiting {
                        task.cancel()
                        #expect(await task.value == .cancelled)
                    }
                    // Their places are free again.
                    #expect(await client.failure(of: url, milliseconds: 100) == .timedOut)
                }
            }
            await endpoint.allClosed()
        }
    }

    @Test func `one host more takes the place of the one that was called the longest time ago`() async throws {
        try await Endpoint.with { channel, _ in
            channel.say(ok)
        } _: { endpoint in
            let hosts = ["a", "b", "c", "d", "e"]
            let names = Names(Dictionary(uniqueKeysWithValues: hosts.map { ($0, [["127.0.0.1"]]) }))
            try await withClient(names, limits: { $0.hosts = 2 }) { client in
                for host in hosts {
                    _ = try await client.get("http://\(host):\(endpoint.port)/")
                    #expect(client.clients.count <= 4)
                }
                #expect(endpoint.connections == 5)
                // The last one is still there, the first one is not.
                _ = try await client.get("http://e:\(endpoint.port)/")
                #expect(endpoint.connections == 5)
                _ = try await client.get("http://a:\(endpoint.port)/")
                #expect(endpoint.connections == 6)
            }
            await endpoint.allClosed()
        }
    }

    @Test func `a host that is called keeps its place`() async throws {
        try await Endpoint.with { _, _ in
        } _: { endpoint in
            try await withClient(Names(["a": [["127.0.0.1"]], "b": [["127.0.0.1"]]]), limits: { $0.hosts = 1 }) { client in
                let waiting = Task { await client.failure(of: "http://a:\(endpoint.port)/") }
                while endpoint.requests.isEmpty { await Task.yield() }
                #expect(await client.failure(of: "http://b:\(endpoint.port)/") == .busy)
                waiting.cancel()
                #expect(await waiting.value == .cancelled)
                #expect(await client.failure(of: "http://b:\(endpoint.port)/", milliseconds: 100) == .timedOut)
            }
        }
    }

    @Test func `bodies share the memory, and an answer holds its part until nobody has it`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + String(repeating: "x", count: 100_000)
        try await Endpoint.with { channel, _ in
            channel.say(answer)
        } _: { endpoint in
            try await withClient(limits: { $0.memoryBytes = 220_000 }) { client in
                let url = "http://127.0.0.1:\(endpoint.port)/"
                let held = Mutex<OutboundResponse?>(try await client.get(url))
                #expect(await client.failure(of: url) == .busy)
                #expect(await client.failure(of: url, method: "POST", body: Array(repeating: 0, count: 200_000)) == .busy)
                #expect(held.withLock { $0.take()?.body.count } == 100_000)
                #expect(try await client.get(url).body.count == 100_000)
            }
        }
    }

    // MARK: Names

    @Test(.timeLimit(.minutes(10)))
    func `a name that nobody answers for is given up, and looked up once for all who wait`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let names = Names(["silent.test": [["127.0.0.1"]], "quick.test": [[]]], gate: gate)
        try await withClient(
            names,
            limits: {
                $0.lookupMilliseconds = 100
                $0.lookupThreads = 2
            }
        ) { client in
            let calls = (0..<20).map { _ in Task { await client.failure(of: "http://silent.test/") } }
            for call in calls { #expect(await call.value?.isUnresolvable == true) }
            // A call whose own time is shorter ends by that.
            #expect(await client.failure(of: "http://silent.test/", milliseconds: 50) == .timedOut)
            // One thread waits for that name, the other one is free: what needs no name passes.
            let inside = OutboundError.refusedAddress(try #require(AddressRange.Address("10.0.0.1")), .privateUse)
            while await client.failure(of: "http://10.0.0.1/") != inside {}
            while await client.failure(of: "http://quick.test/") != .unresolvable("The host quick.test has no address.") { gate.signal() }
            while await client.failure(of: "http://nobody.test/") != .unresolvable("The name nobody.test has no address.") { gate.signal() }
        }
        for _ in 0..<10 { gate.signal() }
    }

    @Test func `a call that is stopped waits for no name`() async throws {
        let gate = DispatchSemaphore(value: 0)
        try await withClient(Names(["silent.test": [["127.0.0.1"]]], gate: gate)) { client in
            let call = Task { await client.failure(of: "http://silent.test/") }
            await Task.yield()
            call.cancel()
            #expect(await call.value == .cancelled)
            let last = Task { await client.failure(of: "http://silent.test/") }
            await Task.yield()
            await client.stop()
            #expect(await last.value == .cancelled)
        }
        for _ in 0..<4 { gate.signal() }
    }

    // MARK: The end

    @Test func `a client that is stopped ends its calls, closes its connections and takes no more`() async throws {
        try await Endpoint.with { channel, request in
            if request.hasPrefix("GET /answer") { channel.say(ok) }
        } _: { endpoint in
            try await withClient { client in
                let url = "http://127.0.0.1:\(endpoint.port)/"
                _ = try await client.get(url + "answer")
                let waiting = Task { await client.failure(of: url) }
                while endpoint.requests.count < 2 { await Task.yield() }
                await client.stop()
                #expect(await waiting.value == .cancelled)
                #expect(await client.failure(of: url) == .cancelled)
                await endpoint.allClosed()
            }
        }
    }
}
