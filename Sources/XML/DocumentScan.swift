/// Looks through a document before a parser does: what this lets pass declares no entities, so that it cannot grow when it is read.
enum DocumentScan {
    static func check(_ document: [UInt8]) throws(XMLError) {
        // Another encoding, declared or guessed by the parser from the first bytes, could hide a declaration from this scan.
        guard document.isEmpty || String(validating: document, as: UTF8.self) != nil, !document.contains(0) else { throw .encoding }
        var position = document.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if isDeclaration(document, at: position) { try checkEncoding(document, &position) }
        while let next = document[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = next + 1
            if starts(document, "<!--", at: next) {
                position = try end(of: "-->", in: document, from: next + 4)
            } else if starts(document, "<![CDATA[", at: next) {
                position = try end(of: "]]>", in: document, from: next + 9)
            } else if starts(document, "<?", at: next) {
                // Nothing S3 reads has processing instructions, and one without data ends the process in Foundation's parser.
                throw .declaration
            } else if starts(document, "<!", at: next) {
                throw .declaration
            }
        }
    }

    /// `<?xml` and a space: any other target is a processing instruction.
    private static func isDeclaration(_ document: [UInt8], at position: Int) -> Bool {
        let space = position + 5
        return starts(document, "<?xml", at: position) && space < document.count && [0x20, 0x09, 0x0A, 0x0D].contains(document[space])
    }

    private static func checkEncoding(_ document: [UInt8], _ position: inout Int) throws(XMLError) {
        let end = try end(of: "?>", in: document, from: position)
        // A declaration that ends later than a parser thinks could hide an instruction from this scan.
        let body = document[(position + 2)..<(end - 2)]
        guard !body.contains(where: { [0x3C, 0x3E, 0x3F].contains($0) }) else { throw .notWellFormed(line: 1) }
        let declaration = String(decoding: document[position..<end], as: UTF8.self).lowercased()
        position = end
        guard let name = declaration.firstRange(of: "encoding") else { return }
        let value = declaration[name.upperBound...].split { " \t\r\n='\"?>".contains($0) }.first ?? ""
        guard value == "utf-8" || value == "utf8" || value == "us-ascii" else { throw .encoding }
    }

    private static func starts(_ document: [UInt8], _ text: StaticString, at position: Int) -> Bool {
        guard document.count - position >= text.utf8CodeUnitCount else { return false }
        for offset in 0..<text.utf8CodeUnitCount where document[position + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// The position behind the next `text`.
    private static func end(of text: StaticString, in document: [UInt8], from start: Int) throws(XMLError) -> Int {
        var position = start
        while let next = document[min(position, document.count)...].firstIndex(of: text.utf8Start[0]) {
            if starts(document, text, at: next) { return next + text.utf8CodeUnitCount }
            position = next + 1
        }
        throw .notWellFormed(line: 1 + document.count { $0 == 0x0A })
    }
}
