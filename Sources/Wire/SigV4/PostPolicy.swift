package import Core

/// What the fields of a browser's form may be. Source: S3 API Reference, "POST Policy".
package struct PostPolicy: Sendable {
    /// What one condition asks of one field.
    package struct Condition: Sendable, Hashable {
        package enum Operator: String, Sendable { case equal = "eq", startsWith = "starts-with" }
        package let match: Operator
        /// In lower case, without `$`; nil where the policy forgot that: then it can never hold.
        package let field: String?
        package let value: String
        /// As the policy has it, for the answer: `["eq", "$key", "a"]`.
        let text: String
    }

    package let expiration: Timestamp
    package let conditions: [Condition]
    /// What `content-length-range` allows, in bytes of the file; nil if the policy has none.
    package let minimumLength, maximumLength: Int64?
    /// The first `content-length-range` with a limit that is no number, as the policy has it: it cannot hold.
    private let brokenRange: String?

    /// Parses a policy.
    /// - Parameter base64: as in the form's field; line breaks in it do not matter.
    /// - Throws: `.invalidDocument`.
    package init(base64: String) throws(PostPolicyError) {
        let compact = String(decoding: base64.utf8.filter { $0 > 0x20 }, as: UTF8.self)
        guard let bytes = Base64.decode(compact), case .object(let members)? = try? JSON(parsing: bytes, maximumDepth: 8) else {
            throw .invalidDocument("Invalid JSON.")
        }
        func member(_ name: String) -> JSON? { members.first { isSame($0.name, name) }?.value }
        guard let expiration = member("expiration") else { throw .invalidDocument("Policy missing expiration.") }
        guard let conditions = member("conditions") else { throw .invalidDocument("Policy missing conditions.") }
        guard case .string(let text) = expiration, let moment = Timestamp(iso8601: text) else {
            throw .invalidDocument("Invalid 'expiration' value: '\(Self.shown(expiration))'")
        }
        guard case .array(let items) = conditions else { throw .invalidDocument("Invalid 'conditions' value: must be a List.") }
        var reader = ConditionReader()
        for item in items { try reader.read(item) }
        self.expiration = moment
        self.conditions = reader.conditions
        minimumLength = reader.minimum
        maximumLength = reader.maximum
        brokenRange = reader.brokenRange
    }

    private static func shown(_ value: JSON) -> String { if case .string(let text) = value { text } else { "" } }

    /// Checks the fields that come before the file; `${filename}` is already replaced.
    ///
    /// The caller checks the file's length, with `check(length:)`, once it is known.
    /// - Parameter bucket: the one that the form is sent to, which a condition must name: a field of that name proves nothing.
    /// - Throws: `.expired`, `.conditionFailed`, `.extraField`.
    package func check(fields: [(String, String)], bucket: String, now: Timestamp) throws(PostPolicyError) {
        guard now < expiration else { throw .expired }
        var values: [(name: String, value: String)] = fields.map { ($0.0.asciiLowercased, $0.1) }
        values.removeAll { isSame($0.name, "bucket") }
        values.append(("bucket", bucket))
        for condition in conditions {
            let found = values.filter { value in condition.field.map { isSame(value.name, $0) } == true }
            guard !found.isEmpty, found.allSatisfy({ condition.accepts($0.value) }) else { throw .conditionFailed(condition.text) }
        }
        if let brokenRange { throw .conditionFailed(brokenRange) }
        for (name, _) in values where !Self.needsNoCondition(name) {
            guard conditions.contains(where: { $0.field.map { isSame($0, name) } == true }) else { throw .extraField(name) }
        }
    }

    /// - Parameter length: of the file, in bytes.
    /// - Throws: `.tooSmall`, `.tooLarge`.
    package func check(length: Int64) throws(PostPolicyError) {
        if let minimumLength, length < minimumLength { throw .tooSmall(proposed: length, minimum: minimumLength) }
        if let maximumLength, length > maximumLength { throw .tooLarge(proposed: length, maximum: maximumLength) }
    }

    private static func needsNoCondition(_ name: String) -> Bool {
        ["x-amz-signature", "file", "policy", "awsaccesskeyid", "signature"].contains { isSame($0, name) }
            || name.utf8.starts(with: "x-ignore-".utf8)
    }
}

extension PostPolicy.Condition {
    func accepts(_ text: String) -> Bool {
        switch match {
        case .equal: return isSame(text, value)
        case .startsWith:
            // A list of content types must match in each of its items.
            guard let field, isSame(field, "content-type") else { return text.utf8.starts(with: value.utf8) }
            return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
                trimmed(String($0)).utf8.starts(with: value.utf8)
            }
        }
    }
}

/// Reads the three spellings of a condition.
private struct ConditionReader {
    var conditions: [PostPolicy.Condition] = []
    var minimum, maximum: Int64?
    var brokenRange: String?

    mutating func read(_ item: JSON) throws(PostPolicyError) {
        switch item {
        case .object(let members):
            guard members.count == 1, let member = members.first else {
                throw .invalidDocument("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")
            }
            guard case .string(let value) = member.value else {
                throw .invalidDocument("Invalid Simple-Condition: value must be a string.")
            }
            add(.equal, "$" + member.name, value, "eq")
        case .array(let parts):
            guard case .string(let word)? = parts.first else { throw .invalidDocument("Invalid Condition: operation must be a string.") }
            guard parts.count == 3 else { throw .invalidDocument("Invalid Condition: wrong number of arguments.") }
            let operation = word.asciiLowercased
            if operation == "content-length-range" { try readRange(parts) } else { try readMatch(operation, word, parts) }
        default: throw .invalidDocument("Invalid Condition: a condition must be a List or an Object.")
        }
    }

    private mutating func readMatch(_ operation: String, _ word: String, _ parts: [JSON]) throws(PostPolicyError) {
        guard let match = PostPolicy.Condition.Operator(rawValue: operation) else {
            throw .invalidDocument("Invalid Condition: unknown operation '\(word)'.")
        }
        guard case .string(let field) = parts[1], case .string(let value) = parts[2] else {
            throw .invalidDocument("Invalid Condition: arguments of '\(word)' must be strings.")
        }
        add(match, field, value, word)
    }

    private mutating func readRange(_ parts: [JSON]) throws(PostPolicyError) {
        guard let low = Self.length(parts[1]), let high = Self.length(parts[2]) else {
            brokenRange = brokenRange ?? "[\(parts.map(Self.shown).joined(separator: ", "))]"
            return
        }
        // Of several ranges all must hold.
        minimum = max(minimum ?? low, low)
        maximum = min(maximum ?? high, high)
    }

    private static func length(_ value: JSON) -> Int64? {
        switch value {
        case .number(let text), .string(let text): Int64(digits: text)
        default: nil
        }
    }

    /// A member of a condition as the policy has it.
    private static func shown(_ value: JSON) -> String { if case .string(let text) = value { "\"\(text)\"" } else { value.text } }

    /// - Parameter field: with its `$`.
    private mutating func add(_ match: PostPolicy.Condition.Operator, _ field: String, _ value: String, _ word: String) {
        let isField = field.utf8.first == UInt8(ascii: "$")
        conditions.append(
            .init(
                match: match, field: isField ? String(Substring(field.utf8.dropFirst())).asciiLowercased : nil, value: value,
                text: "[\"\(word)\", \"\(field)\", \"\(value)\"]"))
    }
}
