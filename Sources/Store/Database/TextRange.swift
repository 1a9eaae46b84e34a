/// Texts that begin with a prefix, as bounds of a range that lies in an index: `column >= lower AND column < upper`.
///
/// Texts are in SQLite's BINARY order, that of their UTF-8.
package struct TextRange: Sendable, Hashable {
    private var first: String
    /// nil for no bound.
    private var end: String?

    package init(prefix: String) {
        first = prefix
        end = Self.end(ofPrefix: prefix)
    }

    package var lower: Value { .text(first) }
    /// SQLite puts blobs behind all texts.
    package var upper: Value { end.map(Value.text) ?? .blob([]) }

    /// What is left of it behind `text`.
    package func after(_ text: String) -> TextRange {
        // Nothing lies between a text and the same with a NUL behind it.
        let next = text + "\0"
        var rest = self
        if first.utf8.lexicographicallyPrecedes(next.utf8) { rest.first = next }
        return rest
    }

    /// What is left of it before `text`.
    package func before(_ text: String) -> TextRange {
        var rest = self
        if end.map({ text.utf8.lexicographicallyPrecedes($0.utf8) }) ?? true { rest.end = text }
        return rest
    }

    /// The first text behind all that begin with `prefix`; nil if there is none.
    private static func end(ofPrefix prefix: String) -> String? {
        var scalars = prefix.unicodeScalars
        while let last = scalars.popLast() {
            // Surrogates are no scalars.
            guard let next = Unicode.Scalar(last.value == 0xD7FF ? 0xE000 : last.value + 1) else { continue }
            scalars.append(next)
            return String(scalars)
        }
        return nil
    }
}
