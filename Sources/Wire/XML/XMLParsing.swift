private import CExpat

extension XMLElement {
    /// Parses a whole document.
    /// - Returns: its root.
    package init(parsing document: [UInt8], limits: XMLLimits = .standard) throws(XMLError) {
        guard document.count <= limits.bytes else { throw .tooLarge }
        // Whatever the parser makes of a declared encoding or of the first bytes, it reads what was looked at here.
        guard document.isEmpty || String(validating: document, as: UTF8.self) != nil, !document.contains(0) else { throw .encoding }
        let builder = TreeBuilder(limits: limits)
        try builder.parse(document)
        guard let root = builder.root else { throw .notWellFormed(line: 1) }
        self = root
    }
}

/// Builds the tree from Expat's events. It resolves prefixes itself: elements keep their names without them.
private final class TreeBuilder {
    private struct Open {
        let name: String
        let namespace: String?
        let attributes: [String: String]
        /// What the prefixes that the element declares meant around it.
        let shadowed: [(prefix: String, namespace: String?)]
        var children: [XMLElement] = []
        var text: [UInt8] = []
    }

    private let limits: XMLLimits
    private var parser: XML_Parser?
    private var stack: [Open] = []
    private var elements = 0
    /// Namespaces by prefix; that of "" is the default one.
    private var scope: [String: String] = [:]
    private(set) var root: XMLElement?
    private var refusal: XMLError?

    init(limits: XMLLimits) { self.limits = limits }

    func parse(_ document: [UInt8]) throws(XMLError) {
        guard let parser = XML_ParserCreate("UTF-8") else { throw .tooLarge }
        defer { XML_ParserFree(parser) }
        self.parser = parser
        listen(to: parser)
        let status = document.withUnsafeBytes { bytes in
            XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(bytes.count), 1)
        }
        if let refusal { throw refusal }
        guard status == XML_STATUS_OK else { throw notWellFormed }
    }

    private func listen(to parser: XML_Parser) {
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let name else { return }
                TreeBuilder.of(data)?.open(name, attributes)
            }, { data, _ in TreeBuilder.of(data)?.close() })
        XML_SetCharacterDataHandler(parser) { data, text, count in
            TreeBuilder.of(data)?.append(UnsafeRawBufferPointer(start: text, count: Int(count)))
        }
        XML_SetXmlDeclHandler(parser) { data, _, encoding, _ in TreeBuilder.of(data)?.check(encoding: encoding.map { String(cString: $0) })
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in TreeBuilder.of(data)?.refuse(.declaration) }
        XML_SetProcessingInstructionHandler(parser) { data, _, _ in TreeBuilder.of(data)?.refuse(.declaration) }
    }

    private static func of(_ data: UnsafeMutableRawPointer?) -> TreeBuilder? {
        data.map { Unmanaged<TreeBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Names and values in turn, up to a nil.
    private static func pairs(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        var next = list
        while let name = next?.pointee, let value = next?.advanced(by: 1).pointee {
            pairs.append((String(cString: name), String(cString: value)))
            next = next?.advanced(by: 2)
        }
        return pairs
    }

    private static func count(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Int {
        var count = 0
        while list?[2 * count] != nil { count += 1 }
        return count
    }

    private func open(_ qualifiedName: UnsafePointer<CChar>, _ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
        elements += 1 + Self.count(list)
        if stack.count >= limits.depth { return refuse(.tooDeep) }
        if elements > limits.elements { return refuse(.tooManyElements) }
        var attributes: [String: String] = [:]
        var shadowed: [(prefix: String, namespace: String?)] = []
        for (name, value) in Self.pairs(list) {
            let (prefix, local) = Self.split(name)
            if prefix == "xmlns" || prefix.isEmpty && local == "xmlns" {
                let declared = prefix.isEmpty ? "" : local
                shadowed.append((declared, scope[declared]))
                scope[declared] = value.isEmpty ? nil : value
            } else {
                attributes[local] = value
            }
        }
        let (prefix, local) = Self.split(String(cString: qualifiedName))
        guard prefix.isEmpty || scope[prefix] != nil else { return refuse(notWellFormed) }
        stack.append(Open(name: local, namespace: scope[prefix], attributes: attributes, shadowed: shadowed))
    }

    private func close() {
        guard let open = stack.popLast() else { return }
        // One by one: a copy of all that is in force, for each element that declares one, would be quadratic.
        for (prefix, namespace) in open.shadowed.reversed() { scope[prefix] = namespace }
        let element = XMLElement(
            name: open.name, namespace: open.namespace, attributes: open.attributes, children: open.children,
            text: String(decoding: open.text, as: UTF8.self))
        if stack.isEmpty { root = element } else { stack[stack.count - 1].children.append(element) }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard !stack.isEmpty else { return }
        stack[stack.count - 1].text.append(contentsOf: bytes)
    }

    private func check(encoding: String?) {
        guard let encoding, !["utf-8", "utf8", "us-ascii"].contains(encoding.lowercased()) else { return }
        refuse(.encoding)
    }

    /// The first reason counts. Nothing behind it is read.
    private func refuse(_ reason: XMLError) {
        if refusal == nil { refusal = reason }
        XML_StopParser(parser, XML_FALSE)
    }

    private var notWellFormed: XMLError { .notWellFormed(line: max(1, Int(XML_GetCurrentLineNumber(parser)))) }

    private static func split(_ name: String) -> (prefix: String, local: String) {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return ("", name) }
        return (String(name[..<colon]), String(name[name.utf8.index(after: colon)...]))
    }
}
