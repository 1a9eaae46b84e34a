/// An object version's id as clients see it. `null` is the version of a bucket whose versioning was never enabled, or is suspended.
///
/// The others are 32 characters that mean nothing to clients. They hide the version's place among its key's versions, so that one is
/// found among millions without an index of its own, and a check number, so that what somebody made up is told from what was given out.
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

    /// A new id for the version at `order`: the place under noise, the noise, the check number.
    package init(order: UInt64, random: some RandomSource) {
        let noise = Self.number(random.bytes(8)[...])
        let bytes = [order ^ noise, noise, Self.check(order, noise)].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        }
        description = String(decoding: Base64.encode(bytes).utf8.map(Self.own), as: UTF8.self)
    }

    /// Whether its check number is right; so is that of `null`. Ids that were given out before there was one have another.
    package var isGenuine: Bool {
        guard let bytes = Self.decode(description) else { return true }
        let noise = Self.number(bytes[8..<16])
        return Self.number(bytes[16...]) == Self.check(Self.number(bytes[..<8]) ^ noise, noise)
    }

    /// No secret: who forges an id is told that there is no such version.
    private static func check(_ order: UInt64, _ noise: UInt64) -> UInt64 { mixed(mixed(order) ^ noise) }

    /// Each bit of the result depends on each of `number`: the finalizer of SplitMix64.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var number = number &+ 0x9E37_79B9_7F4A_7C15
        number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
        return number ^ number >> 31
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
