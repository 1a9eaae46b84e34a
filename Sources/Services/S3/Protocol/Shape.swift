internal import ServiceKit
internal import Core
internal import XML

/// What an element of a request's document may hold. S3 refuses what its schema does not know, and so does this: nothing is kept that
/// would not be understood. Source: botocore's model of each document.
struct Shape: Sendable {
    enum Content: Sendable {
        case text(@Sendable (String) -> Bool)
        /// Words and numbers, whatever white space is around them.
        case token(@Sendable (String) -> Bool)
        /// In the order in which they are written.
        case elements([Shape])
    }

    let name: String
    let occurs: ClosedRange<Int>
    let content: Content

    static let once = 1...1
    static let maybe = 0...1
    static let many = 1...Int.max
    static let any = 0...Int.max

    static func text(
        _ name: String, _ occurs: ClosedRange<Int> = once, where accepts: @escaping @Sendable (String) -> Bool = { _ in true }
    ) -> Shape { Shape(name: name, occurs: occurs, content: .text(accepts)) }

    static func choice(_ name: String, _ values: [String], _ occurs: ClosedRange<Int> = once) -> Shape {
        Shape(name: name, occurs: occurs, content: .token { values.contains($0) })
    }

    static func number(_ name: String, _ occurs: ClosedRange<Int> = once) -> Shape {
        Shape(name: name, occurs: occurs, content: .token { Int32(digits: $0) != nil })
    }

    static func flag(_ name: String, _ occurs: ClosedRange<Int> = once) -> Shape { choice(name, ["true", "false"], occurs) }

    static func group(_ name: String, _ elements: [Shape]) -> Shape { group(name, once, elements) }

    static func group(_ name: String, _ occurs: ClosedRange<Int>, _ elements: [Shape]) -> Shape {
        Shape(name: name, occurs: occurs, content: .elements(elements))
    }

    // MARK: Reading

    /// - Throws: `.malformedXML` unless the element is of this shape.
    func check(_ element: XMLElement) throws(ServiceError) {
        guard element.name == name else { throw .malformedXML }
        switch content {
        case .text(let accepts): guard element.children.isEmpty, accepts(element.text) else { throw .malformedXML }
        case .token(let accepts): guard element.children.isEmpty, accepts(element.trimmedText) else { throw .malformedXML }
        case .elements(let shapes):
            guard element.trimmedText.isEmpty else { throw .malformedXML }
            var counts = [Int](repeating: 0, count: shapes.count)
            for child in element.children {
                guard let place = shapes.firstIndex(where: { $0.name == child.name }) else { throw .malformedXML }
                counts[place] += 1
                try shapes[place].check(child)
            }
            guard zip(shapes, counts).allSatisfy({ $0.occurs.contains($1) }) else { throw .malformedXML }
        }
    }

    /// Parses a document that was checked when it came in.
    /// - Throws: `.internalError`: what was stored cannot be read, which must never look as if nothing had been.
    func parse(stored bytes: [UInt8]) throws(ServiceError) -> XMLElement {
        guard let element = try? XMLElement(parsing: bytes), element.name == name else { throw .internalError }
        return element
    }

    // MARK: Writing

    /// The whole document, in S3's namespace.
    func document(_ element: XMLElement) -> [UInt8] {
        var xml = XMLWriter()
        write(element, attributes: [("xmlns", S3Call.namespace)], to: &xml)
        return xml.bytes
    }

    func write(_ element: XMLElement, attributes: [(String, String)] = [], to xml: inout XMLWriter) {
        var attributes = attributes
        if let type = element.attributes["type"] {
            attributes += [("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"), ("xsi:type", type)]
        }
        xml.element(name, attributes: attributes) { xml in
            switch content {
            case .text: xml.text(element.text)
            case .token: xml.text(element.trimmedText)
            case .elements(let shapes):
                for shape in shapes {
                    for child in element.children(shape.name) { shape.write(child, to: &xml) }
                }
            }
        }
    }
}
