internal import Core

/// A value as error messages show it: `'text'`, `'[a, b]'`, `'{key=value}'`. Cut where it gets long, and made of what JSON and XML can both carry.
package struct ShownValue {
    private var text = ""
    private var left = Violations.longestValue

    /// - Returns: nil where AWS shows none: of structures.
    static func of(_ json: JSON) -> String? {
        var shown = ShownValue()
        guard shown.add(json) else { return nil }
        return "'\(shown.text)'"
    }

    /// A text of a caller's as other messages may show it.
    package static func text(_ path: String) -> String {
        var shown = ShownValue()
        shown.append(path)
        return shown.text
    }

    private mutating func add(_ json: JSON) -> Bool {
        guard left > 0 else { return true }
        switch json {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let text), .string(let text): append(text)
        case .array(let items): return addList(items)
        case .object(let members): return addMap(members)
        }
        return true
    }

    private mutating func addList(_ items: [JSON]) -> Bool {
        append("[")
        for (index, item) in items.enumerated() where left > 0 {
            if index > 0 { append(", ") }
            if item.members != nil || !add(item) { return false }
        }
        append("]")
        return true
    }

    private mutating func addMap(_ members: [JSON.Member]) -> Bool {
        append("{")
        for (index, member) in members.enumerated() {
            if left <= 0 { break }
            if index > 0 { append(", ") }
            append(member.name)
            append("=")
            if member.value.members != nil || !add(member.value) { return false }
        }
        append("}")
        return true
    }

    private mutating func append(_ piece: String) {
        for scalar in piece.unicodeScalars.prefix(left) {
            let isWritable = scalar.value >= 0x20 && scalar.value & 0xFFFE != 0xFFFE || ["\t", "\n", "\r"].contains(scalar)
            text.unicodeScalars.append(isWritable ? scalar : "\u{FFFD}")
            left -= 1
        }
    }
}
