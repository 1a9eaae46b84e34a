#if canImport(Glibc)
    private import Glibc
#endif

/// An IPv4 or IPv6 address, or a range of them in CIDR notation.
package struct AddressRange: Sendable, Hashable {
    /// Read strictly: no signs, no leading zeros in IPv4, nothing before or behind.
    package struct Address: Sendable, Hashable, CustomStringConvertible {
        package let isVersion6: Bool
        /// An IPv4 address has the lowest 32.
        package let bits: UInt128

        package init?(_ text: some StringProtocol) {
            // No address is longer; what a header holds need not be one.
            guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
            let isVersion6 = text.utf8.contains(UInt8(ascii: ":"))
            var bytes: InlineBytes = (0, 0)
            let isRead = withUnsafeMutableBytes(of: &bytes) { bytes in
                text.withCString { inet_pton(isVersion6 ? AF_INET6 : AF_INET, $0, bytes.baseAddress) == 1 }
            }
            guard isRead else { return nil }
            self.isVersion6 = isVersion6
            let (high, low) = (UInt64(bigEndian: bytes.0), UInt64(bigEndian: bytes.1))
            bits = isVersion6 ? UInt128(high) << 64 | UInt128(low) : UInt128(high >> 32)
        }

        private typealias InlineBytes = (UInt64, UInt64)

        package init(version4 bits: UInt32) {
            isVersion6 = false
            self.bits = UInt128(bits)
        }

        package init(version6 bits: UInt128) {
            isVersion6 = true
            self.bits = bits
        }

        /// In the one spelling that `inet_ntop` gives it.
        package var description: String {
            var bytes =
                isVersion6 ? (UInt64(bits >> 64).bigEndian, UInt64(truncatingIfNeeded: bits).bigEndian) : (UInt64(bits << 32).bigEndian, 0)
            return withUnsafeBytes(of: &bytes) { bytes in
                withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
                    guard let start = text.baseAddress,
                        let spelled = inet_ntop(isVersion6 ? AF_INET6 : AF_INET, bytes.baseAddress, start, socklen_t(text.count))
                    else { return "" }
                    return String(cString: spelled)
                }
            }
        }

        /// An IPv4 address as a socket for both versions shows it, `::ffff:192.0.2.1`, is the IPv4 address.
        package var unmapped: Self { isVersion6 && bits >> 32 == 0xFFFF ? Self(version4: UInt32(truncatingIfNeeded: bits)) : self }
    }

    private let network: UInt128
    private let mask: UInt128
    package let isVersion6: Bool
    package let bits: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = Address(first) else { return nil }
        let width = address.isVersion6 ? 128 : 32
        let bits = parts.count == 2 ? Self.length(parts[1]) : width
        guard let bits, bits <= width else { return nil }
        self.bits = bits
        isVersion6 = address.isVersion6
        mask = UInt128.max << UInt128(width - bits)
        network = address.bits & mask
    }

    package func contains(_ address: Address) -> Bool { address.isVersion6 == isVersion6 && address.bits & mask == network }

    private static func length(_ text: Substring) -> Int? { text == "0" || !text.hasPrefix("0") ? Int(digits: text) : nil }
}
