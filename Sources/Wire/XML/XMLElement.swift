/// An element of a parsed document, with all that is in it.
package struct XMLElement: Sendable {
    /// Without a prefix: clients send S3's documents with, without, and under other prefixes than the documented ones.
    package let name: String
    /// Nil if no namespace is in force.
    package let namespace: String?
    /// By name without prefix; declarations of namespaces are left out.
    package let attributes: [String: String]
    package let children: [XMLElement]
    /// The element's own text, exactly: an object's key may begin or end with a space.
    package let text: String

    package init(
        name: String, namespace: String? = nil, attributes: [String: String] = [:], children: [XMLElement] = [], text: String = ""
    ) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// The first child of that name.
    package func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    package func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The text of the first child of that name.
    package func text(_ child: String) -> String? { self.child(child)?.text }

    /// The text without the white space around it: numbers, enumerations and dates, which some clients indent.
    package var trimmedText: String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        let body = text.utf8.drop(while: isSpace)
        return String(decoding: body.dropLast(body.reversed().prefix(while: isSpace).count), as: UTF8.self)
    }

    /// `trimmedText` of the first child of that name.
    package func trimmedText(_ child: String) -> String? { self.child(child)?.trimmedText }
}

/// What a document may cost its reader.
package struct XMLLimits: Sendable, Hashable {
    package var bytes: Int
    package var depth: Int
    /// Attributes count as elements do: each takes as much memory.
    package var elements: Int

    package init(bytes: Int, depth: Int, elements: Int) {
        self.bytes = bytes
        self.depth = depth
        self.elements = elements
    }

    /// Room for the largest of S3's documents: the 10,000 parts of CompleteMultipartUpload, each with an ETag and checksums.
    package static let standard = XMLLimits(bytes: 8 << 20, depth: 32, elements: 120_000)
}

/// Why a document is refused.
package enum XMLError: Error, Sendable, Hashable {
    /// - `line`: counted from 1.
    case notWellFormed(line: Int)
    /// A document type or an entity is declared, or a processing instruction given: nothing S3 reads needs one, and both are ways to attack a parser.
    case declaration
    /// Bytes that are no UTF-8, or an encoding that is declared to be another one.
    case encoding
    case tooLarge
    case tooDeep
    case tooManyElements
}
