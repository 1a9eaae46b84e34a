/// A `Range` header's one range. Source: RFC 9110, section 14; API_GetObject.
enum ByteRange: Equatable {
    case from(Int64, through: Int64?)
    case last(Int64)

    /// - Returns: nil if the header is malformed or names several ranges: then the whole object is the answer.
    init?(_ header: String) {
        guard header.hasPrefix("bytes=") else { return nil }
        let parts = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        if parts[0].isEmpty {
            guard let count = Self.number(parts[1]) else { return nil }
            self = .last(count)
            return
        }
        guard let first = Self.number(parts[0]) else { return nil }
        guard !parts[1].isEmpty else {
            self = .from(first, through: nil)
            return
        }
        guard let last = Self.number(parts[1]), first <= last else { return nil }
        self = .from(first, through: last)
    }

    /// - Returns: nil if no byte of an object of `size` bytes is in the range.
    func resolved(size: Int64) -> Range<Int64>? {
        switch self {
        case .from(let first, let last):
            guard first < size else { return nil }
            return first..<(min(last ?? .max, size - 1) + 1)
        case .last(let count):
            guard count > 0, size > 0 else { return nil }
            return max(0, size - count)..<size
        }
    }

    /// Digits only; a number that is too large for any object is the largest one.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text) ?? .max
    }
}
