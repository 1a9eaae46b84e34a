package import Core

/// A structure of an operation's input, made by `make models`: a table of its members, and what reads each into its place.
package protocol InputStructure: InputValue {
    /// In the model's order.
    static var members: Shape.Members { get }
    init()

    /// Reads the member of that number, which has come with a value and not before.
    mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError)

    /// Takes the body for the member that is all of it, if there is one, which is none of `members`.
    mutating func take(_ payload: Payload)
}

/// What a member of an input can be.
package protocol InputValue: Sendable {
    static func read(_ reader: inout InputReader) throws(InputError) -> Self
}

/// Bytes, which JSON and forms have as Base64.
package struct Blob: Sendable, Hashable {
    package var bytes: [UInt8]
    package init(_ bytes: [UInt8] = []) { self.bytes = bytes }
}

/// The input of an operation that takes nothing.
package struct NoInput: InputStructure {
    package static let members = Shape.Members([])
    package init() {}
    package mutating func read(_ member: Int, _ reader: inout InputReader) {}
}

extension InputStructure {
    package mutating func take(_ payload: Payload) {}

    package static func read(_ reader: inout InputReader) throws(InputError) -> Self {
        var value = Self()
        try reader.structure(&value)
        return value
    }
}

extension String: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> String { try reader.string() }
}
extension Int: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> Int { try reader.integer() }
}
extension Double: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> Double { try reader.double() }
}
extension Bool: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> Bool { try reader.boolean() }
}
extension Blob: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> Blob { try reader.blob() }
}
extension Timestamp: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> Timestamp { try reader.timestamp() }
}
extension Array: InputValue where Element: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> [Element] { try reader.list() }
}
extension Dictionary: InputValue where Key == String, Value: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> [String: Value] { try reader.map() }
}
extension Optional: InputValue where Wrapped: InputValue {
    package static func read(_ reader: inout InputReader) throws(InputError) -> Wrapped? { try Wrapped.read(&reader) }
}
