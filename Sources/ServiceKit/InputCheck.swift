package import Core

/// What an input goes through that is read as a tree, which is Lambda's alone by now: types first, then constraints, all that are broken at
/// once, and no NUL anywhere. All others have `InputReader`.
///
/// The time is in proportion to the input, and it comes before anything else is asked: who may not call is not even known then.
package enum InputCheck {
    /// - Parameters:
    ///   - body: the members as JSON.
    ///   - members: what the operation takes; nil for one without a shape, whose input is only looked through for NUL.
    ///   - parameter: the value of a member that path, query or headers carry.
    /// - Returns: the members that the operation has, each of its type and at most once; nothing else that was sent, and no null.
    package static func input(
        _ body: JSON, _ members: Shape.Members?, parameter: (Shape.Member) -> String? = { _ in nil }
    ) throws(InputError) -> JSON {
        guard let members else {
            try refuseNUL(body, nil)
            return body
        }
        var given = body.members ?? []
        given.removeAll { member in members.index(of: member.name).map { !members.all[$0].isInBody } ?? false }
        for member in members.all where !member.isInBody {
            guard let text = parameter(member) else { continue }
            given.append(JSON.Member(member.name, try TreeReader(isText: true).value(.string(text), member.shape)))
        }
        let input = try TreeReader(isText: false).structure(members, given)
        var check = ConstraintCheck()
        check.structure(members, input, at: "")
        try check.violations.check()
        try refuseNUL(body, Shape(input: members))
        return input
    }

    /// For what has no shape: path segments, parameters that no operation knows.
    package static func refuseNUL(_ texts: some Sequence<(name: String, value: String)>) throws(InputError) {
        for (name, value) in texts where name.utf8.contains(0) || value.utf8.contains(0) {
            try refuse(value.utf8.contains(0) ? value : name, at: name)
        }
    }

    private static func refuseNUL(_ json: JSON, _ shape: Shape?) throws(InputError) {
        if let (value, path) = NULSearch.first(in: json, shape) { try refuse(value, at: path.isEmpty ? "input" : path) }
    }

    private static func refuse(_ value: String?, at path: String) throws(InputError) {
        var violations = Violations()
        violations.add(value.flatMap { ShownValue.of(.string($0)) }, at: ShownValue.text(path), Violations.noNUL)
        try violations.check()
    }
}

extension Shape.Member {
    fileprivate var isInBody: Bool { if case .body = place { true } else { false } }
}

/// Finds text with U+0000 in an input, in members that no shape knows too.
private enum NULSearch {
    /// - Returns: where it is, and what it is in unless that may be a secret: in a member that no shape knows it may.
    static func first(in json: JSON, _ shape: Shape?, isSecret: Bool = false) -> (value: String?, path: String)? {
        let isSecret = isSecret || shape?.isSensitive ?? true
        switch json {
        case .null, .bool, .number: return nil
        case .string(let text):
            // What is no Base64 is no blob.
            if case .blob? = shape?.kind { return nil }
            return shape?.allowsNUL != true && text.utf8.contains(0) ? (isSecret ? nil : text, "") : nil
        case .array(let items):
            for item in items { if let found = first(in: item, element(of: shape), isSecret: isSecret) { return found } }
            return nil
        case .object(let members):
            for member in members {
                if member.name.utf8.contains(0) { return (isSecret ? nil : member.name, "") }
                // The path is put together on the way back: only one is ever told.
                if let (value, path) = first(in: member.value, self.member(member.name, of: shape), isSecret: isSecret) {
                    let name = member.name.prefix(1).lowercased() + member.name.dropFirst()
                    return (value, path.isEmpty ? name : name + "." + path)
                }
            }
            return nil
        }
    }

    private static func element(of shape: Shape?) -> Shape? {
        if case .list(let element)? = shape?.kind { element } else { nil }
    }

    private static func member(_ name: String, of shape: Shape?) -> Shape? {
        switch shape?.kind {
        case .structure(let members)?:
            let members = members()
            return members.index(of: name).map { members.all[$0].shape }
        case .map(_, let value)?: return value
        default: return nil
        }
    }
}
