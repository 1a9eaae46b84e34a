/// Header fields in the order and with the spelling they came or go with. Names are compared without regard to case.
package struct HTTPHeaders: Sendable, ExpressibleByArrayLiteral {
    package private(set) var pairs: [(name: String, value: String)]

    package init(_ pairs: [(String, String)] = []) { self.pairs = pairs.map { (name: $0.0, value: $0.1) } }
    package init(arrayLiteral elements: (String, String)...) { self.init(elements) }

    /// The value of the first field of that name.
    package func first(_ name: String) -> String? { pairs.first { Self.isSameName($0.name, name) }?.value }

    /// The values of all fields of that name, in order.
    package func all(_ name: String) -> [String] { pairs.filter { Self.isSameName($0.name, name) }.map(\.value) }

    package func contains(_ name: String) -> Bool { pairs.contains { Self.isSameName($0.name, name) } }

    package mutating func add(_ name: String, _ value: String) { pairs.append((name: name, value: value)) }

    /// Adds the field if there is a value for it.
    package mutating func add(_ name: String, ifPresent value: String?) {
        if let value { add(name, value) }
    }

    /// Puts the one value in the place of all of that name.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        add(name, value)
    }

    package mutating func remove(_ name: String) { pairs.removeAll { Self.isSameName($0.name, name) } }

    /// Whether two names are the same, in whatever case.
    static func isSameName(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == b.utf8.count else { return false }
        return zip(a.utf8, b.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    /// Whether a field can go over the wire. One with a line end in it would not end where it should, and what follows would be a field
    /// of someone else's making. Source: RFC 9110, section 5.5.
    package static func canCarry(_ name: String, _ value: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// The fields that can go over the wire: all of them, but for a fault of ours.
    var sendable: [(name: String, value: String)] {
        pairs.allSatisfy { Self.canCarry($0.name, $0.value) } ? pairs : pairs.filter { Self.canCarry($0.name, $0.value) }
    }

    /// Whether a field that holds a comma-separated list names `token`, in any case.
    func lists(_ token: String, in name: String) -> Bool {
        all(name).contains { value in
            value.split(separator: ",").contains { Self.isSameName(String($0.drop { $0 == " " }.prefix { $0 != " " && $0 != ";" }), token) }
        }
    }
}

private func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
