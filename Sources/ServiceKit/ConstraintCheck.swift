internal import Core

/// Looks for what breaks the constraints of a shape in an input that has the shape's types. Takes time in proportion to the input.
struct ConstraintCheck {
    var violations = Violations()

    mutating func structure(_ members: Shape.Members, _ input: JSON, at path: String) {
        var given = (input.members ?? [])[...]
        // The reader keeps the model's order.
        for member in members.all {
            let at = path.isEmpty ? member.pathName : "\(path).\(member.pathName)"
            if let first = given.first, first.name.utf8.elementsEqual(member.name.utf8) {
                given = given.dropFirst()
                value(first.value, member.shape, at: at)
            } else if member.isRequired {
                violations.add("null", at: at, Violations.notNull)
            }
        }
    }

    private mutating func value(_ json: JSON, _ shape: Shape, at path: String) {
        for constraint in Self.broken(json, shape) {
            violations.add(shape.isSensitive ? nil : ShownValue.of(json), at: path, constraint)
        }
        switch shape.kind {
        case .list(let element): list(json, of: element, shape, at: path)
        case .map(let key, let element): map(json, key, element, shape, at: path)
        case .structure(let members): structure(members(), json, at: path)
        default: break
        }
    }

    /// Elements that are structures are told of one by one; of others the list is shown with all that an element must satisfy.
    private mutating func list(_ json: JSON, of element: Shape, _ shape: Shape, at path: String) {
        let items = json.array ?? []
        // Of too long a list only that is told.
        if let most = shape.range.most, items.count > most { return }
        if case .structure(let members) = element.kind {
            let members = members()
            for (index, item) in items.enumerated() {
                let at = "\(path).\(index + 1).member"
                if item.isNull { violations.add("null", at: at, Violations.notNull) } else { structure(members, item, at: at) }
            }
        } else {
            let broken = items.reduce(into: Set<String>()) { $0.formUnion($1.isNull ? [Violations.notNull] : Self.broken($1, element)) }
            guard !broken.isEmpty else { return }
            let all = Self.words(element, broken) + [Violations.notNull]
            let shown = shape.isSensitive || element.isSensitive ? nil : ShownValue.of(json)
            violations.add(shown, at: path, "Member must satisfy constraint: [\(all.joined(separator: ", "))]")
        }
    }

    private mutating func map(_ json: JSON, _ key: Shape, _ element: Shape, _ shape: Shape, at path: String) {
        let members = json.members ?? []
        if let most = shape.range.most, members.count > most { return }
        let shown = { (part: Shape) in shape.isSensitive || part.isSensitive ? nil : ShownValue.of(json) }
        func tell(_ what: String, _ part: Shape, _ values: some Sequence<JSON>) {
            let broken = values.reduce(into: Set<String>()) { $0.formUnion(Self.broken($1, part)) }
            guard !broken.isEmpty else { return }
            violations.add(shown(part), at: path, "\(what) must satisfy constraint: [\(Self.words(part, broken).joined(separator: ", "))]")
        }
        tell("Map keys", key, members.lazy.map { .string($0.name) })
        tell("Map value", element, members.lazy.map(\.value))
    }

    // MARK: One value

    /// What the value itself breaks, in the order that AWS tells it.
    private static func broken(_ json: JSON, _ shape: Shape) -> [String] {
        switch shape.kind {
        case .string:
            var steps = 0
            return broken(json.string ?? "", shape, &steps)
        case .blob: return outside(shape, Base64.decodedCount(json.string ?? ""), isLength: true)
        case .integer, .long: return outside(shape, saturated(json), isLength: false)
        case .double: return outside(shape, fraction: fraction(json))
        case .list: return outside(shape, json.array?.count ?? 0, isLength: true)
        case .map: return outside(shape, json.members?.count ?? 0, isLength: true)
        case .boolean, .timestamp, .structure: return []
        }
    }

    /// - Parameter steps: grows by what the pattern takes.
    static func broken(_ text: String, _ shape: Shape, _ steps: inout Int) -> [String] {
        var all: [String] = []
        if let pattern = shape.pattern, !pattern.matches(text, steps: &steps) { all.append(Violations.pattern(pattern.text)) }
        if !shape.values.isEmpty, !shape.values.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
            all.append(Violations.oneOf(shape.values))
        }
        // What has a pattern is refused in the pattern's words, unless the pattern would take it.
        if all.isEmpty, !shape.allowsNUL, text.utf8.contains(0) { all.append(Violations.noNUL) }
        guard shape.range.least != nil || shape.range.most != nil else { return all }
        return all + outside(shape, text.unicodeScalars.count, isLength: true)
    }

    static func outside(_ shape: Shape, _ size: Int, isLength: Bool) -> [String] {
        if let least = shape.range.least, size < least { return [Violations.atLeast(least, isLength: isLength)] }
        if let most = shape.range.most, size > most { return [Violations.atMost(most, isLength: isLength)] }
        return []
    }

    static func outside(_ shape: Shape, fraction number: Double) -> [String] {
        if let least = shape.range.least, number < Double(least) { return [Violations.atLeast(least, isLength: false)] }
        if let most = shape.range.most, number > Double(most) { return [Violations.atMost(most, isLength: false)] }
        return []
    }

    private static func fraction(_ json: JSON) -> Double { if case .number(let text) = json { Double(text) ?? 0 } else { 0 } }

    private static func saturated(_ json: JSON) -> Int {
        guard case .number(let text) = json else { return 0 }
        return Int(text) ?? (text.hasPrefix("-") ? .min : .max)
    }

    /// All that a shape asks for, as it is told within another's constraint; not to have NUL only where that is what is broken.
    private static func words(_ shape: Shape, _ broken: Set<String>) -> [String] {
        words(shape, hasNUL: broken.contains(Violations.noNUL))
    }

    static func words(_ shape: Shape, hasNUL: Bool) -> [String] {
        let isNumber =
            switch shape.kind {
            case .integer, .long, .double: true;
            default: false
            }
        var all: [String] = []
        if let most = shape.range.most { all.append(Violations.atMost(most, isLength: !isNumber)) }
        if let least = shape.range.least { all.append(Violations.atLeast(least, isLength: !isNumber)) }
        if let pattern = shape.pattern { all.append(Violations.pattern(pattern.text)) }
        if !shape.values.isEmpty { all.append(Violations.oneOf(shape.values)) }
        if hasNUL { all.append(Violations.noNUL) }
        return all
    }
}
