internal import Core

/// Brings a tree into the form of its shape: what is of another type is refused, what no shape knows is left out.
struct TreeReader {
    /// Whether numbers and booleans come as text: in a query, a header.
    let isText: Bool

    func structure(_ members: Shape.Members, _ given: [JSON.Member]) throws(InputError) -> JSON {
        var values: [JSON?] = Array(repeating: nil, count: members.all.count)
        for member in given {
            guard let place = members.index(of: member.name), values[place] == nil, !member.value.isNull else { continue }
            values[place] = try value(member.value, members.all[place].shape)
        }
        return .object(zip(members.all, values).compactMap { member, value in value.map { JSON.Member(member.name, $0) } })
    }

    func value(_ json: JSON, _ shape: Shape) throws(InputError) -> JSON {
        switch shape.kind {
        case .string:
            guard json.string != nil else { throw Self.wrong(json, "a String") }
            return json
        case .blob:
            guard let text = json.string else { throw Self.wrong(json, "a String") }
            // Its length is counted in bytes, of which such a text has none.
            guard text.utf8.count % 4 == 0 else { throw .wrongType("A blob's text is not Base64: its length is no multiple of 4.") }
            return json
        case .integer: return try number(json, "an Integer", isWhole: true)
        case .long: return try number(json, "a Long", isWhole: true)
        case .double: return try number(json, "a Double", isWhole: false)
        case .timestamp: return json.string == nil ? try number(json, "a Timestamp", isWhole: false) : json
        case .boolean: return try boolean(json)
        case .list(let element):
            guard let items = json.array else { throw .wrongType("Expected list or null") }
            var list: [JSON] = []
            list.reserveCapacity(items.count)
            for item in items { list.append(item.isNull ? item : try value(item, element)) }
            return .array(list)
        case .map(_, let element):
            guard let members = json.members else { throw .wrongType("Expected map or null") }
            var map: [JSON.Member] = []
            map.reserveCapacity(members.count)
            for member in members where !member.value.isNull { map.append(JSON.Member(member.name, try value(member.value, element))) }
            return .object(map)
        case .structure(let members):
            guard let given = json.members else { throw json.array == nil ? .wrongType("Expected null") : Self.wrong(json, "") }
            return try structure(members(), given)
        }
    }

    private func number(_ json: JSON, _ type: String, isWhole: Bool) throws(InputError) -> JSON {
        let text: String
        switch json {
        case .number(let digits): text = digits
        case .string(let digits) where isText: text = digits
        default: throw Self.wrong(json, type)
        }
        // Beyond what is kept of it a number cannot be told from one that was not sent. What has a bound says so in its own words.
        guard isWhole ? Self.isWhole(text) : Double(text)?.isFinite == true else { throw Self.wrong(json, type) }
        return .number(text)
    }

    private static func isWhole(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    private func boolean(_ json: JSON) throws(InputError) -> JSON {
        if json.bool != nil { return json }
        switch json.string {
        case "true"? where isText: return true
        case "false"? where isText: return false
        default: throw Self.wrong(json, "a Boolean")
        }
    }

    /// Source: the texts of AWS's JSON services for each pair of types.
    private static func wrong(_ json: JSON, _ type: String) -> InputError {
        switch json {
        case .null: .wrongType("NULL_VALUE can not be converted to \(type)")
        case .bool(let flag): .wrongType("\(flag ? "TRUE" : "FALSE")_VALUE can not be converted to \(type)")
        case .number: .wrongType("NUMBER_VALUE can not be converted to \(type)")
        case .string: .wrongType("STRING_VALUE can not be converted to \(type)")
        case .array: .wrongType("Start of list found where not expected")
        case .object: .wrongType("Start of structure or map found where not expected.")
        }
    }
}
