/// Looks through a document before a parser does: what this lets pass declares no entities, so that it cannot grow when it is read.
enum DocumentScan {
    static func check(_ document: [UInt8]) throws(XMLError) {
        // Another encoding, declared or guessed by the parser from the first bytes, could hide a declaration from this scan.
        guard document.isEmpty || String(validating: document, as: UTF8.self) != nil, !document.contains(0) else { throw .encoding }
        var position = document.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if starts(document, "<?xml", at: position) { try checkEncoding(document, &position) }
        while let next = document[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = next + 1
            if starts(document, "<!--", at: next) {
                position = try end(of: "-->", in: document, from: next + 4)
            } else if starts(document, "<![CDATA[", at: next) {
                position = try end(of: "]]>", in: document, from: next + 9)
            } else if starts(document, "<?", at: next) {
                position = try end(of: "?>", in: document, from: next + 2)
            } else if starts(document, "<!", at: next) {
                throw .declaration
            }
        }
    }

    private static func checkEncoding(_ document: [UInt8], _ position: inout Int) throws(XMLError) {
        let end = try end(of: "?>", in: document, from: position)
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
