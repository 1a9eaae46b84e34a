/// Writes XML as S3 does: no white space between elements, text escaped so that every parser reads it back.
package struct XMLWriter: Sendable {
    /// What was written so far; a document once every element is closed.
    package private(set) var bytes: [UInt8]

    /// Begins with the XML declaration and a line feed.
    package init() {
        bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    }

    /// The document without its declaration: for answers that send it ahead, as CompleteMultipartUpload's does.
    package init(declaration: Bool) {
        self.init()
        if !declaration { bytes.removeAll() }
    }

    package mutating func open(_ name: String, attributes: [(String, String)] = []) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name.utf8)
        for (attribute, value) in attributes {
            bytes.append(0x20)
            bytes.append(contentsOf: attribute.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            Self.append(value, inAttribute: true, to: &bytes)
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

    package mutating func text(_ text: String) { Self.append(text, inAttribute: false, to: &bytes) }

    /// Hands out what was written since the last time: for answers that are sent as they are made.
    package mutating func drain() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Control characters become references; S3 writes even those that XML 1.0 cannot carry, which is why `encoding-type=url` exists.
    private static func append(_ text: String, inAttribute: Bool, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
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
