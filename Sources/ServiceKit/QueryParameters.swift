internal import Core
internal import HTTPServer

/// The parameters of AWS's query protocol, flat and named by their way: `Tags.member.1.Key`. Source: Smithy, "AWS Query protocol".
package struct QueryParameters: Sendable {
    private let all: [(name: String, value: String)]

    package init(_ parameters: [(name: String, value: String)]) { all = parameters }

    /// - Parameter form: a body of `application/x-www-form-urlencoded`.
    /// - Returns: nil for one that is not well-formed, or has too many parameters.
    package init?(form: some Collection<UInt8>, query: [(name: String, value: String)]) {
        let (items, isWellFormed) = QueryParser.parse(Substring(String(decoding: form, as: UTF8.self)).utf8, most: JSON.inputValues)
        guard isWellFormed else { return nil }
        self.init(query + items)
    }

    package var action: String { all.first { $0.name.utf8.elementsEqual("Action".utf8) }?.value ?? "" }

    /// The parameters in the form of a JSON object, numbers and booleans still as text: one pass a level, however many there are.
    ///
    /// Elements of a list come in the order of their numbers, which need not be without gaps. What no member is named by comes along under
    /// its own name, so that it is looked through like all that nobody reads.
    package func json(_ members: Shape.Members) -> [UInt8] {
        var grouping = Grouping()
        grouping.structure(all.map { Grouping.Item(name: $0.name, rest: Substring($0.name), value: $0.value) }, members, isTop: true)
        return grouping.out
    }
}

private struct Grouping {
    struct Item {
        let name: String
        /// What of its way lies below the value that is written.
        var rest: Substring
        let value: String

        /// Takes the first step of the way.
        mutating func step() -> Substring {
            guard let dot = rest.utf8.firstIndex(of: UInt8(ascii: ".")) else {
                defer { rest = "" }
                return rest
            }
            defer { rest = rest[rest.utf8.index(after: dot)...] }
            return rest[..<dot]
        }

        /// The number that its way goes on with, `member.7`, and what is left of it.
        func number(_ word: Substring) -> (number: Int, inner: Item)? {
            var inner = self
            guard inner.step() == word, let number = Int(digits: inner.step()), number > 0 else { return nil }
            return (number, inner)
        }
    }

    var out: [UInt8] = []
    /// What belongs nowhere.
    private var strays: [Item] = []

    mutating func structure(_ items: [Item], _ members: Shape.Members, isTop: Bool = false) {
        var groups: [Int: [Item]] = [:]
        for item in items {
            var inner = item
            if let index = members.index(of: String(inner.step())) { groups[index, default: []].append(inner) } else { strays.append(item) }
        }
        var isFirst = true
        put("{")
        for (index, member) in members.all.enumerated() {
            guard let group = groups[index] else { continue }
            guard isGiven(group, member.shape) else {
                strays += group
                continue
            }
            begin(member.name, &isFirst)
            value(group, member.shape)
        }
        if isTop {
            for stray in strays {
                begin(stray.name, &isFirst)
                JSON.write(string: stray.value, to: &out)
            }
        }
        put("}")
    }

    /// Whether the way of any of them is one that the shape has.
    private func isGiven(_ items: [Item], _ shape: Shape) -> Bool {
        switch shape.kind {
        case .list: items.contains { $0.rest.isEmpty && $0.value.isEmpty || $0.number("member") != nil }
        case .map: items.contains { $0.rest.isEmpty && $0.value.isEmpty || $0.number("entry") != nil }
        case .structure: true
        default: items.contains { $0.rest.isEmpty }
        }
    }

    private mutating func value(_ items: [Item], _ shape: Shape) {
        switch shape.kind {
        case .list(let element):
            var isFirst = true
            put("[")
            for group in numbered(items, "member", most: shape.range.most) {
                if !isFirst { put(",") }
                isFirst = false
                value(group, element)
            }
            put("]")
        case .map(_, let element): map(numbered(items, "entry", most: shape.range.most), element)
        case .structure(let members): structure(items, members())
        default: scalar(items)
        }
    }

    /// The first counts.
    private mutating func scalar(_ items: [Item]) {
        let first = items.firstIndex { $0.rest.isEmpty }
        for (index, item) in items.enumerated() where index != first { strays.append(item) }
        if let first { JSON.write(string: items[first].value, to: &out) } else { put("{}") }
    }

    private mutating func map(_ entries: [[Item]], _ element: Shape) {
        var isFirst = true
        put("{")
        for entry in entries {
            var name: String?
            var values: [Item] = []
            for item in entry {
                var inner = item
                switch inner.step() {
                case "key" where name == nil && inner.rest.isEmpty: name = inner.value
                case "value": values.append(inner)
                default: strays.append(item)
                }
            }
            begin(name ?? "", &isFirst)
            value(values, element)
        }
        put("}")
    }

    /// The items of each number, in its order. One without a number is an empty list.
    /// - Parameter most: that may be given. One more is as wrong as any number more: what comes behind it is not looked at.
    private mutating func numbered(_ items: [Item], _ word: Substring, most: Int?) -> [[Item]] {
        var groups: [Int: [Item]] = [:]
        for item in items where !(item.rest.isEmpty && item.value.isEmpty) {
            guard let (number, inner) = item.number(word) else {
                strays.append(item)
                continue
            }
            groups[number, default: []].append(inner)
            if let most, groups.count > most { break }
        }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func begin(_ name: String, _ isFirst: inout Bool) {
        if !isFirst { put(",") }
        isFirst = false
        JSON.write(string: name, to: &out)
        put(":")
    }

    private mutating func put(_ text: StaticString) { text.withUTF8Buffer { out.append(contentsOf: $0) } }
}
