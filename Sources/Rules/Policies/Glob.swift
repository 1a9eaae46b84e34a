private import CLinux

/// A text in which `*` stands for any characters and `?` for one, matched without going back.
///
/// What stands before the first `*` and behind the last is compared where it must be; each segment between two is looked for once, behind
/// the one before it: the first place is as good as any, as what follows has the most room then. The work is the text's length plus the
/// pattern's; for a segment with `?` it is the text's length for each 64 bytes of the segment.
package struct Glob: Sendable, Hashable {
    /// Bytes that UTF-8 never has.
    static let many: UInt8 = 0xFF
    static let one: UInt8 = 0xFE

    /// UTF-8, in which `many` and `one` stand for `*` and `?`.
    let code: [UInt8]
    /// No shorter text matches.
    private let leastBytes: Int

    package init(_ text: some StringProtocol, wildcards: Bool = true) {
        self.init(code: wildcards ? text.utf8.map(Self.code) : Array(text.utf8))
    }

    init(code: [UInt8]) {
        self.code = code
        leastBytes = code.reduce(0) { $1 == Self.many ? $0 : $0 + 1 }
    }

    /// How many bytes stand before the first wildcard.
    var fixedBytes: Int { code.firstIndex { $0 == Self.many || $0 == Self.one } ?? code.count }

    static func code(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "*"): many
        case UInt8(ascii: "?"): one
        default: byte
        }
    }

    /// - Parameter ignoringCase: of ASCII.
    package func matches(_ text: some StringProtocol, ignoringCase: Bool = false) -> Bool {
        match(text, ignoringCase: ignoringCase).isMatch
    }

    /// - Returns: whether it matches, and what that took: never more than `cost` says.
    func match(_ text: some StringProtocol, ignoringCase: Bool = false) -> (isMatch: Bool, steps: Int) {
        guard text.utf8.count >= leastBytes else { return (false, 0) }
        return code.withUnsafeBufferPointer { code in
            func match(_ text: UnsafeBufferPointer<UInt8>) -> (Bool, Int) {
                var match = GlobMatch(text: text, ignoringCase: ignoringCase)
                let isMatch = match.matches(code[...])
                return (isMatch, match.steps)
            }
            return text.utf8.withContiguousStorageIfAvailable(match) ?? Array(text.utf8).withUnsafeBufferPointer(match)
        }
    }

    /// What `match` takes at most.
    /// - Parameter ignoringCase: of ASCII.
    func cost(ignoringCase: Bool = false) -> MatchCost {
        // Each byte is compared once, and a `?` passes over a character of up to four.
        var cost = MatchCost(perValue: MatchCost.perMatch + 4 * code.count + 4)
        guard let first = code.firstIndex(of: Self.many), let last = code.lastIndex(of: Self.many) else { return cost }
        cost.perByte = 1
        for segment in code[first..<last].split(separator: Self.many) where ignoringCase || segment.contains(Self.one) {
            let words = Self.words(segment.count)
            cost.perValue += Self.tableSteps * words
            cost.perByte = max(cost.perByte, words)
        }
        return cost
    }

    /// Words of 64 bits that have a bit for each byte of a segment.
    static func words(_ bytes: Int) -> Int { (bytes + 63) / 64 }
    /// What the table for one such word takes: it is cleared some words at a time.
    static let tableSteps = 64
}

private struct GlobMatch {
    typealias Segment = Slice<UnsafeBufferPointer<UInt8>>

    let text: UnsafeBufferPointer<UInt8>
    let ignoringCase: Bool
    private(set) var steps = 0

    init(text: UnsafeBufferPointer<UInt8>, ignoringCase: Bool) {
        self.text = text
        self.ignoringCase = ignoringCase
    }

    mutating func matches(_ code: Segment) -> Bool {
        guard let first = code.firstIndex(of: Glob.many), let last = code.lastIndex(of: Glob.many) else {
            return end(of: code) == text.count
        }
        guard var position = end(of: code[..<first]), let end = start(of: code[(last + 1)...], notBefore: position) else { return false }
        var rest = code[first..<last]
        while let star = rest.first, star == Glob.many {
            rest = rest.dropFirst()
            let segment = rest.prefix { $0 != Glob.many }
            rest = rest[segment.endIndex...]
            guard let found = find(segment, position..<end) else { return false }
            position = found
        }
        return true
    }

    /// Where a segment ends that begins where the text does.
    private mutating func end(of segment: Segment) -> Int? {
        var position = 0
        defer { steps += position + 1 }
        for expected in segment {
            guard position < text.count, accepts(expected, text[position]) else { return nil }
            position += 1
            guard expected == Glob.one else { continue }
            while position < text.count, Self.isContinuation(text[position]) { position += 1 }
        }
        return position
    }

    /// Where a segment begins that ends where the text does.
    private mutating func start(of segment: Segment, notBefore least: Int) -> Int? {
        var position = text.count
        defer { steps += text.count - position + 1 }
        for expected in segment.reversed() {
            position -= 1
            if expected == Glob.one { while position > least, Self.isContinuation(text[position]) { position -= 1 } }
            guard position >= least, accepts(expected, text[position]) else { return nil }
        }
        return position
    }

    /// - Returns: where the first place ends at which the segment is.
    private mutating func find(_ segment: Segment, _ range: Range<Int>) -> Int? {
        guard !segment.isEmpty else { return range.lowerBound }
        guard segment.count <= range.count else { return nil }
        guard !ignoringCase, !segment.contains(Glob.one) else { return findWithWildcards(segment, range) }
        let sought = UnsafeBufferPointer(rebasing: segment)
        var end: Int?
        defer { steps += sought.count + (end ?? range.upperBound) - range.lowerBound }
        guard let start = text.baseAddress, let needle = sought.baseAddress,
            let found = clinux_find(start + range.lowerBound, range.count, needle, sought.count)
        else { return nil }
        end = start.distance(to: found.assumingMemoryBound(to: UInt8.self)) + sought.count
        return end
    }

    /// Keeps a bit for each byte of the segment: whether what ends here in the text is the segment up to there. Each byte of the text moves
    /// all of them on at once. A `?` takes the first byte of a character, and stays while the others follow.
    ///
    /// Source: R. Baeza-Yates, G. Gonnet, "A New Approach to Text Searching".
    private mutating func findWithWildcards(_ segment: Segment, _ range: Range<Int>) -> Int? {
        let words = Glob.words(segment.count)
        var end: Int?
        defer { steps += Glob.tableSteps * words + segment.count + words * ((end ?? range.upperBound) - range.lowerBound) }
        end = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 258 * words) { memory -> Int? in
            memory.initialize(repeating: 0)
            // First, for each byte of a text, the places of the segment that take it; those that take the first byte of any character apart.
            let (state, wildcards) = (256 * words, 257 * words)
            for (place, expected) in segment.enumerated() {
                let (word, bit) = (place / 64, UInt64(1) << UInt64(place % 64))
                if expected == Glob.one {
                    memory[wildcards + word] |= bit
                } else {
                    memory[Int(expected) * words + word] |= bit
                    if ignoringCase, let other = Self.otherCase(expected) { memory[Int(other) * words + word] |= bit }
                }
            }
            let last = UInt64(1) << UInt64((segment.count - 1) % 64)
            for position in range {
                let byte = text[position]
                let row = Int(byte) * words
                let stays: UInt64 = Self.isContinuation(byte) ? .max : 0
                var carry: UInt64 = 1
                for word in 0..<words {
                    let before = memory[state + word]
                    let any = memory[wildcards + word]
                    memory[state + word] = (before << 1 | carry) & (memory[row + word] | any & ~stays) | before & any & stays
                    carry = before >> 63
                }
                if memory[state + words - 1] & last != 0 { return position + 1 }
            }
            return nil
        }
        return end
    }

    private func accepts(_ expected: UInt8, _ byte: UInt8) -> Bool {
        if expected == Glob.one { return !Self.isContinuation(byte) }
        return expected == byte || ignoringCase && Self.otherCase(expected) == byte
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    private static func otherCase(_ byte: UInt8) -> UInt8? {
        (0x41...0x5A).contains(byte & ~0x20) ? byte ^ 0x20 : nil
    }
}

/// A name in which `*` and `?` stand for others.
package struct NamePattern: Sendable, Hashable {
    package let text: String
    private let glob: Glob

    package init(_ text: String) {
        self.text = text
        glob = Glob(text)
    }

    package func matches(_ name: String) -> Bool { glob.matches(name) }
}
