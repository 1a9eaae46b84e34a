/// What a regular expression says, before it is written out.
indirect enum PatternNode {
    case empty
    case scalar(ScalarSet)
    case sequence([PatternNode])
    case either([PatternNode])
    /// - Parameter most: nil without a bound.
    case repeated(PatternNode, least: Int, most: Int?)
    case start
    case end
    case notAfter(ScalarSet)
}

/// The states of an expression, in the order they are tried. Counted repetition is written out as often as it counts.
struct PatternProgram {
    enum Instruction: Sendable {
        /// Takes one scalar of the set, and goes on behind.
        case scalar(Int)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case notAfter(Int)
        case match
    }

    /// AWS's largest has some hundreds.
    private static let mostInstructions = 20_000
    /// What writes nothing is written as often as it is repeated all the same: `(((){4096}){4096}){4096}`.
    private static let mostNodes = 4 * mostInstructions

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private var nodes = 0

    mutating func add(_ expression: PatternNode) throws(TextPattern.ParseError) {
        try write(expression)
        try append(.match)
    }

    private mutating func write(_ node: PatternNode) throws(TextPattern.ParseError) {
        nodes += 1
        guard nodes <= Self.mostNodes else { throw Self.tooLarge }
        switch node {
        case .empty: break
        case .scalar(let set): try append(.scalar(index(set)))
        case .start: try append(.start)
        case .end: try append(.end)
        case .notAfter(let set): try append(.notAfter(index(set)))
        case .sequence(let nodes): for node in nodes { try write(node) }
        case .either(let nodes): try write(alternatives: nodes)
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try write(node) }
            if let most { try write(node, atMost: most - least) } else { try writeLoop(node) }
        }
    }

    private mutating func write(alternatives nodes: [PatternNode]) throws(TextPattern.ParseError) {
        var ends: [Int] = []
        for node in nodes.dropLast() {
            let split = try append(.match)
            try write(node)
            ends.append(try append(.match))
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = nodes.last { try write(last) }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func writeLoop(_ node: PatternNode) throws(TextPattern.ParseError) {
        let split = try append(.match)
        try write(node)
        try append(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
    }

    private mutating func write(_ node: PatternNode, atMost count: Int) throws(TextPattern.ParseError) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(try append(.match))
            try write(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    @discardableResult
    private mutating func append(_ instruction: Instruction) throws(TextPattern.ParseError) -> Int {
        guard instructions.count < Self.mostInstructions else { throw Self.tooLarge }
        instructions.append(instruction)
        return instructions.count - 1
    }

    private static let tooLarge = TextPattern.ParseError(reason: "The expression is too large when it is written out", offset: 0)

    private mutating func index(_ set: ScalarSet) -> Int {
        sets.append(set)
        return sets.count - 1
    }
}
