/// What each request does some dozens of times, byte by byte: a `String`'s own views take ten times as long for it.
extension String {
    /// Whether it is the same text, the case of ASCII's letters aside.
    @inlinable package func isSame(ignoringASCIICase other: String) -> Bool {
        utf8.count == other.utf8.count && begins(ignoringASCIICase: other)
    }

    /// Whether it begins so, the case of ASCII's letters aside.
    @usableFromInline package func begins(ignoringASCIICase prefix: String) -> Bool {
        let text = utf8, start = prefix.utf8
        let bytes = text.span, expected = start.span
        guard bytes.count >= expected.count else { return false }
        for i in expected.indices where folded(bytes[i]) != folded(expected[i]) { return false }
        return true
    }

    @inlinable package func allBytes(_ isAllowed: (UInt8) -> Bool) -> Bool {
        let text = utf8
        let bytes = text.span
        for i in bytes.indices where !isAllowed(bytes[i]) { return false }
        return true
    }

    /// With ASCII's letters in lower case, and all else as it is.
    package var asciiLowercased: String {
        var bytes = Array(utf8)
        guard bytes.contains(where: { folded($0) != $0 }) else { return self }
        for i in bytes.indices { bytes[i] = folded(bytes[i]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

private func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
