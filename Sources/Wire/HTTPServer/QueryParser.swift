private import Core

/// Takes a query apart byte by byte: to Swift a separator and a combining character behind it would be one `Character`, and each is costly.
package enum QueryParser {
    /// - Parameter most: how many parameters there may be: each takes a multiple of what it may have in the text. More are not well-formed.
    package static func parse(
        _ query: Substring.UTF8View, most: Int = .max
    ) -> (items: [(name: String, value: String)], isWellFormed: Bool) {
        guard !query.isEmpty else { return ([], true) }
        var items: [(name: String, value: String)] = []
        var isWellFormed = true
        var rest = query
        while !rest.isEmpty {
            let item = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[item.endIndex...].dropFirst()
            guard !item.isEmpty else { continue }
            guard items.count < most else { return (items, false) }
            let equals = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            if let name = decoded(item[..<equals]), let value = decoded(item[equals...].dropFirst()) {
                items.append((name: name, value: value))
            } else {
                isWellFormed = false
            }
        }
        return (items, isWellFormed)
    }

    private static func decoded(_ text: Substring.UTF8View) -> String? {
        guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(Substring(text)) }
        return PercentCoding.decode(Substring(text), plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
