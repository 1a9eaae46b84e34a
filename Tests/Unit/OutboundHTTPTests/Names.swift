import Dispatch
import Core
import Synchronization
import Testing

@testable import OutboundHTTP

/// Says of each name what a test wants, one answer after the other; the last one stays.
final class Names: OutboundResolver {
    private let answers: Mutex<[String: [[String]]]>
    private let own: [String]
    /// While it is held, nobody gets an answer.
    private let gate: DispatchSemaphore?

    init(_ answers: [String: [[String]]] = [:], own: [String] = [], gate: DispatchSemaphore? = nil) {
        self.answers = Mutex(answers)
        self.own = own
        self.gate = gate
    }

    convenience init(_ name: String, _ answers: [String]...) { self.init([name: answers]) }

    func addresses(of name: String) throws(ResolverError) -> [AddressRange.Address] {
        gate?.wait()
        let found = answers.withLock { answers -> [String]? in
            guard let list = answers[name] else { return nil }
            if list.count > 1 { answers[name]?.removeFirst() }
            return list.first
        }
        guard let found else { throw ResolverError("The name \(name) has no address.") }
        return found.compactMap { AddressRange.Address($0) }
    }

    func ownAddresses() throws(ResolverError) -> [AddressRange.Address] { own.compactMap { AddressRange.Address($0) } }
}

/// Makes a client and stops it, whatever happens in between.
func withClient<T>(
    allowing ranges: [String] = ["127.0.0.0/8"], _ resolver: Names = Names(), authorities: String = "",
    limits change: (inout OutboundLimits) -> Void = { _ in }, _ body: (OutboundClient) async throws -> T
) async throws -> T {
    var policy = OutboundPolicy(allowed: try ranges.map { try #require(OutboundPolicy.range($0)) })
    policy.authorities = Array(authorities.utf8)
    // Whatever else the machine does, time ends no call that is not about time.
    policy.limits.milliseconds = 600_000
    policy.limits.lookupMilliseconds = 600_000
    policy.limits.connectMilliseconds = 600_000
    change(&policy.limits)
    let client = try OutboundClient(policy: policy, resolver: resolver)
    do {
        let result = try await body(client)
        await client.stop()
        return result
    } catch {
        await client.stop()
        throw error
    }
}

extension OutboundClient {
    func get(_ url: String, method: String = "GET", body: [UInt8] = [], milliseconds: Int64? = nil) async throws -> OutboundResponse {
        var request = try OutboundRequest(method: method, url: OutboundURL(url), body: body)
        request.milliseconds = milliseconds
        return try await send(request)
    }

    /// What a call that must fail fails with.
    func failure(of url: String, method: String = "GET", body: [UInt8] = [], milliseconds: Int64? = nil) async -> OutboundError? {
        do {
            let response = try await get(url, method: method, body: body, milliseconds: milliseconds)
            Issue.record("answered \(response.status) with \(response.body.count) bytes")
            return nil
        } catch {
            return error as? OutboundError
        }
    }

    var receivedBytes: Int { received.count.load(ordering: .sequentiallyConsistent) }
}

extension OutboundError {
    var isBroken: Bool { if case .broken = self { true } else { false } }
    var isTLS: Bool { if case .tls = self { true } else { false } }
    var cannotConnect: Bool { if case .cannotConnect = self { true } else { false } }
    var isUnresolvable: Bool { if case .unresolvable = self { true } else { false } }
}

let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
