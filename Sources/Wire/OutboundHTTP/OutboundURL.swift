package import Core

/// A URL of a foreign endpoint, read so strictly that nobody reads it in another way: what is judged is what is called.
/// Source: RFC 3986; nothing that it leaves to the scheme or calls deprecated.
package struct OutboundURL: Hashable, Sendable, CustomStringConvertible {
    package enum Host: Hashable, Sendable, CustomStringConvertible {
        /// A DNS name in lower case.
        case name(String)
        case address(AddressRange.Address)

        /// As a URL has it: IPv6 addresses in brackets.
        package var description: String {
            switch self {
            case .name(let name): name
            case .address(let address): address.isVersion6 ? "[\(address)]" : address.description
            }
        }
    }

    static let longest = 8192

    package let isSecure: Bool
    package let host: Host
    package let port: Int
    /// As it is sent, and begins with a slash.
    package let rawPath: String
    /// As it is sent, without the question mark; nil if there is none.
    package let rawQuery: String?

    package var scheme: String { isSecure ? "https" : "http" }
    /// The `Host` header.
    package var authority: String { port == (isSecure ? 443 : 80) ? host.description : "\(host):\(port)" }
    /// What the request line asks for.
    package var target: String { rawQuery.map { "\(rawPath)?\($0)" } ?? rawPath }
    package var description: String { "\(scheme)://\(authority)\(target)" }

    package init(_ text: String) throws(OutboundError) {
        guard text.utf8.count <= Self.longest else { throw .badURL("The URL is longer than \(Self.longest) bytes.") }
        let bytes = Array(text.utf8)
        // Before anything looks at letters: some that are not of ASCII become such in lower case.
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .badURL("The URL has a character that URLs do not have.") }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            throw .badURL("The URL has no scheme.")
        }
        switch String(decoding: bytes[..<colon], as: UTF8.self).lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw .badURL("The URL is neither http nor https.")
        }
        let rest = bytes[(colon + 3)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        (host, port) = try Self.authority(rest[..<end], standardPort: isSecure ? 443 : 80)
        let query = rest[end...].firstIndex(of: UInt8(ascii: "?"))
        let path = rest[end..<(query ?? rest.endIndex)]
        guard Self.isEncoded(path, besides: "/") else { throw .badURL("The URL's path has a character that must be percent-encoded.") }
        rawPath = path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
        rawQuery = query.map { String(decoding: rest[($0 + 1)...], as: UTF8.self) }
        if let query, !Self.isEncoded(rest[(query + 1)...], besides: "/?") {
            throw .badURL("The URL's query has a character that must be percent-encoded.")
        }
    }

    private static func authority(_ bytes: ArraySlice<UInt8>, standardPort: Int) throws(OutboundError) -> (Host, Int) {
        if bytes.contains(UInt8(ascii: "@")) { throw .badURL("The URL has user information.") }
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { throw .badURL("The URL's host has no closing bracket.") }
            hostEnd = bracket + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        }
        let host = try host(String(decoding: bytes[..<hostEnd], as: UTF8.self))
        guard hostEnd < bytes.endIndex else { return (host, standardPort) }
        let digits = bytes[hostEnd...].dropFirst()
        guard bytes[hostEnd] == UInt8(ascii: ":"), digits.first != UInt8(ascii: "0"),
            let port = UInt16(digits: String(decoding: digits, as: UTF8.self))
        else { throw .badURL("The URL's port is not a number from 1 to 65535.") }
        return (host, Int(port))
    }

    private static func host(_ text: String) throws(OutboundError) -> Host {
        if text.utf8.first == UInt8(ascii: "[") {
            guard let address = AddressRange.Address(text.dropFirst().dropLast()), address.isVersion6, text == "[\(address)]" else {
                throw .badURL("The URL's host is not an IPv6 address in its canonical form.")
            }
            return .address(address)
        }
        let name = text.lowercased()
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else {
            throw .badURL("The URL's host is neither a DNS name nor an address.")
        }
        // The system's resolver takes 127.1, 0x7f000001 and 017700000001 for addresses: no name ends in a number.
        guard last.allSatisfy({ (0x30...0x39).contains($0) }) || last.starts(with: "0x".utf8) else { return .name(name) }
        guard let address = AddressRange.Address(name), address.description == name else {
            throw .badURL("The URL's host is not an IPv4 address in its canonical form.")
        }
        return .address(address)
    }

    /// Letters, digits and, within, hyphens; and the underscore, which hosts of containers have.
    private static func isLabel(_ label: Substring.UTF8View.SubSequence) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    /// Whether there is nothing but what RFC 3986 calls `pchar`, and `others`.
    private static func isEncoded(_ bytes: ArraySlice<UInt8>, besides others: String) -> Bool {
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(isHexadecimal) else { return false }
                rest = rest.dropFirst(2)
            } else if !isAlphanumeric(byte), !"-._~!$&'()*+,;=:@".utf8.contains(byte), !others.utf8.contains(byte) {
                return false
            }
        }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & ~0x20)
    }
}

/// Of ASCII.
func isAlphanumeric(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20) }
