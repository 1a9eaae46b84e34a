package import Core

/// What a row must have.
/// - Throws: `.unreadable` where it was read as nil: damage is never taken for nothing.
package func required<T>(_ value: T?, _ what: @autoclosure () -> String) throws(DatabaseError) -> T {
    guard let value else { throw .unreadable(what()) }
    return value
}

/// What a row can only have if it was damaged is an error: it would end the process where it is reckoned with.
extension Row {
    private static let mostBytes: Int64 = 1 << 53
    /// To the end of the year 9999.
    private static let latest: Int64 = 253_402_300_799_999

    /// A number of bytes, or a place among them.
    package func bytes(_ column: Int) throws(DatabaseError) -> Int64 {
        let value = integer(column)
        guard (0...Self.mostBytes).contains(value) else { throw .unreadable("a number of bytes, \(value)") }
        return value
    }

    package func time(_ column: Int) throws(DatabaseError) -> Timestamp {
        let value = integer(column)
        guard (0...Self.latest).contains(value) else { throw .unreadable("a time, \(value)") }
        return Timestamp(milliseconds: value)
    }

    /// Of what must be one or the other: neither is a good guess.
    package func strictFlag(_ column: Int) throws(DatabaseError) -> Bool {
        switch integer(column) {
        case 0: return false
        case 1: return true
        case let value: throw .unreadable("a flag, \(value)")
        }
    }
}
