package import Core

/// Where foreign endpoints may be, and what calls to them may take.
package struct OutboundPolicy: Sendable {
    /// Which of the addresses that are refused to everybody an administrator allows all the same.
    package let allowed: [AddressRange]
    /// Whose certificates are trusted besides those that the system trusts: certificates in PEM.
    package var authorities: [UInt8] = []
    package var limits = OutboundLimits()

    package init(allowed: [AddressRange] = []) { self.allowed = allowed }

    /// Reads one entry of the setting: `10.20.0.0/16`, `fd00::/8`, `127.0.0.1/32`.
    /// - Returns: nil for what is no CIDR block. One with bits behind its length is none either: who writes 192.168.1.7/8 does not mean 192.0.0.0/8.
    package static func range(_ text: String) -> AddressRange? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = AddressRange.Address(parts[0]), let range = AddressRange(text) else { return nil }
        let hostBits = (address.isVersion6 ? 128 : 32) - range.bits
        return address.bits & ~(UInt128.max << UInt128(hostBits)) == 0 ? range : nil
    }

    /// - Parameters:
    ///   - own: the addresses of this machine.
    ///   - more: what a setting allows to this one call.
    /// - Returns: why the address is refused, or nil.
    package func refusal(
        of address: AddressRange.Address, own: [AddressRange.Address], besides more: [AddressRange] = []
    ) -> AddressRule? {
        guard allowed.contains(where: { $0.contains(address) }) || more.contains(where: { $0.contains(address) }) else {
            return AddressRule.of(address) ?? (own.contains(address) ? .own : nil)
        }
        // Who allows a way to write IPv4 addresses in IPv6 has not allowed each of these.
        return address.carried.flatMap { refusal(of: $0, own: own, besides: more) }
    }
}

/// Every bound of the calls to foreign endpoints.
package struct OutboundLimits: Sendable {
    /// Calls under way, also those that wait for a name; beyond, `busy`.
    package var calls = 256
    /// Connections to one address of one host, and so calls; beyond, `busy`.
    package var callsPerHost = 32
    /// Hosts with connections that are kept. One more takes the place of the one without calls that was called the longest time ago.
    package var hosts = 64
    /// How long a connection is kept that nobody uses.
    package var idleMilliseconds: Int64 = 30_000
    /// What is sent.
    package var requestBytes = 16 << 20
    /// All that comes before the body, heads of 1xx among it, and what frames the body besides eight bytes for each of its own.
    package var headBytes = 32 << 10
    /// The body, unless a request says less.
    package var bodyBytes = 8 << 20
    /// Bodies that are sent, come in, or have come and are still held.
    package var memoryBytes = 128 << 20
    /// Names that are looked up at a time.
    package var lookupThreads = 8
    package var lookupMilliseconds: Int64 = 5000
    /// For one address, TLS included. Of a host that has several this many are tried.
    package var connectMilliseconds: Int64 = 5000
    package var addresses = 4
    /// For the whole call, unless the request says otherwise, and the most that it may say: a function's longest time and a little more.
    package var milliseconds: Int64 = 30_000
    package var longestMilliseconds: Int64 = 905_000

    package init() {}
}
