/// An IPv4 or IPv6 address, or a range of them in CIDR notation.
struct AddressRange: Sendable, Hashable {
    private let bytes: [UInt8]
    let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.parse(String(first)) else { return nil }
        let bits = parts.count == 2 ? Int(parts[1]) : bytes.count * 8
        guard let bits, (0...(bytes.count * 8)).contains(bits) else { return nil }
        self.bytes = bytes
        self.bits = bits
    }

    var isVersion6: Bool { bytes.count == 16 }

    func contains(_ address: String) -> Bool {
        // No address is longer; what a header holds need not be one.
        guard address.utf8.count <= 45, let other = Self.parse(address).map(Self.unmapped), other.count == bytes.count else { return false }
        for index in 0..<bytes.count {
            let covered = min(max(bits - index * 8, 0), 8)
            let mask = covered == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - covered))
            guard bytes[index] & mask == other[index] & mask else { return false }
        }
        return true
    }

    private static func parse(_ text: String) -> [UInt8]? { text.contains(":") ? version6(text) : version4(text) }

    /// An IPv4 address as a socket for both versions shows it, `::ffff:192.0.2.1`, is the IPv4 address.
    private static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
        let isMapped = bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }

    private static func version4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, !parts.contains(nil) else { return nil }
        return parts.compactMap { $0 }
    }

    private static func version6(_ text: String) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            let all = groups(text[...])
            return all?.count == 16 ? all : nil
        }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]), head.count + tail.count <= 14 else {
            return nil
        }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var out: [UInt8] = []
        for group in text.split(separator: ":", omittingEmptySubsequences: false) {
            if group.contains("."), let four = version4(String(group)) {
                out += four
            } else {
                guard (1...4).contains(group.count), let value = UInt16(group, radix: 16) else { return nil }
                out += [UInt8(value >> 8), UInt8(value & 255)]
            }
        }
        return out
    }
}
