import Core
import Testing

@testable import OutboundHTTP

struct AddressTests {
    private func address(_ text: String) throws -> AddressRange.Address { try #require(AddressRange.Address(text)) }

    @Test(arguments: [
        ("0.0.0.0", AddressRule.unspecified), ("0.0.0.1", .reserved), ("10.0.0.0", .privateUse), ("10.255.255.255", .privateUse),
        ("100.64.0.0", .sharedSpace), ("100.127.255.255", .sharedSpace), ("100.100.100.200", .sharedSpace),
        ("127.0.0.1", .loopback), ("127.255.255.254", .loopback), ("168.63.129.16", .cloudService),
        ("169.254.0.1", .linkLocal), ("169.254.169.254", .linkLocal),
        ("172.16.0.1", .privateUse), ("172.31.255.255", .privateUse), ("192.0.0.192", .reserved), ("192.0.2.1", .documentation),
        ("192.88.99.1", .reserved), ("192.168.0.1", .privateUse), ("192.168.255.255", .privateUse),
        ("198.18.0.1", .benchmarking), ("198.19.255.255", .benchmarking), ("198.51.100.7", .documentation), ("203.0.113.7", .documentation),
        ("224.0.0.1", .multicast), ("239.255.255.255", .multicast), ("240.0.0.1", .reserved), ("255.255.255.254", .reserved),
        ("255.255.255.255", .broadcast),
        ("::", .unspecified), ("::1", .loopback), ("fe80::1", .linkLocal), ("febf::1", .linkLocal), ("fec0::1", .privateUse),
        ("fc00::1", .privateUse), ("fd00:ec2::254", .privateUse), ("ff02::1", .multicast), ("2001:db8::1", .documentation),
        ("3fff::1", .documentation), ("2001:2::1", .reserved), ("2001:1ff::1", .reserved), ("100::1", .reserved), ("4000::1", .reserved),
        ("5f00::1", .reserved), ("::2:0:0:1", .reserved), ("fe00::1", .reserved),
        ("::ffff:127.0.0.1", .embedsVersion4), ("::ffff:93.184.216.34", .embedsVersion4), ("::ffff:0:10.0.0.1", .embedsVersion4),
        ("::127.0.0.1", .embedsVersion4), ("::2", .embedsVersion4), ("64:ff9b::169.254.169.254", .embedsVersion4),
        ("64:ff9b:1::7f00:1", .embedsVersion4), ("64:ff9b:1:fffe::1", .embedsVersion4), ("2002:7f00:1::", .embedsVersion4),
        ("2002:a9fe:a9fe::1", .embedsVersion4), ("2001::7f00:1", .embedsVersion4),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", .embedsVersion4),
        ("2600::5efe:10.0.0.1", .embedsVersion4), ("2600::200:5efe:10.0.0.1", .embedsVersion4),
    ])
    func `an address that is not one of the public Internet's is refused, and is said to be what it is`(text: String, rule: AddressRule)
        throws
    {
        #expect(try OutboundPolicy().refusal(of: address(text), own: []) == rule)
    }

    @Test(arguments: [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "2000::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "3ffe:ffff::1",
        "3fff:1000::1",
    ])
    func `an address of the public Internet is allowed, unless it is this machine's`(text: String) throws {
        let address = try address(text)
        #expect(OutboundPolicy().refusal(of: address, own: []) == nil)
        #expect(OutboundPolicy().refusal(of: address, own: [address]) == .own)
    }

    @Test func `an administrator allows ranges, and nothing beside them`() throws {
        let policy = OutboundPolicy(
            allowed: try ["10.20.0.0/16", "fd00::/8", "93.184.216.0/24"].map { try #require(OutboundPolicy.range($0)) })
        let own = [try address("93.184.216.34"), try address("93.184.217.1")]
        for (text, rule) in [
            ("10.20.0.0", nil), ("10.20.255.255", nil), ("10.21.0.0", AddressRule.privateUse), ("10.19.255.255", .privateUse),
            ("fd12::1", nil),
            ("fc00::1", .privateUse), ("::ffff:10.20.0.1", .embedsVersion4), ("64:ff9b::10.20.0.1", .embedsVersion4),
            ("93.184.216.34", nil),
            ("93.184.217.1", .own),
        ] {
            #expect(try policy.refusal(of: address(text), own: own) == rule, "\(text)")
        }
    }

    @Test func `who allows a way to write IPv4 in IPv6 has not allowed what is written so`() throws {
        let ranges = ["::/0", "192.168.1.0/24"]
        let policy = OutboundPolicy(allowed: try ranges.map { try #require(OutboundPolicy.range($0)) })
        for (text, rule) in [
            ("64:ff9b::93.184.216.34", nil), ("64:ff9b::192.168.1.1", nil), ("64:ff9b::192.168.2.1", AddressRule.privateUse),
            ("::ffff:127.0.0.1", .loopback), ("::127.0.0.1", .loopback), ("2002:a9fe:a9fe::", .linkLocal), ("2001::80ff:fffe", .loopback),
            ("2600::5efe:10.0.0.1", .privateUse), ("::ffff:0:10.0.0.1", .privateUse), ("::1", nil), ("fe80::1", nil),
        ] {
            #expect(try policy.refusal(of: address(text), own: []) == rule, "\(text)")
        }
    }

    @Test(arguments: [
        "10.0.0.0", "10.0.0.1/8", "192.168.1.7/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/8/8", "/8", "", "*",
        "10.0.0/8", "010.0.0.0/8", "fd00::1/8", "fd00::/129", "localhost/8", "10.0.0.0/8 ", "[fd00::]/8", "fe80::%eth0/10",
    ])
    func `what is no CIDR block allows nothing`(text: String) { #expect(OutboundPolicy.range(text) == nil) }

    @Test(arguments: ["0.0.0.0/0", "10.0.0.0/8", "10.1.2.3/32", "::/0", "fd00::/8", "::1/128"])
    func `what is one is read`(text: String) { #expect(OutboundPolicy.range(text) != nil) }

    @Test func `the system says which addresses a name and this machine have`() async throws {
        let pool = BlockingPool<Void>(name: "test", threads: 1, capacity: 4) {}
        defer { pool.stop() }
        let found = try await pool.run { _ in try SystemResolver().addresses(of: "localhost") }
        #expect(!found.isEmpty && found.allSatisfy { AddressRule.of($0) == .loopback })
        let far = try await pool.run { _ in try SystemResolver().addresses(of: "2001:4860:4860::8888") }
        #expect(far.map(\.description) == ["2001:4860:4860::8888"])
        let loopback = try address("127.0.0.1")
        let own = try await pool.run { _ in try SystemResolver().ownAddresses() }
        #expect(own.contains(loopback))
        await #expect(throws: ResolverError.self) { try await pool.run { _ in try SystemResolver().addresses(of: "nobody.invalid") } }
    }
}
