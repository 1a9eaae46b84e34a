/// Writes XML as S3 does: no white space between elements, text escaped so that every parser reads it back.
package struct XMLWriter: Sendable {
    /// What was written so far; a document once every element is closed.
    package private(set) var bytes: [UInt8]

    /// What becomes of characters that XML 1.0 cannot carry.
    package enum Unwritable: Sendable {
        /// References, as S3 writes them in its listings: no parser takes them, which is why `encoding-type=url` exists.
        case referenced
        /// U+FFFD: for documents that must be read whatever they tell of, such as errors.
        case replaced
    }
    private let unwritable: Unwritable

    /// Begins with the XML declaration and a line feed.
    package init(_ unwritable: Unwritable = .referenced) {
        self.unwritable = unwritable
        bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    }

    /// The document without its declaration: for answers that send it ahead, as CompleteMultipartUpload's does.
    package init(declaration: Bool, _ unwritable: Unwritable = .referenced) {
        self.init(unwritable)
        if !declaration { bytes.removeAll() }
    }

    package mutating func open(_ name: String, attributes: [(String, String)] = []) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name.utf8)
        for (attribute, value) in attributes {
            bytes.append(0x20)
            bytes.append(contentsOf: attribute.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            append(value, inAttribute: true)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    package mutating func close(_ name: String) {
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ">"))
    }

    package mutating func element(_ name: String, _ text: String) {
        open(name)
        self.text(text)
        close(name)
    }

    package mutating func element(_ name: String, _ value: some BinaryInteger) { element(name, String(value)) }
    package mutating func element(_ name: String, _ value: Bool) { element(name, value ? "true" : "false") }

    /// Nothing where there is no value.
    package mutating func element(_ name: String, ifPresent value: String?) {
        if let value { element(name, value) }
    }

    /// An element around what `content` writes.
    package mutating func element<Failure: Error>(
        _ name: String, attributes: [(String, String)] = [], content: (inout XMLWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(name, attributes: attributes)
        try content(&self)
        close(name)
    }

    package mutating func text(_ text: String) { append(text, inAttribute: false) }

    /// Hands out what was written since the last time: for answers that are sent as they are made.
    package mutating func drain() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func append(_ text: String, inAttribute: Bool) {
        guard case .replaced = unwritable, text.unicodeScalars.contains(where: Self.isUnwritable) else {
            return append(text.utf8, inAttribute: inAttribute)
        }
        var readable = ""
        for scalar in text.unicodeScalars { readable.unicodeScalars.append(Self.isUnwritable(scalar) ? "\u{FFFD}" : scalar) }
        append(readable.utf8, inAttribute: inAttribute)
    }

    /// Source: XML 1.0, section 2.2.
    private static func isUnwritable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00..<0x20, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private mutating func append(_ text: String.UTF8View, inAttribute: Bool) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            case 0x09 where !inAttribute, 0x0A where !inAttribute: bytes.append(byte)
            case 0x00..<0x20: bytes.append(contentsOf: "&#x\(String(byte, radix: 16, uppercase: true));".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
