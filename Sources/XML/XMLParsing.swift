private import Foundation
private import FoundationXML

extension XMLElement {
    /// Parses a whole document.
    /// - Returns: its root.
    package init(parsing document: [UInt8], limits: XMLLimits = .standard) throws(XMLError) {
        guard document.count <= limits.bytes else { throw .tooLarge }
        try DocumentScan.check(document)
        let builder = TreeBuilder(limits: limits)
        let parser = XMLParser(data: Data(document))
        parser.shouldProcessNamespaces = false
        parser.shouldResolveExternalEntities = false
        parser.delegate = builder
        let isWhole = parser.parse()
        if let refusal = builder.refusal { throw refusal }
        guard isWhole, parser.parserError == nil, !builder.hasFailed, let root = builder.root else {
            throw .notWellFormed(line: max(1, parser.lineNumber))
        }
        self = root
    }
}

/// Builds the tree from the parser's events. It resolves prefixes itself: so the rules are the same on every platform.
private final class TreeBuilder: NSObject, XMLParserDelegate {
    private struct Open {
        let name: String
        let namespace: String?
        let attributes: [String: String]
        /// Nil if the element declares no prefixes of its own.
        let outerScope: [String: String]?
        var children: [XMLElement] = []
        var text: [UInt8] = []
    }

    private let limits: XMLLimits
    private var stack: [Open] = []
    private var elements = 0
    /// Namespaces by prefix; that of "" is the default one.
    private var scope: [String: String] = [:]
    private(set) var root: XMLElement?
    private(set) var refusal: XMLError?
    private(set) var hasFailed = false

    init(limits: XMLLimits) { self.limits = limits }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes attributeDict: [String: String]
    ) {
        elements += 1
        if stack.count >= limits.depth { return refuse(.tooDeep, parser) }
        if elements > limits.elements { return refuse(.tooManyElements, parser) }
        var attributes: [String: String] = [:]
        var outerScope: [String: String]?
        for (attribute, value) in attributeDict {
            let (prefix, local) = Self.split(attribute)
            if prefix == "xmlns" || prefix.isEmpty && local == "xmlns" {
                if outerScope == nil { outerScope = scope }
                scope[prefix.isEmpty ? "" : local] = value.isEmpty ? nil : value
            } else {
                attributes[local] = value
            }
        }
        let (prefix, local) = Self.split(elementName)
        guard prefix.isEmpty || scope[prefix] != nil else { return refuse(.notWellFormed(line: max(1, parser.lineNumber)), parser) }
        stack.append(Open(name: local, namespace: scope[prefix], attributes: attributes, outerScope: outerScope))
    }

    func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
        guard let open = stack.popLast() else { return }
        if let outerScope = open.outerScope { scope = outerScope }
        let element = XMLElement(
            name: open.name, namespace: open.namespace, attributes: open.attributes, children: open.children,
            text: String(decoding: open.text, as: UTF8.self))
        if stack.isEmpty { root = element } else { stack[stack.count - 1].children.append(element) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { append(string.utf8) }
    func parser(_ parser: XMLParser, foundCDATA block: Data) { append(block) }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { hasFailed = true }

    private func append(_ bytes: some Sequence<UInt8>) {
        guard !stack.isEmpty else { return }
        stack[stack.count - 1].text.append(contentsOf: bytes)
    }

    private func refuse(_ reason: XMLError, _ parser: XMLParser) {
        if refusal == nil { refusal = reason }
        parser.abortParsing()
    }

    private static func split(_ name: String) -> (prefix: String, local: String) {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return ("", name) }
        return (String(name[..<colon]), String(name[name.utf8.index(after: colon)...]))
    }
}
