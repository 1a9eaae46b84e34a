private import Core

/// Header fields in the order and with the spelling they came or go with. Names are compared without regard to case.
package struct HTTPHeaders: Sendable, ExpressibleByArrayLiteral {
    package private(set) var pairs: [(name: String, value: String)]

    package init(_ pairs: [(String, String)] = []) { self.pairs = pairs.map { (name: $0.0, value: $0.1) } }
    package init(arrayLiteral elements: (String, String)...) { self.init(elements) }

    /// The fields of a message that came. White space around a value is no part of it: RFC 9110, section 5.5.
    package init(received pairs: some Sequence<(name: String, value: String)>) {
        self.pairs = pairs.map { (name: $0.name, value: Self.trimmed($0.value)) }
    }

    private static func trimmed(_ value: String) -> String {
        guard hasOuterBlanks(value) else { return value }
        let text = value.utf8.drop(while: isBlank)
        return String(decoding: text.dropLast(text.reversed().prefix(while: isBlank).count), as: UTF8.self)
    }

    private static func hasOuterBlanks(_ value: String) -> Bool {
        let utf8 = value.utf8
        let bytes = utf8.span
        return !bytes.isEmpty && (isBlank(bytes[0]) || isBlank(bytes[bytes.count - 1]))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

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
    static func isSameName(_ a: String, _ b: String) -> Bool { a.isSame(ignoringASCIICase: b) }

    /// Whether a field can go over the wire. One with a line end in it would not end where it should, and what follows would be a field
    /// of someone else's making. Source: RFC 9110, section 5.5.
    package static func canCarry(_ name: String, _ value: String) -> Bool { isName(name) && isValue(value) }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && holds(text, areAllowed: { arePrintable($0, above: 0x20) && !hasByte($0, UInt8(ascii: ":")) }) {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":")
            }
    }

    private static func isValue(_ text: String) -> Bool {
        holds(text, areAllowed: { arePrintable($0, above: 0x1F) }) { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// Whether all bytes are allowed. Eight are looked at together; one by one only where `areAllowed` is not sure of them.
    private static func holds(_ text: String, areAllowed: (UInt64) -> Bool, isAllowed: (UInt8) -> Bool) -> Bool {
        let utf8 = text.utf8
        let bytes = utf8.span.bytes
        var place = 0
        while place < bytes.byteCount {
            if place + 8 <= bytes.byteCount, areAllowed(bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)) {
                place += 8
                continue
            }
            guard isAllowed(bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)) else { return false }
            place += 1
        }
        return true
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Whether each of eight bytes is ASCII, above `limit` and not DEL. A byte that is not shows as a high bit, its own or of one above it.
    private static func arePrintable(_ word: UInt64, above limit: UInt64) -> Bool {
        (word | (word &- ones &* (limit + 1)) | (word &+ ones)) & highBits == 0
    }

    private static func hasByte(_ word: UInt64, _ byte: UInt8) -> Bool {
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & highBits != 0
    }

    /// The fields that can go over the wire: all of them, but for a fault of ours. Without the white space around a value, such as that of
    /// metadata from a form: no two clients would make the same of it.
    var sendable: [(name: String, value: String)] {
        let isSendable = { (field: (name: String, value: String)) in Self.canCarry(field.name, field.value) }
        guard pairs.allSatisfy({ isSendable($0) && !Self.hasOuterBlanks($0.value) }) else {
            return HTTPHeaders(received: pairs.filter(isSendable)).pairs
        }
        return pairs
    }

    /// Whether a field that holds a comma-separated list names `token`, in any case.
    func lists(_ token: String, in name: String) -> Bool {
        all(name).contains { value in
            value.utf8.split(separator: UInt8(ascii: ",")).contains { item in
                let word = item.drop(while: Self.isBlank).prefix { !Self.isBlank($0) && $0 != UInt8(ascii: ";") }
                return Self.isSameName(String(decoding: word, as: UTF8.self), token)
            }
        }
    }
}
