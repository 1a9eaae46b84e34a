internal import Core

extension PolicyDocument {
    /// About what the compiled policy takes in memory, in bytes. A text of a few characters takes twenty times as much as itself.
    package var weight: Int {
        statements.reduce(Weight.array(0, of: Statement.self) + 200) { $0 + MemoryLayout<Statement>.stride + $1.weight }
    }
}

/// What values take besides the place where they stand: memory is given out in steps of 16 bytes, and an array has a head of 32.
private enum Weight {
    static func allocation(_ bytes: Int) -> Int { (bytes + 8 + 15) / 16 * 16 }

    static func array<Element>(_ count: Int, of type: Element.Type) -> Int {
        // It grows by doubling.
        count == 0 ? 0 : allocation(32 + MemoryLayout<Element>.stride * count * 3 / 2)
    }

    /// Up to 15 bytes stand in the text itself.
    static func text(_ text: String) -> Int { text.utf8.count <= 15 ? 0 : allocation(32 + text.utf8.count) }
    static func texts(_ texts: [String]) -> Int { texts.reduce(array(texts.count, of: String.self)) { $0 + text($1) } }
    static func patterns(_ patterns: [Pattern]) -> Int { patterns.reduce(array(patterns.count, of: Pattern.self)) { $0 + $1.weight } }
    static func set<Element>(_ set: Set<Element>) -> Int { array(set.count * 2, of: Element.self) }
}

extension Glob { fileprivate var weight: Int { Weight.array(code.count, of: UInt8.self) } }

extension Pattern {
    fileprivate var weight: Int { glob.weight + Weight.text(text) + Weight.texts(variables) + 64 * variables.count }
}

extension ARNPattern {
    fileprivate var weight: Int { parts.reduce(whole.weight + Weight.array(parts.count, of: Glob.self)) { $0 + $1.weight } }
}

extension Statement {
    fileprivate var weight: Int {
        var weight = Weight.patterns(actions.patterns) + Weight.patterns(resources?.patterns ?? []) + (sid.map { Weight.text($0) } ?? 0)
        // Names are an account's number, an id or an ARN.
        weight += Weight.array(principals?.names.count ?? 0, of: PrincipalElement.Name.self) + 100 * (principals?.names.count ?? 0)
        return conditions.reduce(weight + Weight.array(conditions.count, of: Condition.self)) { $0 + $1.weight }
    }
}

extension Condition {
    /// The key is in the policy's set of keys too.
    fileprivate var weight: Int { 2 * Weight.text(key) + 48 + Weight.texts(variables) + comparison.weight }
}

extension Condition.Comparison {
    fileprivate var weight: Int {
        switch self {
        case .string(let patterns, _): Weight.patterns(patterns)
        case .arn(let arns): arns.reduce(Weight.array(arns.count, of: ARNPattern.self)) { $0 + $1.weight }
        case .number(let numbers, _), .date(let numbers, _): Weight.array(numbers.count, of: Double.self)
        case .address(let ranges): Weight.array(ranges.count, of: AddressRange.self) + 64 * ranges.count
        case .binary(let values): values.reduce(Weight.set(values)) { $0 + Weight.array($1.count, of: UInt8.self) }
        case .bool, .null: 64
        }
    }
}
