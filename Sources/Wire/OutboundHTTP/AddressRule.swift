internal import Core

/// Why an address is not one of the public Internet's.
/// Source: IANA, "IPv4 Special-Purpose Address Registry" and "IPv6 Special-Purpose Address Registry".
package enum AddressRule: String, Sendable {
    case unspecified
    case loopback
    case linkLocal = "link-local"
    case privateUse = "private"
    case sharedSpace = "shared by a carrier's customers"
    case multicast
    case broadcast
    case documentation = "for documentation"
    case benchmarking = "for benchmarks"
    case reserved
    /// What answers there is the cloud that this machine runs in, though the address is a public one.
    case cloudService = "a service of the cloud's own"
    /// One that leads to an IPv4 address inside it: mapped, compatible, translated, 6to4, Teredo, ISATAP.
    case embedsVersion4 = "an IPv4 address inside IPv6"
    case own = "this machine's"

    private static let version4: [(network: UInt32, bits: UInt32, rule: Self)] = [
        (0x0000_0000, 32, .unspecified),  // 0.0.0.0
        (0x0000_0000, 8, .reserved),  // 0.0.0.0/8, "this network"
        (0x0A00_0000, 8, .privateUse),  // 10.0.0.0/8
        (0x6440_0000, 10, .sharedSpace),  // 100.64.0.0/10
        (0x7F00_0000, 8, .loopback),  // 127.0.0.0/8
        (0xA83F_8110, 32, .cloudService),  // 168.63.129.16, Azure
        (0xA9FE_0000, 16, .linkLocal),  // 169.254.0.0/16, metadata services among them
        (0xAC10_0000, 12, .privateUse),  // 172.16.0.0/12
        (0xC000_0000, 24, .reserved),  // 192.0.0.0/24
        (0xC000_0200, 24, .documentation),  // 192.0.2.0/24
        (0xC058_6300, 24, .reserved),  // 192.88.99.0/24, 6to4 relays
        (0xC0A8_0000, 16, .privateUse),  // 192.168.0.0/16
        (0xC612_0000, 15, .benchmarking),  // 198.18.0.0/15
        (0xC633_6400, 24, .documentation),  // 198.51.100.0/24
        (0xCB00_7100, 24, .documentation),  // 203.0.113.0/24
        (0xE000_0000, 4, .multicast),  // 224.0.0.0/4
        (0xFFFF_FFFF, 32, .broadcast),  // 255.255.255.255
        (0xF000_0000, 4, .reserved),  // 240.0.0.0/4
    ]

    /// By the first 32 bits. What stands in none of them, and not in 2000::/3, is nobody's.
    private static let version6: [(network: UInt32, bits: UInt32, rule: Self)] = [
        (0x2001_0000, 23, .reserved),  // 2001::/23, IETF protocols
        (0x2001_0DB8, 32, .documentation),  // 2001:db8::/32
        (0x3FFF_0000, 20, .documentation),  // 3fff::/20
        (0xFC00_0000, 7, .privateUse),  // fc00::/7, metadata services among them
        (0xFE80_0000, 10, .linkLocal),  // fe80::/10
        (0xFEC0_0000, 10, .privateUse),  // fec0::/10, once site-local
        (0xFF00_0000, 8, .multicast),  // ff00::/8
    ]

    /// - Returns: nil for an address of the public Internet.
    static func of(_ address: AddressRange.Address) -> Self? {
        guard address.isVersion6 else {
            let bits = UInt32(truncatingIfNeeded: address.bits)
            return version4.first { (bits ^ $0.network) >> (32 - $0.bits) == 0 }?.rule
        }
        if address.bits == 0 { return .unspecified }
        if address.bits == 1 { return .loopback }
        if address.leadsToVersion4 { return .embedsVersion4 }
        let first = UInt32(truncatingIfNeeded: address.bits >> 96)
        return version6.first { (first ^ $0.network) >> (32 - $0.bits) == 0 }?.rule ?? (first >> 29 == 1 ? nil : .reserved)
    }
}

extension AddressRange.Address {
    /// Whether whoever routes the packets may send them to an IPv4 address that this one holds.
    var leadsToVersion4: Bool { carried != nil || isVersion6 && bits >> 80 == 0x0064_FF9B_0001 }

    /// The IPv4 address that this IPv6 address stands for. Not told of 64:ff9b:1::/48 (RFC 8215), where it lies as each network likes.
    var carried: Self? {
        guard isVersion6, bits > 1 else { return nil }
        let low = UInt32(truncatingIfNeeded: bits)
        switch true {
        case bits >> 32 == 0,  // ::a.b.c.d, RFC 4291, 2.5.5.1
            bits >> 32 == 0xFFFF,  // ::ffff:a.b.c.d, RFC 4291, 2.5.5.2
            bits >> 32 == 0xFFFF_0000,  // ::ffff:0:a.b.c.d, RFC 2765
            bits >> 32 == UInt128(0x0064_FF9B) << 64,  // 64:ff9b::/96, RFC 6052
            UInt32(truncatingIfNeeded: bits >> 32) & ~0x0200_0000 == 0x5EFE:  // ISATAP, RFC 5214
            return Self(version4: low)
        case bits >> 112 == 0x2002: return Self(version4: UInt32(truncatingIfNeeded: bits >> 80))  // 6to4, RFC 3056
        case bits >> 96 == 0x2001_0000: return Self(version4: ~low)  // Teredo, RFC 4380
        default: return nil
        }
    }
}
