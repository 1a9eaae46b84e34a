/// Which bucket a request's Host names, under the suffixes that this server was given.
/// Source: S3 User Guide, "Virtual hosting of general purpose buckets" and "Website endpoints".
package struct Addressing: Sendable {
    package enum Place: Sendable, Hashable {
        /// The path names the bucket.
        case path
        case bucket(String)
        /// A bucket's website; empty for the suffix itself.
        case website(String)
    }

    private struct Suffix: Sendable {
        /// In lower case.
        let text: [UInt8]
        let isWebsite: Bool
    }

    /// The longest first: the one that says most decides.
    private let suffixes: [Suffix]

    package init(domains: [String], websites: [String] = []) {
        suffixes =
            (domains.map { Suffix(text: Array($0.lowercased().utf8), isWebsite: false) }
            + websites.map { Suffix(text: Array($0.lowercased().utf8), isWebsite: true) })
            .sorted { $0.text.count > $1.text.count }
    }

    /// - Parameter host: the header; its port, its case and a dot at its end do not matter.
    package func place(_ host: String?) -> Place {
        guard let host else { return .path }
        let name = Self.name(host.utf8)
        for suffix in suffixes {
            guard let label = Self.label(name, before: suffix.text) else { continue }
            let bucket = String(decoding: label.map(Self.lowered), as: UTF8.self)
            return suffix.isWebsite ? .website(bucket) : label.isEmpty ? .path : .bucket(bucket)
        }
        return .path
    }

    private static func name(_ host: String.UTF8View) -> Substring.UTF8View {
        var name = host[...]
        let digits = name.reversed().prefix { (0x30...0x39).contains($0) }.count
        if name.dropLast(digits).last == UInt8(ascii: ":") { name = name.dropLast(digits + 1) }
        return name.last == UInt8(ascii: ".") ? name.dropLast() : name
    }

    /// - Returns: what is before the suffix and its dot, empty if that is nothing; nil if the name does not end with the suffix.
    private static func label(_ name: Substring.UTF8View, before suffix: [UInt8]) -> Substring.UTF8View? {
        guard name.count >= suffix.count, zip(name.reversed(), suffix.reversed()).allSatisfy({ lowered($0) == $1 }) else { return nil }
        let rest = name.dropLast(suffix.count)
        guard !rest.isEmpty else { return rest }
        return rest.count > 1 && rest.last == UInt8(ascii: ".") ? rest.dropLast() : nil
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
