/// Whether a client that has an answer to take takes it, judged by how much of it has left the socket, whatever the length of the piece
/// that is being written. Only looked at now and then: bytes cost nothing here.
package struct ReaderPace: Sendable {
    package enum Assertion: Hashable, Sendable { case waits, tooSlow }

    private let windowMilliseconds, bytes: Int64
    /// What had left when it was last enough, and when that was seen.
    private var mark: (left: Int64, milliseconds: Int64)?

    /// - Parameter bytes: how many must leave within the window.
    package init(windowMilliseconds: Int64, bytes: Int64) {
        self.windowMilliseconds = windowMilliseconds
        self.bytes = bytes
    }

    /// How long after one look the next one is due.
    package var lookMilliseconds: Int64 { max(1, windowMilliseconds / 4) }

    /// Another piece, for which there is the whole time again.
    package mutating func begin() { mark = nil }

    /// - Parameters:
    ///   - left: a count of what has left the socket, which only grows. The first look begins the window.
    ///   - milliseconds: by a clock that only goes forward.
    package mutating func look(left: Int64, milliseconds: Int64) -> Assertion {
        guard let mark, left - mark.left < bytes else {
            mark = (left, milliseconds)
            return .waits
        }
        return milliseconds - mark.milliseconds >= windowMilliseconds ? .tooSlow : .waits
    }
}
