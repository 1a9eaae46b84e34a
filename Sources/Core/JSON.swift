/// A JSON value that keeps the order of an object's members, so that what is written is what was meant, byte for byte. RFC 8259.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number's own text: no digit is lost on the way through.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSON
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// Members whose value is nil are left out.
    package static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    package static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }
    package static func strings(_ map: [String: String]) -> JSON {
        .object(map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { Member($0.key, .string($0.value)) })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
}

extension JSON {
    /// The value of the first member of that name; nil if there is none or this is no object.
    package subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var integer: Int? { if case .number(let text) = self { Int(text) } else { nil } }
    package var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
    package var members: [Member]? { if case .object(let members) = self { members } else { nil } }
    package var isNull: Bool { if case .null = self { true } else { false } }

    /// Whether any text in it, or any member's name, has U+0000.
    package var containsNUL: Bool {
        switch self {
        case .null, .bool, .number: false
        case .string(let text): text.utf8.contains(0)
        case .array(let items): items.contains(where: \.containsNUL)
        case .object(let members): members.contains { $0.name.utf8.contains(0) || $0.value.containsNUL }
        }
    }
}

extension JSON {
    /// What of a text is written as it is, besides what JSON itself escapes.
    package enum Escaping: Sendable {
        case none
        /// Nothing that a terminal obeys, that ends a line for some reader, or that turns what stands around it: for logs and terminals.
        case invisible
        /// ASCII alone: for a header's value.
        case nonASCII

        fileprivate func escapes(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .none: false
            case .nonASCII: scalar.value > 0x7E
            case .invisible:
                switch scalar.value {
                case 0x7F...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
                default: false
                }
            }
        }
    }

    /// Compact text, no white space.
    package var utf8: [UInt8] { utf8(escaping: .none) }

    package func utf8(escaping: Escaping) -> [UInt8] {
        var out: [UInt8] = []
        write(to: &out, escaping)
        return out
    }

    package var text: String { String(decoding: utf8, as: UTF8.self) }

    /// Text from elsewhere as a terminal may show it: on one line, and with nothing in it that the terminal obeys.
    package static func visible(_ text: String) -> String {
        String(decoding: JSON.string(text).utf8(escaping: .invisible).dropFirst().dropLast(), as: UTF8.self)
    }

    /// Writes a text as a JSON string, for who makes no tree.
    package static func write(string text: String, to out: inout [UInt8]) { write(text, to: &out, .none) }

    private func write(to out: inout [UInt8], _ escaping: Escaping) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let text): out.append(contentsOf: text.utf8)
        case .string(let text): Self.write(text, to: &out, escaping)
        case .array(let items):
            out.append(UInt8(ascii: "["))
            for (i, item) in items.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                item.write(to: &out, escaping)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (i, member) in members.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                Self.write(member.name, to: &out, escaping)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out, escaping)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// Writes a text as JSON has it, with its quotation marks.
    package static func write(_ text: String, to out: inout [UInt8], _ escaping: Escaping) {
        out.append(UInt8(ascii: "\""))
        if isPlain(text) {
            out.append(contentsOf: text.utf8)
        } else if case .none = escaping {
            write(text.utf8, to: &out)
        } else {
            write(text.unicodeScalars, to: &out, escaping)
        }
        out.append(UInt8(ascii: "\""))
    }

    /// Whether nothing of a text is ever escaped: most are plain ASCII.
    private static func isPlain(_ text: String) -> Bool {
        text.allBytes { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }

    private static func write(_ scalars: String.UnicodeScalarView, to out: inout [UInt8], _ escaping: Escaping) {
        for scalar in scalars {
            guard escaping.escapes(scalar) else {
                write(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter, to: &out)
                continue
            }
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                out.append(contentsOf: ("\\u" + Hex.encode([UInt8(unit >> 8), UInt8(unit & 0xFF)])).utf8)
            }
        }
    }

    private static func write(_ bytes: some Sequence<UInt8>, to out: inout [UInt8]) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: out.append(contentsOf: "\\n".utf8)
            case 0x0D: out.append(contentsOf: "\\r".utf8)
            case 0x09: out.append(contentsOf: "\\t".utf8)
            case 0x08: out.append(contentsOf: "\\b".utf8)
            case 0x0C: out.append(contentsOf: "\\f".utf8)
            case 0..<0x20: out.append(contentsOf: ("\\u00" + Hex.encode(CollectionOfOne(byte))).utf8)
            default: out.append(byte)
            }
        }
    }
}
