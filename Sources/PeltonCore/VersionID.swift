/// An object version's id as clients see it. `null` is the version of a bucket whose versioning was never enabled, or is suspended.
///
/// The others are 32 characters that mean nothing to clients. They hide the version's place among its key's versions, so that one is
/// found among millions without an index of its own.
package struct VersionID: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package static let null = VersionID(known: "null")

    /// What a committed row holds.
    package init(stored text: String) { description = text }

    /// - Returns: nil for a text that no version can have.
    package init?(_ text: some StringProtocol) {
        guard text == "null" || Self.decode(text) != nil else { return nil }
        description = String(text)
    }

    private init(known text: String) { description = text }

    /// A new id for the version at `order`.
    package init(order: UInt64, random: some RandomSource) {
        let noise = random.bytes(16)
        let hidden = order ^ Self.number(noise[..<8])
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: hidden >> (56 - 8 * $0)) } + noise
        description = String(decoding: Base64.encode(bytes).utf8.map(Self.own), as: UTF8.self)
    }

    /// Its place among the versions of its key; nil for `null`, which may be anywhere.
    package var order: UInt64? {
        Self.decode(description).map { Self.number($0[..<8]) ^ Self.number($0[8..<16]) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") }) else { return nil }
        return Base64.decode(String(decoding: text.utf8.map(standard), as: UTF8.self))
    }

    /// Base64 with two characters that need no escape in a query.
    private static func own(_ byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: "+") ? UInt8(ascii: ".") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
    }

    private static func standard(_ byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: ".") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
    }
}
