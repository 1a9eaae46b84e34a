/// Keeps something in its place for as long as anybody has a copy of this. All are equal: what is kept is named elsewhere.
package struct Hold: Sendable, Hashable {
    private let holder: (any AnyObject & Sendable)?
    private let wanted: @Sendable () -> Bool

    /// - Parameters:
    ///   - holder: lets go in its `deinit`.
    ///   - wanted: whether what is kept is still what it was taken for.
    package init(_ holder: (any AnyObject & Sendable)? = nil, wanted: @escaping @Sendable () -> Bool = { true }) {
        self.holder = holder
        self.wanted = wanted
    }

    package var isWanted: Bool { wanted() }

    package static func == (a: Self, b: Self) -> Bool { true }
    package func hash(into hasher: inout Hasher) {}
}
