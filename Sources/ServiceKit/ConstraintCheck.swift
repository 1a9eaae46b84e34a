/// What a value breaks of its shape's constraints, in AWS's words.
enum ConstraintCheck {
    /// In the order that AWS tells it.
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

    /// All that a shape asks for, as it is told within another's constraint; not to have NUL only where that is what is broken.
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
