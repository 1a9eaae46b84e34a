/// Ranges of keys in byte order.
package enum KeyRange {
    /// The first byte string after every key that begins with `prefix`; nil if there is none.
    package static func end(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        var end = prefix
        while let last = end.popLast() {
            if last < 0xFF { return end + [last + 1] }
        }
        return nil
    }

    /// The key up to and with the first delimiter behind the prefix; nil if there is none.
    static func commonPrefix(of key: [UInt8], prefix: [UInt8], delimiter: [UInt8]) -> [UInt8]? {
        guard !delimiter.isEmpty, key.count >= prefix.count + delimiter.count else { return nil }
        for start in prefix.count...(key.count - delimiter.count) where key[start] == delimiter[0] {
            if key[start..<(start + delimiter.count)].elementsEqual(delimiter) { return Array(key[..<(start + delimiter.count)]) }
        }
        return nil
    }
}
