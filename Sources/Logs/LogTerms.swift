/// A filter pattern of plain terms: all of them must be in the message, case and all; `?a ?b` asks for any, `-a` for none.
/// Source: CloudWatch Logs User Guide, "Filter pattern syntax".
package struct LogTerms: Sendable, Hashable {
    private var required: [String] = []
    private var optional: [String] = []
    private var excluded: [String] = []

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

    package func match(_ message: String) -> Bool {
        required.allSatisfy { message.contains($0) } && !excluded.contains { message.contains($0) }
            && (optional.isEmpty || !required.isEmpty || optional.contains { message.contains($0) })
    }

    private static func term(_ rest: inout Substring) -> String? {
        guard rest.first == "\"" else {
            let word = rest.prefix { $0 != " " }
            rest = rest[word.endIndex...]
            return word.isEmpty ? nil : String(word)
        }
        rest = rest.dropFirst()
        let phrase = rest.prefix { $0 != "\"" }
        guard phrase.endIndex < rest.endIndex else { return nil }
        rest = rest[phrase.endIndex...].dropFirst()
        return String(phrase)
    }
}
