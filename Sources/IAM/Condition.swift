internal import PeltonCore

/// One line of a `Condition` block: an operator, a key and the values it may have.
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
struct Condition: Sendable, Hashable {
    enum Comparison: Sendable, Hashable {
        case string(ignoringCase: Bool)
        case stringLike
        case arn
        case number(Order)
        case date(Order)
        case bool
        case address
        /// Base 64.
        case binary
        /// Whether the key is absent.
        case null
    }

    enum Order: Sendable, Hashable { case equal, less, lessOrEqual, greater, greaterOrEqual }
    enum SetQualifier: Sendable, Hashable { case all, any }

    let comparison: Comparison
    let isNegated: Bool
    let ifExists: Bool
    let qualifier: SetQualifier?
    /// In lower case.
    let key: String
    let values: [Pattern]

    enum Outcome { case holds, fails, unknown }

    func outcome(_ context: RequestContext) -> Outcome {
        switch context.presence(of: key) {
        case .unknown: return .unknown
        case .absent: return whenAbsent ? .holds : .fails
        case .present(let actual):
            if case .null = comparison { return values.contains { $0.text.lowercased() == "true" } ? .fails : .holds }
            guard values.allSatisfy({ $0.variables.allSatisfy { context.presence(of: $0) != .unknown } }) else { return .unknown }
            return holds(actual, context) ? .holds : .fails
        }
    }

    private var whenAbsent: Bool {
        if case .null = comparison { return values.contains { $0.text.lowercased() == "true" } }
        if ifExists || qualifier == .all { return true }
        return isNegated && qualifier != .any
    }

    private func holds(_ actual: [String], _ context: RequestContext) -> Bool {
        let single = { (value: String) in isAny(value, context) != isNegated }
        return switch qualifier {
        case .all: actual.allSatisfy(single)
        case .any, nil: actual.contains(where: single)
        }
    }

    /// Whether it is one of the values. What a comparison makes of it, it makes once.
    private func isAny(_ actual: String, _ context: RequestContext) -> Bool {
        switch comparison {
        case .string(let ignoringCase): return values.contains { $0.matches(actual, context, ignoringCase: ignoringCase) }
        case .stringLike: return values.contains { $0.matches(actual, context) }
        case .arn:
            let parts = Self.parts(actual)
            return values.contains { Self.matchesARN(actual, parts, $0, context) }
        case .number(let order):
            let actual = Double(actual)
            return values.contains { Self.compare(actual, Double($0.text), order) }
        case .date(let order):
            let actual = Self.seconds(actual)
            return values.contains { Self.compare(actual, Self.seconds($0.text), order) }
        case .bool:
            let actual = actual.lowercased()
            return values.contains { actual == $0.text.lowercased() }
        case .address: return values.contains { AddressRange($0.text)?.contains(actual) == true }
        case .binary:
            guard let actual = Self.bytes(actual) else { return false }
            return values.contains { actual == Self.bytes($0.text) }
        case .null: return false
        }
    }

    /// Each of the six parts is matched on its own: a `*` does not reach over a colon, but in the last part.
    private static func matchesARN(_ actual: String, _ parts: [Substring], _ expected: Pattern, _ context: RequestContext) -> Bool {
        let wanted = Self.parts(expected.text)
        guard wanted.count == 6, parts.count == 6, !expected.text.contains("${") else { return expected.matches(actual, context) }
        return zip(wanted, parts).allSatisfy { Glob($0).matches($1) }
    }

    private static func parts(_ arn: String) -> [Substring] { arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false) }

    private static func compare(_ a: Double?, _ b: Double?, _ order: Order) -> Bool {
        guard let a, let b else { return false }
        return switch order {
        case .equal: a == b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }

    private static func bytes(_ text: String) -> [UInt8]? { Base64.decode(text) }

    /// Whether the operator can do something with each of its values: one that cannot be read never matches, which a negation turns
    /// into always.
    var hasReadableValues: Bool {
        values.allSatisfy { value in
            if value.hasVariables { return true }
            return switch comparison {
            case .string, .stringLike, .arn: true
            case .number: Double(value.text) != nil
            case .date: Self.seconds(value.text) != nil
            case .bool, .null: ["true", "false"].contains(value.text.lowercased())
            case .address: AddressRange(value.text) != nil
            case .binary: Self.bytes(value.text) != nil
            }
        }
    }

    private static func seconds(_ text: String) -> Double? {
        if let number = Double(text) { return number }
        return (Timestamp(iso8601: text) ?? Timestamp(iso8601: text + "T00:00:00Z")).map { Double($0.milliseconds) / 1000 }
    }
}

extension Condition {
    /// Reads `ForAnyValue:StringNotLikeIfExists` and its like.
    /// - Returns: nil if there is no such operator.
    init?(operator text: String, key: String, values: [String], variables: Bool) {
        var name = text[...]
        var qualifier: SetQualifier?
        if name.hasPrefix("ForAllValues:") { qualifier = .all } else if name.hasPrefix("ForAnyValue:") { qualifier = .any }
        if qualifier != nil, let colon = name.firstIndex(of: ":") { name = name[name.index(after: colon)...] }
        let ifExists = name.hasSuffix("IfExists")
        if ifExists { name = name.dropLast("IfExists".count) }
        guard let (comparison, isNegated) = Self.operators[String(name)], !(ifExists && comparison == .null) else { return nil }
        let wildcards = comparison == .stringLike || comparison == .arn
        self.init(
            comparison: comparison, isNegated: isNegated, ifExists: ifExists, qualifier: qualifier, key: key.lowercased(),
            values: values.map { Pattern($0, wildcards: wildcards, variables: variables) })
    }

    private static let operators: [String: (Comparison, isNegated: Bool)] = [
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
