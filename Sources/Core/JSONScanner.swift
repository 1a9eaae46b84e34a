extension JSON {
    package struct ParseError: Error, Hashable, CustomStringConvertible {
        package let reason: String
        /// Where in the bytes it went wrong, from 0.
        package let offset: Int
        package var description: String { "\(reason) at byte \(offset)" }
    }

    /// Parses one value with nothing but white space around it.
    ///
    /// Text may hold U+0000, which RFC 8259 allows: events, functions' answers and the like are their senders' own. Who makes anything of a text
    /// refuses it: the inputs of operations in `InputReader` of ServiceKit, policies in `PolicyDocument`.
    /// - Parameter maximumValues: how many values there may be, members' ones and elements counted: each takes some dozens of bytes, and a
    ///   text of two bytes a value would become many times its own size. What outsiders send has `inputValues`; what the server wrote has none.
    /// - Throws: `ParseError` for anything RFC 8259 does not allow, bytes that are no UTF-8, nesting deeper than `maximumDepth`, and too many
    ///   values.
    package init(parsing bytes: [UInt8], maximumDepth: Int = 128, maximumValues: Int = .max) throws(ParseError) {
        var parser = JSONScanner(bytes: bytes, depthLeft: maximumDepth, valuesLeft: maximumValues)
        self = try parser.document()
    }

    package init(parsing text: String, maximumDepth: Int = 128, maximumValues: Int = .max) throws(ParseError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth, maximumValues: maximumValues)
    }

    /// Of what comes from outside: more than the largest input of any operation has, 10,000 log events of three values each.
    package static let inputValues = 1 << 16

    /// Checks that the bytes are one value, and keeps nothing of it: for what is handed on as it came. However many values there are and
    /// however deep, it takes no memory for them but a byte a level, and no stack.
    /// - Throws: what `init(parsing:)` would.
    /// - Returns: whether the value is an object.
    @discardableResult
    package static func check(_ bytes: [UInt8], maximumDepth: Int = 128) throws(ParseError) -> Bool {
        var parser = JSONScanner(bytes: bytes, depthLeft: maximumDepth, valuesLeft: .max)
        return try parser.pass()
    }
}

/// Goes through the text of one JSON value, a token at a time, within a budget of values and levels. Who reads values by it makes no tree.
package struct JSONScanner: Sendable {
    private let bytes: [UInt8]
    private var depthLeft, valuesLeft: Int
    private var position = 0

    package enum Kind: Sendable { case object, array, string, number, `true`, `false`, null }

    package init(bytes: [UInt8], depthLeft: Int, valuesLeft: Int) {
        self.bytes = bytes
        self.depthLeft = depthLeft
        self.valuesLeft = valuesLeft
    }

    // MARK: Tokens

    /// What value comes next, which is counted. The white space in front of it must be passed already, as it is after all that is here.
    package mutating func next() throws(JSON.ParseError) -> Kind {
        guard valuesLeft > 0 else { throw error("Too many values") }
        valuesLeft -= 1
        return switch current {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"): .true
        case UInt8(ascii: "f"): .false
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-")?, (0x30...0x39)?: .number
        case nil: throw error("Unexpected end of input")
        default: throw error("Unexpected character")
        }
    }

    package var isAtNull: Bool { current == UInt8(ascii: "n") }

    /// Where the next token begins.
    package var offset: Int { position }

    /// The text since then.
    package func text(from start: Int) -> [UInt8] { Array(bytes[start..<position]) }

    /// Passes a literal that `next` found.
    package mutating func pass(_ kind: Kind) throws(JSON.ParseError) {
        switch kind {
        case .true: try literal("true")
        case .false: try literal("false")
        default: try literal("null")
        }
    }

    /// Goes into an array or object that `next` found.
    /// - Returns: false if it is empty, and passed.
    package mutating func enter(isObject: Bool) throws(JSON.ParseError) -> Bool {
        guard depthLeft > 0 else { throw error("Nested too deeply") }
        position += 1
        skipSpace()
        if take(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return false }
        depthLeft -= 1
        return true
    }

    /// Goes on behind a value of an array or object.
    /// - Returns: false if that was the last, and the array or object is passed.
    package mutating func hasMore(isObject: Bool) throws(JSON.ParseError) -> Bool {
        skipSpace()
        guard try ended(isObject: isObject) else {
            skipSpace()
            return true
        }
        depthLeft += 1
        return false
    }

    // MARK: Values

    mutating func document() throws(JSON.ParseError) -> JSON {
        skipSpace()
        let value = try self.value()
        try end()
        return value
    }

    /// Goes through one value without making anything of it.
    mutating func pass() throws(JSON.ParseError) -> Bool {
        skipSpace()
        let isObject = current == UInt8(ascii: "{")
        // Of each open array or object, from the outside in, whether it is an object.
        var open: [Bool] = []
        repeat {
            skipSpace()
            if let isObject = try begun() {
                open.append(isObject)
                if isObject { _ = try name() }
                continue
            }
            while let isObject = open.last {
                skipSpace()
                guard try ended(isObject: isObject) else {
                    if isObject { _ = try name() }
                    break
                }
                open.removeLast()
                depthLeft += 1
            }
        } while !open.isEmpty
        try end()
        return isObject
    }

    /// Begins an array or object that is not empty, or passes any other value.
    /// - Returns: whether it is an object; nil if there is nothing to go into.
    private mutating func begun() throws(JSON.ParseError) -> Bool? {
        let isObject = current == UInt8(ascii: "{")
        guard isObject || current == UInt8(ascii: "[") else {
            _ = try value()
            return nil
        }
        return try enter(isObject: isObject) ? isObject : nil
    }

    /// Checks that nothing but white space is left.
    package mutating func end() throws(JSON.ParseError) {
        skipSpace()
        guard position == bytes.count else { throw error("Unexpected text after the value") }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
    private func error(_ reason: String) -> JSON.ParseError { JSON.ParseError(reason: reason, offset: position) }

    package mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value() throws(JSON.ParseError) -> JSON {
        let kind = try next()
        switch kind {
        case .object: return try object()
        case .array: return try array()
        case .string: return .string(try string())
        case .number: return .number(try number())
        case .true, .false, .null:
            try pass(kind)
            return kind == .null ? .null : .bool(kind == .true)
        }
    }

    private mutating func object() throws(JSON.ParseError) -> JSON {
        var members: [JSON.Member] = []
        guard try enter(isObject: true) else { return .object([]) }
        repeat {
            let name = try name()
            members.append(JSON.Member(name, try value()))
        } while try hasMore(isObject: true)
        return .object(members)
    }

    private mutating func array() throws(JSON.ParseError) -> JSON {
        var items: [JSON] = []
        guard try enter(isObject: false) else { return .array([]) }
        repeat { items.append(try value()) } while try hasMore(isObject: false)
        return .array(items)
    }

    /// A member's name, up to where its value begins.
    package mutating func name() throws(JSON.ParseError) -> String {
        skipSpace()
        guard current == UInt8(ascii: "\"") else { throw error("Expected a member's name") }
        let name = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw error("Expected ':'") }
        skipSpace()
        return name
    }

    /// What is behind a value of an array or object: its end, or the sign that more follows.
    private mutating func ended(isObject: Bool) throws(JSON.ParseError) -> Bool {
        if take(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return true }
        guard take(UInt8(ascii: ",")) else { throw error(isObject ? "Expected ',' or '}'" : "Expected ',' or ']'") }
        return false
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func literal(_ text: StaticString) throws(JSON.ParseError) {
        let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw error("Unexpected character") }
        position += text.utf8CodeUnitCount
    }

    /// The text of a number that `next` found.
    package mutating func number() throws(JSON.ParseError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(0x30) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSON.ParseError) {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw error("Expected a digit") }
    }

    /// A string that `next` found.
    package mutating func string() throws(JSON.ParseError) -> String {
        position += 1
        let start = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        // Nearly all have no escapes, the largest above all: they are copied once.
        if current == UInt8(ascii: "\"") {
            position += 1
            return try text(bytes[start..<(position - 1)])
        }
        var out = Array(bytes[start..<position])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(out[...])
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &out)
            case 0..<0x20: throw error("Control character in a string")
            default:
                out.append(byte)
                position += 1
            }
        }
        throw error("Unterminated string")
    }

    /// The bytes of which a string is the Base64, which `next` found. Of one without escapes no text is made: it may be of some dozen MiB.
    /// - Returns: nil if it is none.
    package mutating func base64() throws(JSON.ParseError) -> [UInt8]? {
        let start = position + 1
        let end = bytes[start...].firstIndex { !Base64.isCharacter($0) } ?? bytes.count
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return Base64.decode(try string()) }
        position = end + 1
        return Base64.decode(bytes[start..<end])
    }

    private func text(_ utf8: ArraySlice<UInt8>) throws(JSON.ParseError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { throw error("Invalid UTF-8 in a string") }
        return text
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSON.ParseError) {
        guard let byte = current else { throw error("Unterminated string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"): out.append(contentsOf: String(try unicodeEscape()).utf8)
        default: throw error("Unknown escape")
        }
    }

    /// A surrogate without its other half becomes U+FFFD, as in the decoders of most languages.
    private mutating func unicodeEscape() throws(JSON.ParseError) -> Character {
        let first = try codeUnit()
        guard (0xD800..<0xDC00).contains(first) else { return Character(Unicode.Scalar(first) ?? "\u{FFFD}") }
        guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return "\u{FFFD}" }
        let before = position
        position += 2
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second) else {
            position = before
            return "\u{FFFD}"
        }
        let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        return Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")
    }

    private mutating func codeUnit() throws(JSON.ParseError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw error("Unterminated string") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Hex.value(bytes[position]) else { throw error("Expected four hexadecimal digits") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
