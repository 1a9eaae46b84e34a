private import CLinux

/// A filter pattern of plain terms: all of them must be in the message, case and all; `?a ?b` asks for any, `-a` for none.
/// Source: CloudWatch Logs User Guide, "Filter pattern syntax".
package struct LogTerms: Sendable, Hashable {
    private var required: [[UInt8]] = []
    private var optional: [[UInt8]] = []
    private var excluded: [[UInt8]] = []

    /// How many texts are looked for in a message at most.
    package var count: Int { required.count + optional.count + excluded.count }

    /// Matches everything.
    package init() {}

    /// - Returns: nil for a pattern of another kind: JSON, columns, a regular expression.
    package init?(_ pattern: String) {
        var rest = pattern.drop { $0 == " " }
        guard rest.first != "{", rest.first != "[", rest.first != "%" else { return nil }
        while let first = rest.first {
            if first == "?" || first == "-" { rest = rest.dropFirst() }
            guard let term = Self.term(&rest) else { return nil }
            switch first {
            case "?": optional.append(term)
            case "-": excluded.append(term)
            default: required.append(term)
            }
            rest = rest.drop { $0 == " " }
        }
    }

    /// In time that rises with the message's length, once for each term.
    package func match(_ message: String) -> Bool {
        guard count > 0 else { return true }
        var message = message
        return message.withUTF8 { bytes in
            let text = UnsafeRawBufferPointer(bytes)
            return required.allSatisfy { Self.contains(text, $0) } && !excluded.contains { Self.contains(text, $0) }
                && (optional.isEmpty || !required.isEmpty || optional.contains { Self.contains(text, $0) })
        }
    }

    private static func contains(_ text: UnsafeRawBufferPointer, _ term: [UInt8]) -> Bool {
        guard !term.isEmpty else { return true }
        guard let base = text.baseAddress else { return false }
        return term.withUnsafeBytes { term in term.baseAddress.map { clinux_find(base, text.count, $0, term.count) != nil } ?? true }
    }

    private static func term(_ rest: inout Substring) -> [UInt8]? {
        guard rest.first == "\"" else {
            let word = rest.prefix { $0 != " " }
            rest = rest[word.endIndex...]
            return word.isEmpty ? nil : Array(word.utf8)
        }
        rest = rest.dropFirst()
        let phrase = rest.prefix { $0 != "\"" }
        guard phrase.endIndex < rest.endIndex else { return nil }
        rest = rest[phrase.endIndex...].dropFirst()
        return Array(phrase.utf8)
    }
}
