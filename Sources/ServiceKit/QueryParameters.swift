package import Core

/// The parameters of AWS's query protocol, flat and named by their way: `Tags.member.1.Key`. Source: Smithy, "AWS Query protocol".
package struct QueryParameters: Sendable {
    package let all: [(name: String, value: String)]

    package init(_ parameters: [(name: String, value: String)]) { all = parameters }

    package var action: String { all.first { $0.name.utf8.elementsEqual("Action".utf8) }?.value ?? "" }

    /// The parameters in the form of a JSON object, numbers and booleans still as text: one pass, however many there are.
    ///
    /// Elements of a list come in the order of their numbers, which need not be without gaps.
    package func json(_ members: Shape.Members) -> JSON {
        var given: [JSON.Member] = []
        var lists: [Int: [Int: Element]] = [:]
        for (name, value) in all {
            if let place = members.index(of: name) {
                let isList = if case .list = members.all[place].shape.kind { true } else { false }
                if !isList {
                    given.append(JSON.Member(name, .string(value)))
                } else if value.isEmpty {
                    lists[place, default: [:]] = lists[place] ?? [:]
                }
            } else if let (place, number, field) = Self.element(name, members) {
                lists[place, default: [:]][number, default: Element()].add(field, value)
            }
        }
        for (place, elements) in lists {
            let items = elements.sorted { $0.key < $1.key }.map(\.value.json)
            given.append(JSON.Member(members.all[place].name, .array(items)))
        }
        return .object(given)
    }

    /// `Tags.member.7.Key` is the field `Key` of number 7 of the list `Tags`.
    private static func element(_ name: String, _ members: Shape.Members) -> (place: Int, number: Int, field: String)? {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].elementsEqual("member".utf8), let place = members.index(of: String(Substring(parts[0]))),
            case .list = members.all[place].shape.kind, let number = Int(digits: Substring(parts[2])), number > 0
        else { return nil }
        return (place, number, parts.count == 4 ? String(Substring(parts[3])) : "")
    }

    private struct Element {
        var text: String?
        var fields: [JSON.Member] = []

        mutating func add(_ field: String, _ value: String) {
            if field.isEmpty { text = text ?? value } else { fields.append(JSON.Member(field, .string(value))) }
        }

        var json: JSON { text.map { .string($0) } ?? .object(fields) }
    }
}
