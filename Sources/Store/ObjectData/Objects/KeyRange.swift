/// Ranges of keys in byte order. Both bounds are always values, so that a statement's range is one in its index: a bound that may be missing
/// (`? IS NULL OR key < ?`) bounds nothing.
package enum KeyRange {
    /// Behind every key: no UTF-8 has this byte.
    private static let end: [UInt8] = [0xFF]

    /// The first byte string after every key that begins with `prefix`.
    package static func end(ofPrefix prefix: [UInt8]) -> [UInt8] {
        var end = prefix
        while let last = end.popLast() {
            if last < 0xFF { return end + [last + 1] }
        }
        return Self.end
    }

    /// The first byte string after `key`. From there on, none of the key's rows need be looked at to leave them out.
    static func next(after key: [UInt8]) -> [UInt8] { key + [0] }

    /// The key up to and with the first delimiter behind the prefix; nil if there is none.
    static func commonPrefix(of key: [UInt8], prefix: [UInt8], delimiter: [UInt8]) -> [UInt8]? {
        guard !delimiter.isEmpty, key.count >= prefix.count + delimiter.count else { return nil }
        for start in prefix.count...(key.count - delimiter.count) where key[start] == delimiter[0] {
            if key[start..<(start + delimiter.count)].elementsEqual(delimiter) { return Array(key[..<(start + delimiter.count)]) }
        }
        return nil
    }
}
