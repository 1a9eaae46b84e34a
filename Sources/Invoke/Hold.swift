/// Keeps something in its place for as long as anybody has a copy of this. All are equal: what is kept is named elsewhere.
package struct Hold: Sendable, Hashable {
    private let holder: (any AnyObject & Sendable)?

    /// - Parameter holder: lets go in its `deinit`.
    package init(_ holder: (any AnyObject & Sendable)? = nil) { self.holder = holder }

    package static func == (a: Self, b: Self) -> Bool { true }
    package func hash(into hasher: inout Hasher) {}
}
