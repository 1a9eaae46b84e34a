/// What a function works for while it runs: the sessions of its workers carry it, and so do what it writes and whom it calls. The loop guard
/// counts by it.
package struct Provenance: Sendable, Hashable {
    /// The event at the origin; nil where a call was the first.
    package let originEvent: Int64?
    package let functionARN: String
    /// Functions between the first, human write or call and what this one does.
    package let depth: Int

    package init(originEvent: Int64?, functionARN: String, depth: Int) {
        self.originEvent = originEvent
        self.functionARN = functionARN
        self.depth = depth
    }
}
