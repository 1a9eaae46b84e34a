extension FixedWidthInteger {
    /// A count as protocols spell it: ASCII digits and nothing else. `Int("+1")` and `Int("-0")` would be numbers as well.
    /// - Returns: nil if `text` is anything else, or more than fits.
    @inlinable package init?(digits text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Self(text) else { return nil }
        self = number
    }
}
