package import Core

/// What is wrong with a policy, in one sentence for its author.
package struct PolicyError: Error, Sendable, Hashable {
    package let message: String
    package init(_ message: String) { self.message = message }
}

extension PolicyDocument {
    /// Parses, checks and compiles a policy.
    /// - Throws: at the first thing that the grammar does not allow.
    /// - Parameters:
    ///   - roles: the unique ids of those that the policy names by ARN and means no other role of that name by.
    ///   - isStored: it was taken once, when more was taken than is now.
    ///   - isManaged: it is a managed policy's.
    package init(
        parsing text: String, kind: PolicyKind, roles: [String: String] = [:], isStored: Bool = false, isManaged: Bool = false
    ) throws(PolicyError) {
        let json: JSON
        do { json = try JSON(parsing: text, maximumDepth: 16) } catch {
            throw kind == .resource || isStored ? PolicyError("The policy is not valid JSON: \(error).") : PolicyGrammar.notJSON(kind)
        }
        try self.init(json, kind: kind, roles: roles, isStored: isStored, isManaged: isManaged)
    }

    package init(
        _ json: JSON, kind: PolicyKind, roles: [String: String] = [:], isStored: Bool = false, isManaged: Bool = false
    ) throws(PolicyError) {
        if kind != .resource, !isStored { try PolicyGrammar.check(json, kind, isManaged: isManaged) }
        guard let members = json.members else { throw PolicyError("The policy must be a JSON object.") }
        guard !json.containsNUL else { throw PolicyError("The policy must not contain the character U+0000.") }
        try Self.checkNames(members, allowed: ["Version", "Id", "Statement"], in: "policy")
        let version = try Self.version(json["Version"])
        let items: [JSON]
        switch json["Statement"] {
        case .array(let list)?: items = list
        case .object(let members)?: items = [.object(members)]
        default: throw PolicyError("The policy must have a Statement, which is an object or a list of them.")
        }
        guard !items.isEmpty else { throw PolicyError("The policy must have at least one statement.") }
        var statements: [Statement] = []
        for (index, item) in items.enumerated() {
            let parser = StatementParser(kind: kind, variables: version == .v2012, index: index, roles: roles, isStored: isStored)
            statements.append(try parser.parse(item))
        }
        try Self.checkSids(statements)
        self.init(kind: kind, version: version, id: json["Id"]?.string, statements: statements)
    }

    private static func version(_ json: JSON?) throws(PolicyError) -> Version {
        guard let json else { return .v2008 }
        guard let text = json.string, let version = Version(rawValue: text) else {
            throw PolicyError("The policy's Version must be 2012-10-17 or 2008-10-17.")
        }
        return version
    }

    private static func checkSids(_ statements: [Statement]) throws(PolicyError) {
        var seen: Set<String> = []
        for case let sid? in statements.map(\.sid) where !seen.insert(sid).inserted {
            throw PolicyError("Statement IDs (SID) in a single policy must be unique: \(sid) is there twice.")
        }
    }

    static func checkNames(_ members: [JSON.Member], allowed: Set<String>, in what: String) throws(PolicyError) {
        var seen: Set<String> = []
        for member in members {
            guard allowed.contains(member.name) else { throw PolicyError("Unknown element \(member.name) in the \(what).") }
            guard seen.insert(member.name).inserted else { throw PolicyError("The element \(member.name) is there twice in the \(what).") }
        }
    }
}

private struct StatementParser {
    let kind: PolicyKind
    let variables: Bool
    let index: Int
    let roles: [String: String]
    let isStored: Bool

    private static let names: Set<String> = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    private var takesPrincipal: Bool { kind == .resource || kind == .trust }

    func parse(_ json: JSON) throws(PolicyError) -> Statement {
        guard let members = json.members else { throw PolicyError("A statement must be a JSON object.") }
        try PolicyDocument.checkNames(members, allowed: Self.names, in: "statement")
        guard let effect = json["Effect"]?.string.flatMap(Statement.Effect.init(rawValue:)) else {
            throw PolicyError("A statement's Effect must be Allow or Deny.")
        }
        if let sid = json["Sid"], sid.string == nil { throw PolicyError("A statement's Sid must be a string.") }
        return Statement(
            sid: json["Sid"]?.string.flatMap { $0.isEmpty ? nil : $0 }, index: index, effect: effect, principals: try principals(json),
            actions: try actions(json), resources: try resources(json), conditions: try conditions(json["Condition"]))
    }

    private func either(_ name: String, _ json: JSON) throws(PolicyError) -> (value: JSON, isNegated: Bool)? {
        switch (json[name], json["Not" + name]) {
        case (let value?, nil): return (value, false)
        case (nil, let value?): return (value, true)
        case (nil, nil): return nil
        default: throw PolicyError("A statement cannot have both \(name) and Not\(name).")
        }
    }

    /// Each once: what is there twice says nothing more.
    private func patterns(_ texts: [String], variables: Bool) -> [Pattern] {
        // By their bytes: for Swift a letter with its accent is the same text in both spellings.
        var seen: Set<[UInt8]> = []
        return texts.filter { seen.insert(Array($0.utf8)).inserted }.map { Pattern($0, wildcards: true, variables: variables) }
    }

    private func texts(_ json: JSON, _ name: String) throws(PolicyError) -> [String] {
        switch json {
        case .string(let text): return [text]
        case .array(let items):
            let texts = items.compactMap(\.string)
            guard texts.count == items.count, !texts.isEmpty else { throw PolicyError("\(name) must be a string or a list of strings.") }
            return texts
        default: throw PolicyError("\(name) must be a string or a list of strings.")
        }
    }

    private func actions(_ json: JSON) throws(PolicyError) -> ActionElement {
        guard let (value, isNegated) = try either("Action", json) else { throw PolicyError("Policy statement must contain actions.") }
        let texts = try texts(value, "Action")
        // What IAM takes has been judged by `PolicyGrammar`: `iam:` and an ARN of three parts are no more than patterns that match nothing.
        for text in texts where text != "*" && kind == .resource {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw PolicyError("Actions must be prefaced by a vendor, such as s3:GetObject; this one is not: \(text).")
            }
        }
        return ActionElement(isNegated: isNegated, patterns: patterns(texts, variables: false))
    }

    private func resources(_ json: JSON) throws(PolicyError) -> ResourceElement? {
        let element = try either("Resource", json)
        if kind == .trust {
            guard element == nil else { throw PolicyError("Has prohibited field Resource") }
            return nil
        }
        guard let (value, isNegated) = element else { throw PolicyError("Policy statement must contain resources.") }
        let texts = try texts(value, "Resource")
        for text in texts where text != "*" && kind == .resource {
            guard text.hasPrefix("arn:"), text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).count == 6 else {
                throw PolicyError("Resource \(text) must be in ARN format or \"*\".")
            }
        }
        return ResourceElement(isNegated: isNegated, patterns: patterns(texts, variables: variables))
    }

    private func principals(_ json: JSON) throws(PolicyError) -> PrincipalElement? {
        let element = try either("Principal", json)
        guard takesPrincipal else {
            guard element == nil else { throw PolicyError("Policy document should not specify a principal.") }
            return nil
        }
        guard let (value, isNegated) = element else { throw PolicyError("Policy statement must contain a principal.") }
        if value.string == "*" { return PrincipalElement(isNegated: isNegated, names: [.everyone]) }
        guard let members = value.members, !members.isEmpty else { throw PolicyError("Invalid principal in policy.") }
        var names: [PrincipalElement.Name] = []
        for member in members {
            for text in try texts(member.value, "Principal") { names.append(try name(member.name, text)) }
        }
        return PrincipalElement(isNegated: isNegated, names: names)
    }

    private func name(_ type: String, _ text: String) throws(PolicyError) -> PrincipalElement.Name {
        switch type {
        case "AWS":
            if text == "*" { return .everyone }
            if let id = roles[text] { return .identity(id) }
            if let account = AccountID(text) { return .account(account) }
            if let arn = ARN(text), arn.service == "iam" || arn.service == "sts", let account = AccountID(arn.account) {
                return arn.resource == "root" ? .account(account) : .arn(text)
            }
            guard UniqueID(of: text) != nil else { throw .invalidPrincipal("AWS", text) }
            return .identity(text)
        case "Service": return .service(text)
        case "CanonicalUser": return .canonicalUser(text)
        case "Federated":
            guard kind != .trust || isStored || Self.isProvider(text) else {
                throw PolicyError("Federated principals must be valid domain names or SAML metadata ARNs")
            }
            return .federated(text)
        default: throw .invalidPrincipal(type, text)
        }
    }

    /// Whether a trust policy may name it: a provider of an account's, or one that is known by its domain.
    private static func isProvider(_ text: String) -> Bool {
        if let arn = ARN(text) {
            return arn.service == "iam" && AccountID(arn.account) != nil
                && ["oidc-provider/", "saml-provider/"].contains { arn.resource.hasPrefix($0) }
        }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty
                    && label.allSatisfy {
                        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & ~0x20) || $0 == UInt8(ascii: "-")
                    }
            }
    }

    private func conditions(_ json: JSON?) throws(PolicyError) -> [Condition] {
        guard let json else { return [] }
        guard let operators = json.members else { throw PolicyError("A statement's Condition must be a JSON object.") }
        var conditions: [Condition] = []
        for member in operators {
            guard let keys = member.value.members else { throw PolicyError("The condition \(member.name) must be a JSON object.") }
            for key in keys {
                let values = try values(key.value, key.name)
                guard let condition = Condition(operator: member.name, key: key.name, values: values, variables: variables) else {
                    throw PolicyError("Invalid Condition type : \(member.name).")
                }
                if kind == .resource, !isStored, !condition.isReadable {
                    throw PolicyError("Invalid value of the condition key \(key.name) for \(member.name).")
                }
                conditions.append(condition)
            }
        }
        return conditions
    }

    private func values(_ json: JSON, _ key: String) throws(PolicyError) -> [String] {
        func text(_ json: JSON) throws(PolicyError) -> String {
            switch json {
            case .string(let text), .number(let text): text
            case .bool(let flag): flag ? "true" : "false"
            default: throw PolicyError("The values of the condition key \(key) must be strings, numbers or booleans.")
            }
        }
        guard let items = json.array else { return [try text(json)] }
        var values: [String] = []
        for item in items { values.append(try text(item)) }
        return values
    }
}
