internal import Core

/// One line of a `Condition` block: an operator, a key and the values it may have.
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
struct Condition: Sendable, Hashable {
    /// With what a comparison needs of the policy's values, made once, when the policy is compiled.
    enum Comparison: Sendable, Hashable {
        case string([Pattern], ignoringCase: Bool)
        case arn([ARNPattern])
        case number([Double], Order)
        /// In seconds.
        case date([Double], Order)
        case bool(Set<Bool>)
        case address([AddressRange])
        /// Base 64.
        case binary(Set<[UInt8]>)
        /// Whether the key is absent.
        case null(Set<Bool>)

        /// The values of operators that take wildcards or variables.
        var patterns: [Pattern] {
            switch self {
            case .string(let patterns, _): patterns
            case .arn(let arns): arns.map(\.whole)
            case .number, .date, .bool, .address, .binary, .null: []
            }
        }
    }

    enum Order: Sendable, Hashable { case equal, less, lessOrEqual, greater, greaterOrEqual }
    enum SetQualifier: Sendable, Hashable { case all, any }

    /// As the policy has it, such as `ForAnyValue:StringLikeIfExists`.
    let operatorText: String
    let comparison: Comparison
    let isNegated: Bool
    let ifExists: Bool
    let qualifier: SetQualifier?
    /// As the policy has it.
    let name: String
    /// In lower case.
    let key: String
    /// Whether the operator can do something with each of the values. What one says that it cannot read is not known.
    let isReadable: Bool
    /// The condition keys that stand in the values, in lower case, each once.
    let variables: [String]

    enum Outcome { case holds, fails, unknown }

    func outcome(_ context: RequestContext) -> Outcome {
        var work = ConditionWork()
        return outcome(context, &work)
    }

    func outcome(_ context: RequestContext, _ work: inout ConditionWork) -> Outcome {
        let presence = context.presence(of: key)
        if presence == .unknown { return .unknown }
        if case .null(let flags) = comparison { return flags.contains(presence == .absent) ? .holds : isReadable ? .fails : .unknown }
        guard case .present(let actual) = presence else {
            return ifExists || qualifier == .all || isNegated && qualifier != .any ? .holds : .fails
        }
        guard variables.allSatisfy({ context.presence(of: $0) != .unknown }) else { return .unknown }
        let matching = matching(actual, context, &work)
        let holding = isNegated ? actual.count - matching : matching
        let holds = qualifier == .all ? holding == actual.count : holding > 0
        // Only if one more could match may this be otherwise.
        return !isReadable && holds == isNegated ? .unknown : holds ? .holds : .fails
    }

    /// How many of the request's values are one of the policy's. What a comparison makes of one it makes once.
    private func matching(_ actual: [String], _ context: RequestContext, _ work: inout ConditionWork) -> Int {
        switch comparison {
        case .string(let patterns, let ignoringCase):
            return Self.matching(actual, patterns, \.self, context, &work) { _, glob, value, work in
                work.match(glob, value, ignoringCase: ignoringCase)
            }
        case .arn(let arns):
            let values = actual.map { text in
                work.make(.arn, text)
                return ARNPattern.Value(text)
            }
            return Self.matching(values, arns, \.whole, context, &work) { $0.matches($2, $1, &$3) }
        case .number(let numbers, let order):
            return Self.matching(actual, numbers, .number, &work, Self.number) { Self.compare($0, $1, order) }
        case .date(let dates, let order):
            return Self.matching(actual, dates, .date, &work, Self.seconds) { Self.compare($0, $1, order) }
        case .address(let ranges):
            return Self.matching(actual, ranges, .address, &work, { AddressRange.Address($0)?.unmapped }) { $1.contains($0) }
        case .bool(let flags):
            return Self.matching(actual, [flags], .bool, &work, Self.flag) { $1.contains($0) }
        case .binary(let binaries):
            return Self.matching(actual, [binaries], .binary, &work, { Base64.decode($0) }) { $1.contains($0) }
        case .null: return 0
        }
    }

    private static func matching<Value, Operand>(
        _ actual: [String], _ operands: [Operand], _ form: ConditionWork.Form, _ work: inout ConditionWork, _ make: (String) -> Value?,
        _ isMatch: (Value, Operand) -> Bool
    ) -> Int {
        var count = 0
        for text in actual {
            work.make(form, text)
            guard let value = make(text) else { continue }
            let found = operands.firstIndex { isMatch(value, $0) }
            work.compare((found ?? operands.count - 1) + 1)
            if found != nil { count += 1 }
        }
        return count
    }

    /// Each pattern is held against all values that none before it matched, so that its variables get their values once.
    private static func matching<Value: PatternMatchable, Operand>(
        _ actual: [Value], _ operands: [Operand], _ pattern: (Operand) -> Pattern, _ context: RequestContext, _ work: inout ConditionWork,
        _ isMatch: (Operand, Glob, Value, inout ConditionWork) -> Bool
    ) -> Int {
        let longest = actual.reduce(0) { max($0, $1.text.utf8.count) }
        var left = actual
        for operand in operands {
            if left.isEmpty { break }
            let pattern = pattern(operand)
            if pattern.hasVariables { work.resolve(pattern, longest) }
            guard let glob = pattern.hasVariables ? pattern.resolved(context, false, longest) : pattern.glob else { continue }
            work.compare(left.count)
            left.removeAll { isMatch(operand, glob, $0, &work) }
        }
        return actual.count - left.count
    }

    private static func compare(_ a: Double, _ b: Double, _ order: Order) -> Bool {
        switch order {
        case .equal: a == b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }

    private static func flag(_ text: String) -> Bool? {
        guard text.utf8.count <= 5 else { return nil }
        return switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// In digits: `Double` takes `inf`, `nan` and hexadecimal ones as well.
    private static func number(_ text: String) -> Double? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) } ? Double(text) : nil
    }

    private static func seconds(_ text: String) -> Double? {
        if let number = number(text) { return number }
        return (Timestamp(iso8601: text) ?? Timestamp(iso8601: text + "T00:00:00Z")).map { Double($0.milliseconds) / 1000 }
    }
}

/// A value of the request that patterns are held against.
protocol PatternMatchable { var text: String { get } }
extension String: PatternMatchable { var text: String { self } }

/// An ARN with wildcards. Each of the six parts is matched on its own: a `*` does not reach over a colon, but in the last part.
struct ARNPattern: Sendable, Hashable {
    let whole: Pattern
    /// None of what is no ARN, or has variables.
    let parts: [Glob]

    struct Value: PatternMatchable {
        let text: String
        let parts: [Substring]

        init(_ text: String) {
            self.text = text
            parts = ARNPattern.parts(text)
        }
    }

    init(_ text: String, variables: Bool) {
        whole = Pattern(text, wildcards: true, variables: variables)
        let parts = Self.parts(text)
        self.parts = parts.count == 6 && !text.contains("${") ? parts.map { Glob($0) } : []
    }

    /// - Parameter glob: the whole one, with the values of its variables.
    func matches(_ value: Value, _ glob: Glob, _ work: inout ConditionWork) -> Bool {
        guard parts.count == 6, value.parts.count == 6 else { return work.match(glob, value.text) }
        return (0..<6).allSatisfy { work.match(parts[$0], value.parts[$0]) }
    }

    private static func parts(_ arn: String) -> [Substring] { arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false) }
}

/// What finding an outcome took: never more steps than `Condition.cost` says.
struct ConditionWork {
    /// What is made of a value of the request.
    enum Form {
        case number, date, bool, address, binary, arn

        var cost: (once: Int, perByte: Int) {
            switch self {
            case .number: (512, 8)
            case .date: (2048, 16)
            case .bool: (128, 1)
            case .address: (512, 1)
            case .binary: (256, 16)
            case .arn: (512, 4)
            }
        }
    }

    /// Of what values of the request something was made, and how many pairs with one of the policy's were compared.
    private(set) var made = 0
    private(set) var compared = 0
    private(set) var steps = 0

    mutating func make(_ form: Form, _ text: String) {
        made += 1
        steps += form.cost.once + form.cost.perByte * text.utf8.count
    }

    mutating func compare(_ pairs: Int) {
        compared += pairs
        steps += MatchCost.perPair * pairs
    }

    mutating func resolve(_ pattern: Pattern, _ longest: Int) { steps += pattern.resolvingSteps + 4 * longest }

    mutating func match(_ glob: Glob, _ text: some StringProtocol, ignoringCase: Bool = false) -> Bool {
        let match = glob.match(text, ignoringCase: ignoringCase)
        steps += MatchCost.perMatch + match.steps
        return match.isMatch
    }
}

extension Condition {
    enum Operator: Sendable, Hashable {
        case string(ignoringCase: Bool)
        case stringLike, arn, number(Order), date(Order), bool, address, binary, null
    }

    /// Reads `ForAnyValue:StringNotLikeIfExists` and its like.
    /// - Returns: nil if there is no such operator.
    init?(operator text: String, key: String, values: [String], variables: Bool) {
        var name = text[...]
        var qualifier: SetQualifier?
        if name.hasPrefix("ForAllValues:") { qualifier = .all } else if name.hasPrefix("ForAnyValue:") { qualifier = .any }
        if qualifier != nil, let colon = name.firstIndex(of: ":") { name = name[name.index(after: colon)...] }
        let ifExists = name.hasSuffix("IfExists")
        if ifExists { name = name.dropLast("IfExists".count) }
        guard let (kind, isNegated) = Self.operators[String(name)], !(ifExists && kind == .null) else { return nil }
        var isReadable = true
        func read<Operand>(_ read: (String) -> Operand?) -> [Operand] {
            let operands = values.compactMap(read)
            isReadable = operands.count == values.count
            return operands
        }
        // Source: IAM User Guide, "IAM policy elements: Variables and tags": only operators of strings and ARNs take variables.
        let comparison: Comparison =
            switch kind {
            case .string(let ignoringCase):
                .string(read { Pattern($0, wildcards: false, variables: variables) }, ignoringCase: ignoringCase)
            case .stringLike: .string(read { Pattern($0, wildcards: true, variables: variables) }, ignoringCase: false)
            case .arn: .arn(read { ARNPattern($0, variables: variables) })
            case .number(let order): .number(read(Self.number), order)
            case .date(let order): .date(read(Self.seconds), order)
            case .bool: .bool(Set(read(Self.flag)))
            case .address: .address(read { AddressRange($0) })
            case .binary: .binary(Set(read { Base64.decode($0) }))
            case .null: .null(Set(read(Self.flag)))
            }
        self.init(
            operatorText: text, comparison: comparison, isNegated: isNegated, ifExists: ifExists, qualifier: qualifier, name: key,
            key: key.lowercased(), isReadable: isReadable, variables: Set(comparison.patterns.flatMap(\.variables)).sorted())
    }

    static let operators: [String: (Operator, isNegated: Bool)] = [
        "StringEquals": (.string(ignoringCase: false), false), "StringNotEquals": (.string(ignoringCase: false), true),
        "StringEqualsIgnoreCase": (.string(ignoringCase: true), false), "StringNotEqualsIgnoreCase": (.string(ignoringCase: true), true),
        "StringLike": (.stringLike, false), "StringNotLike": (.stringLike, true),
        "ArnEquals": (.arn, false), "ArnNotEquals": (.arn, true), "ArnLike": (.arn, false), "ArnNotLike": (.arn, true),
        "NumericEquals": (.number(.equal), false), "NumericNotEquals": (.number(.equal), true),
        "NumericLessThan": (.number(.less), false), "NumericLessThanEquals": (.number(.lessOrEqual), false),
        "NumericGreaterThan": (.number(.greater), false), "NumericGreaterThanEquals": (.number(.greaterOrEqual), false),
        "DateEquals": (.date(.equal), false), "DateNotEquals": (.date(.equal), true), "DateLessThan": (.date(.less), false),
        "DateLessThanEquals": (.date(.lessOrEqual), false), "DateGreaterThan": (.date(.greater), false),
        "DateGreaterThanEquals": (.date(.greaterOrEqual), false),
        "Bool": (.bool, false), "IpAddress": (.address, false), "NotIpAddress": (.address, true),
        "BinaryEquals": (.binary, false), "Null": (.null, false),
    ]
}
