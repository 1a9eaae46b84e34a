internal import Core
internal import HTTPServer
internal import IAM
internal import KMS
internal import Logs
internal import SQS
internal import SSM
internal import STS
internal import ServiceKit

/// What services that are made of AWS's models read before they know who may: a body, whose first line names the operation, so that whoever
/// looks for input finds all of them.
struct Operated {
    let name: String
    let input: InputDescription
    let body: [UInt8]

    private static let operations = [
        IAMService.operations.descriptions, KMSService.operations.descriptions, LogsService.operations.descriptions,
        SQSService.operations.descriptions, SSMService.operations.descriptions, STSService.operations.descriptions,
    ].flatMap { $0 }.compactMap { operation in operation.input.map { (name: operation.name, input: $0) } }

    init(_ bytes: [UInt8]) {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        let name = bytes[..<end]
        body = Array(bytes[end...].dropFirst())
        // Any other line stands for one as well.
        let number = name.reduce(0) { (sum: UInt, byte) in sum &* 31 &+ UInt(byte) } % UInt(Self.operations.count)
        (self.name, input) = Self.operations.first { $0.name.utf8.elementsEqual(name) } ?? Self.operations[Int(number)]
    }

    /// Steps for a byte: states of the largest pattern there is.
    private static let most = 300

    /// - Returns: whether it is an input of the operation's.
    func read(_ json: [UInt8], isText: Bool) throws(Broken) -> InputError? {
        let (error, steps) = input.attempt(json, isText)
        try hold(steps <= Self.most * (json.count + 1), "\(name) takes \(steps) steps for \(json.count) bytes.")
        switch error {
        case nil: break
        case .unreadable(let text)?, .wrongType(let text)?, .constraints(let text)?:
            try hold(!text.isEmpty && !text.utf8.contains(0), "An input is refused without a reason, or with U+0000 in it.")
        }
        return error
    }
}

/// A JSON input is refused with a reason, or is one: JSON without U+0000. And in time in proportion to its length.
enum InputTarget {
    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        let input = Operated(bytes)
        let isTaken = try input.read(input.body, isText: false) == nil
        _ = try input.read(input.body, isText: true)
        guard isTaken, !input.body.isEmpty else { return isTaken }
        guard let tree = try? JSON(parsing: input.body) else { throw Broken(description: "What is no JSON is taken.") }
        try hold(!tree.hasNUL, "U+0000 is taken.")
        return true
    }
}

/// Parameters of the query protocol become JSON, whatever they are, that can be read.
enum QueryTarget {
    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        let input = Operated(bytes)
        let (items, isWellFormed) = QueryParser.parse(Substring(String(decoding: input.body, as: UTF8.self)).utf8, most: JSON.inputValues)
        guard isWellFormed else { return false }
        let json = QueryParameters(items).json(input.input.members)
        guard let tree = try? JSON(parsing: json) else { throw Broken(description: "Parameters do not become JSON.") }
        let error = try input.read(json, isText: true)
        if case .unreadable? = error { throw Broken(description: "What parameters become cannot be read.") }
        try hold(error != nil || !tree.hasNUL, "U+0000 is taken.")
        return error == nil
    }
}

/// An expression that somebody sent compiles or is refused, and is held against a text in as many steps as were foreseen.
enum PatternTarget {
    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        // As long as those that may be sent.
        let expression = String(decoding: bytes[..<end].prefix(1024), as: UTF8.self)
        let text = String(decoding: bytes[end...].dropFirst().prefix(200), as: UTF8.self)
        guard let pattern = try? TextPattern(expression) else { return false }
        var (first, second) = (0, 0)
        let isMatch = pattern.matches(text, steps: &first)
        try hold(
            pattern.matches(text, steps: &second) == isMatch && first == second, "A pattern matches once like this and once like that.")
        try hold(first <= 2 * pattern.mostSteps(text), "A pattern takes \(first) steps, not \(pattern.mostSteps(text)).")
        return true
    }
}

extension JSON {
    /// Of members that come twice the first alone: the others are nobody's, and what is no text may be anything there.
    fileprivate var hasNUL: Bool {
        switch self {
        case .string(let text): return text.utf8.contains(0)
        case .array(let items): return items.contains { $0.hasNUL }
        case .object(let members):
            var seen: Set<[UInt8]> = []
            return members.contains { seen.insert(Array($0.name.utf8)).inserted && ($0.name.utf8.contains(0) || $0.value.hasNUL) }
        default: return false
        }
    }
}
