/// Reads a regular expression of Java's, as far as AWS's service models use them.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depthLeft = 64

    init(_ expression: String) { scalars = Array(expression.unicodeScalars) }

    mutating func expression() throws(TextPattern.ParseError) -> PatternNode {
        let node = try alternatives()
        guard current == nil else { throw error("Unexpected )") }
        return node
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }
    private func error(_ reason: String) -> TextPattern.ParseError { TextPattern.ParseError(reason: reason, offset: position) }

    private mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    private mutating func next() throws(TextPattern.ParseError) -> Unicode.Scalar {
        guard let scalar = current else { throw error("The expression ends too early") }
        position += 1
        return scalar
    }

    private mutating func alternatives() throws(TextPattern.ParseError) -> PatternNode {
        var all = [try sequence()]
        while take("|") { all.append(try sequence()) }
        return all.count == 1 ? all[0] : .either(all)
    }

    private mutating func sequence() throws(TextPattern.ParseError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" { nodes.append(try repetition(of: try atom())) }
        return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func atom() throws(TextPattern.ParseError) -> PatternNode {
        switch try next() {
        case "(": return try group()
        case "[": return .scalar(try characterClass())
        case ".": return .scalar(ScalarSet.lineEnds.inverted)
        case "^": return .start
        case "$": return .end
        case "\\": return .scalar(try escape())
        case "*", "+", "?", "{": throw error("Nothing to repeat")
        case let scalar: return .scalar(ScalarSet(scalar...scalar))
        }
    }

    private mutating func group() throws(TextPattern.ParseError) -> PatternNode {
        guard depthLeft > 0 else { throw error("Nested too deeply") }
        depthLeft -= 1
        defer { depthLeft += 1 }
        let isLookbehind = take("?<!")
        if !isLookbehind, !take("?:"), current == "?" { throw error("Unknown kind of group") }
        let node = try alternatives()
        guard take(")") else { throw error("Expected )") }
        guard isLookbehind else { return node }
        guard case .sequence(let nodes) = node, nodes.count == 1, case .scalar(let set) = nodes[0] else {
            throw error("Only one character can be looked back at")
        }
        return .notAfter(set)
    }

    // MARK: Repetition

    private mutating func repetition(of node: PatternNode) throws(TextPattern.ParseError) -> PatternNode {
        let repeated: PatternNode
        switch current {
        case "*": repeated = .repeated(node, least: 0, most: nil)
        case "+": repeated = .repeated(node, least: 1, most: nil)
        case "?": repeated = .repeated(node, least: 0, most: 1)
        case "{": return try counted(node)
        default: return node
        }
        position += 1
        return try withoutSuffix(repeated)
    }

    private mutating func counted(_ node: PatternNode) throws(TextPattern.ParseError) -> PatternNode {
        position += 1
        let least = try number()
        var most: Int? = least
        if take(",") { most = current == "}" ? nil : try number() }
        guard take("}") else { throw error("Expected }") }
        if let most, most < least { throw error("The bounds of a repetition are the wrong way round") }
        return try withoutSuffix(.repeated(node, least: least, most: most))
    }

    /// Whether a repetition takes as little or as much as it can makes no difference where the whole text must match.
    private mutating func withoutSuffix(_ node: PatternNode) throws(TextPattern.ParseError) -> PatternNode {
        _ = take("?")
        if let scalar = current, ["*", "+", "?", "{"].contains(scalar) { throw error("Repetition of a repetition") }
        return node
    }

    private mutating func number() throws(TextPattern.ParseError) -> Int {
        var value = 0
        let start = position
        while let scalar = current, ("0"..."9").contains(scalar), position - start < 5 {
            value = value * 10 + Int(scalar.value - 0x30)
            position += 1
        }
        guard position > start, value <= 4096 else { throw error("Expected a number up to 4096") }
        return value
    }

    // MARK: Classes

    /// A hyphen is itself at either end, and behind a range or a class: `[a-z0-9-_]`.
    private mutating func characterClass() throws(TextPattern.ParseError) -> ScalarSet {
        let isNegated = take("^")
        var set = ScalarSet()
        var isFirst = true
        while isFirst || current != "]" {
            isFirst = false
            if current == "[" || take("&&") { throw error("Classes within classes are not taken") }
            guard let low = try classScalar(into: &set) else { continue }
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.insert(low)
                continue
            }
            position += 1
            var behind = ScalarSet()
            guard current != "[", let high = try classScalar(into: &behind) else { throw error("A range must end in a character") }
            guard low <= high else { throw error("The ends of a range are the wrong way round") }
            set.insert(low.value...high.value)
        }
        position += 1
        return isNegated ? set.inverted : set
    }

    /// - Returns: nil if it was a class, which is in the set then.
    private mutating func classScalar(into set: inout ScalarSet) throws(TextPattern.ParseError) -> Unicode.Scalar? {
        guard take("\\") else { return try next() }
        if let scalar = try escapedScalar() { return scalar }
        guard set.insert(try escapedClass()) else { throw error("A negated class cannot stand beside others") }
        return nil
    }

    // MARK: Escapes

    private mutating func escape() throws(TextPattern.ParseError) -> ScalarSet {
        if let scalar = try escapedScalar() { return ScalarSet(scalar...scalar) }
        return try escapedClass()
    }

    /// - Returns: nil if a class follows.
    private mutating func escapedScalar() throws(TextPattern.ParseError) -> Unicode.Scalar? {
        let letter = try next()
        switch letter {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "u": return try hexadecimal(4)
        case "x": return try hexadecimal(2)
        case "d", "D", "w", "W", "s", "S", "p", "P":
            position -= 1
            return nil
        case "a"..."z", "A"..."Z", "0"..."9": throw error("Unknown escape")
        default: return letter
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(TextPattern.ParseError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = UInt8(exactly: try next().value), let digit = Hex.value(byte) else {
                throw error("Expected a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
        }
        guard let scalar = Unicode.Scalar(value) else { throw error("Not a scalar of Unicode") }
        return scalar
    }

    private mutating func escapedClass() throws(TextPattern.ParseError) -> ScalarSet {
        let letter = try next()
        let set: ScalarSet
        switch letter {
        case "d", "D": set = .digits
        case "w", "W": set = .wordCharacters
        case "s", "S": set = .space
        default: set = try category()
        }
        return ("A"..."Z").contains(letter) ? set.inverted : set
    }

    private mutating func category() throws(TextPattern.ParseError) -> ScalarSet {
        var name = ""
        if take("{") {
            while let scalar = current, scalar != "}" {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard take("}") else { throw error("Expected }") }
        } else {
            name.unicodeScalars.append(try next())
        }
        guard let set = ScalarSet.category(name) else { throw error("Unknown category") }
        return set
    }
}
