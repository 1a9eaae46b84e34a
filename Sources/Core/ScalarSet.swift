/// A set of Unicode scalars, as a class of a regular expression names it.
struct ScalarSet: Sendable {
    typealias Category = Unicode.GeneralCategory

    private var ascii: (low: UInt64, high: UInt64) = (0, 0)
    private var ranges: [ClosedRange<UInt32>] = []
    private var categories: Set<Category> = []
    private var isNegated = false

    /// Beyond ASCII, which a scalar is held against one by one.
    var rangeCount: Int { ranges.count }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 64 { return ascii.low >> UInt64(value) & 1 == 1 }
        if value < 128 { return ascii.high >> UInt64(value - 64) & 1 == 1 }
        let isListed =
            ranges.contains { $0.contains(value) } || (!categories.isEmpty && categories.contains(scalar.properties.generalCategory))
        return isListed != isNegated
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        for value in range.clamped(to: 0...127) where range.contains(value) { insertASCII(value) }
        if range.upperBound > 127 { ranges.append(max(range.lowerBound, 128)...range.upperBound) }
    }

    mutating func insert(_ scalar: Unicode.Scalar) { insert(scalar.value...scalar.value) }

    mutating func insert(_ names: Set<Category>) {
        for value in UInt32(0)..<128 {
            guard let scalar = Unicode.Scalar(value), names.contains(scalar.properties.generalCategory) else { continue }
            insertASCII(value)
        }
        categories.formUnion(names)
    }

    /// Adds what another class holds: `[^\s]` within brackets, for one.
    /// - Returns: false if that cannot be said: a negated class of more than ASCII beside others.
    mutating func insert(_ other: ScalarSet) -> Bool {
        ascii.low |= other.ascii.low
        ascii.high |= other.ascii.high
        guard other.isNegated else {
            ranges += other.ranges
            categories.formUnion(other.categories)
            return true
        }
        guard other.ranges.isEmpty, other.categories.isEmpty else { return false }
        ranges.append(128...0x10FFFF)
        return true
    }

    var inverted: ScalarSet {
        var set = self
        set.ascii = (~ascii.low, ~ascii.high)
        set.isNegated.toggle()
        return set
    }

    private mutating func insertASCII(_ value: UInt32) {
        if value < 64 { ascii.low |= 1 << UInt64(value) } else { ascii.high |= 1 << UInt64(value - 64) }
    }
}

extension ScalarSet {
    init(_ ranges: ClosedRange<Unicode.Scalar>...) {
        for range in ranges { insert(range.lowerBound.value...range.upperBound.value) }
    }

    /// `\d`, `\w` and `\s` are ASCII alone in Java. Source: java.util.regex.Pattern, "Predefined character classes".
    static let digits = ScalarSet("0"..."9")
    static let wordCharacters = ScalarSet("a"..."z", "A"..."Z", "0"..."9", "_"..."_")
    static let space = ScalarSet("\t"..."\r", " "..." ")
    /// What `.` leaves out.
    static let lineEnds = ScalarSet("\n"..."\n", "\r"..."\r", "\u{85}"..."\u{85}", "\u{2028}"..."\u{2029}")

    /// - Returns: nil for a name that is none of Unicode's general categories.
    static func category(_ name: String) -> ScalarSet? {
        var set = ScalarSet()
        if let found = categoriesByName[name] {
            set.insert(found)
            return set
        }
        let group = categoriesByName.filter { $0.key.hasPrefix(name) }.values.reduce(into: Set<Category>()) { $0.formUnion($1) }
        guard name.utf8.count == 1, !group.isEmpty else { return nil }
        set.insert(group)
        return set
    }

    private static let categoriesByName: [String: Set<Category>] = [
        "Lu": [.uppercaseLetter], "Ll": [.lowercaseLetter], "Lt": [.titlecaseLetter], "Lm": [.modifierLetter], "Lo": [.otherLetter],
        "Mn": [.nonspacingMark], "Mc": [.spacingMark], "Me": [.enclosingMark], "Nd": [.decimalNumber], "Nl": [.letterNumber],
        "No": [.otherNumber], "Pc": [.connectorPunctuation], "Pd": [.dashPunctuation], "Ps": [.openPunctuation],
        "Pe": [.closePunctuation], "Pi": [.initialPunctuation], "Pf": [.finalPunctuation], "Po": [.otherPunctuation],
        "Sm": [.mathSymbol], "Sc": [.currencySymbol], "Sk": [.modifierSymbol], "So": [.otherSymbol], "Zs": [.spaceSeparator],
        "Zl": [.lineSeparator], "Zp": [.paragraphSeparator], "Cc": [.control], "Cf": [.format],
    ]
}
