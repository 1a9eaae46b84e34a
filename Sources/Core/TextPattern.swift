/// A regular expression as AWS's service models write them, matched in linear time: it judges what anyone may send.
///
/// The whole text must match, as by Java's `matches()`. There is no backtracking: all states that the expression may be in are followed
/// together (Thompson's construction), so a text of n scalars takes at most n times the states of the expression. The subset: literals, escapes,
/// classes, groups, alternatives, repetition, `.`, `^`, `$`, and `(?<!x)` of one scalar. What is outside it does not parse.
/// Source of the semantics: java.util.regex.Pattern; of the method: R. Cox, "Regular Expression Matching Can Be Simple And Fast".
package struct TextPattern: Sendable {
    package struct ParseError: Error, Hashable, CustomStringConvertible {
        package let reason: String
        /// How many scalars of the expression were read.
        package let offset: Int
        package var description: String { "\(reason) at \(offset)" }
    }

    /// Longer texts never match, whatever the expression: nothing that AWS describes by one is that long.
    package static let longestTextInBytes = 256 << 10

    private let program: [PatternProgram.Instruction]
    private let sets: [ScalarSet]

    /// - Throws: `ParseError` for what is no expression, what is outside the subset, and what becomes too large when it is written out.
    package init(_ expression: String) throws(ParseError) {
        var parser = PatternParser(expression)
        var compiler = PatternProgram()
        try compiler.add(try parser.expression())
        program = compiler.instructions
        sets = compiler.sets
    }

    /// What it takes at most to hold a text against it: every state for every scalar, and every range of its class.
    package func mostSteps(_ text: String) -> Int {
        let states = program.reduce(0) { sum, instruction in
            if case .scalar(let set) = instruction { sum + 1 + sets[set].rangeCount } else { sum + 1 }
        }
        return states * (text.unicodeScalars.count + 1)
    }

    package func matches(_ text: String) -> Bool {
        var steps = 0
        return matches(text, steps: &steps)
    }

    /// - Parameter steps: grows by one for each state that is looked at.
    package func matches(_ text: String, steps: inout Int) -> Bool {
        guard text.utf8.count <= Self.longestTextInBytes else { return false }
        var now = StateSet(program.count)
        var next = StateSet(program.count)
        var scalars = text.unicodeScalars.makeIterator()
        var current = scalars.next()
        follow(0, Position(previous: nil, isEnd: current == nil), into: &now, &steps)
        while let scalar = current {
            current = scalars.next()
            let position = Position(previous: scalar, isEnd: current == nil)
            next.removeAll()
            for index in 0..<now.count {
                steps += 1
                if case .scalar(let set) = program[now[index]], sets[set].contains(scalar) {
                    follow(now[index] + 1, position, into: &next, &steps)
                }
            }
            if next.count == 0 { return false }
            swap(&now, &next)
        }
        return (0..<now.count).contains { if case .match = program[now[$0]] { true } else { false } }
    }

    private struct Position {
        /// Nil before the first scalar.
        let previous: Unicode.Scalar?
        let isEnd: Bool
    }

    /// Adds the state and those that are reached from it without a scalar.
    private func follow(_ state: Int, _ position: Position, into states: inout StateSet, _ steps: inout Int) {
        states.push(state)
        while let state = states.pop() {
            steps += 1
            switch program[state] {
            case .scalar, .match: break
            case .jump(let target): states.push(target)
            case .split(let first, let second):
                states.push(first)
                states.push(second)
            case .start: if position.previous == nil { states.push(state + 1) }
            case .end: if position.isEnd { states.push(state + 1) }
            case .notAfter(let set):
                if let previous = position.previous, sets[set].contains(previous) { break }
                states.push(state + 1)
            }
        }
    }
}

/// States in the order they were reached, each once; adding and asking take constant time.
private struct StateSet {
    private var members: [Int] = []
    private var waiting: [Int] = []
    private var generation = 1
    private var reached: [Int]

    init(_ capacity: Int) { reached = Array(repeating: 0, count: capacity) }

    var count: Int { members.count }
    subscript(_ index: Int) -> Int { members[index] }

    mutating func removeAll() {
        members.removeAll(keepingCapacity: true)
        generation += 1
    }

    mutating func push(_ state: Int) {
        guard reached[state] != generation else { return }
        reached[state] = generation
        members.append(state)
        waiting.append(state)
    }

    mutating func pop() -> Int? { waiting.popLast() }
}
