internal import Core

/// What IAM and STS ask of a document that they are given, in AWS's order and words: before it is compiled, which takes more.
///
/// All of the syntax comes first, then the version, what an older parser refuses, and only then what statements lack and what resources and
/// actions are called.
///
/// Source: documents that were given to AWS with what it answered: LocalStack's `TestPolicyDocumentValidity` and
/// `test_update_assume_role_policy_errors` (recorded in February 2026), moto's `test_iam_policies`.
struct PolicyGrammar {
    private let kind: PolicyKind
    private let isManaged: Bool
    private var statements: [JSON] = []

    private static let syntax = PolicyError("Syntax errors in policy.")
    private static let legacy = PolicyError("The policy failed legacy parsing")

    private init(_ kind: PolicyKind, isManaged: Bool) {
        self.kind = kind
        self.isManaged = isManaged
    }

    /// What is told of a document that is no JSON.
    static func notJSON(_ kind: PolicyKind) -> PolicyError {
        switch kind {
        case .trust: PolicyError("This policy contains invalid Json")
        case .session: PolicyError("The policy is not in the valid JSON format.")
        case .identity, .resource: syntax
        }
    }

    /// - Parameter isManaged: whether it is a managed policy's, which must have the version of today.
    static func check(_ json: JSON, _ kind: PolicyKind, isManaged: Bool) throws(PolicyError) {
        var grammar = PolicyGrammar(kind, isManaged: isManaged)
        try grammar.checkSyntax(json)
        if kind == .trust { try grammar.checkTrust() } else { try grammar.checkPermissions(json) }
    }

    private func checkPermissions(_ json: JSON) throws(PolicyError) {
        guard !isManaged || json["Version"]?.string == PolicyDocument.Version.v2012.rawValue else {
            throw PolicyError("Policy document must be version 2012-10-17 or greater.")
        }
        guard !statements.contains(where: { $0["Principal"] != nil || $0["NotPrincipal"] != nil }) else {
            throw PolicyError("Policy document should not specify a principal.")
        }
        try checkLegacy()
        let unfit = try checkResources()
        try checkSids()
        for statement in statements where Self.texts(statement, "Action").isEmpty {
            throw PolicyError("Policy statement must contain actions.")
        }
        for statement in statements where Self.texts(statement, "Resource").isEmpty {
            throw PolicyError("Policy statement must contain resources.")
        }
        if let unfit { throw unfit }
        for statement in statements { for action in Self.texts(statement, "Action") { try Self.checkAction(action) } }
    }

    // MARK: - Syntax

    private mutating func checkSyntax(_ json: JSON) throws(PolicyError) {
        guard let members = json.members, !json.containsNUL, Self.hasOnly(["Version", "Id", "Statement"], members) else {
            throw Self.syntax
        }
        if let version = json["Version"] {
            guard let text = version.string, PolicyDocument.Version(rawValue: text) != nil else { throw Self.syntax }
        }
        if let id = json["Id"], id.string == nil { throw Self.syntax }
        switch json["Statement"] {
        case .array(let items)?: statements = items
        case .object(let members)?: statements = [.object(members)]
        default: throw Self.syntax
        }
        guard !statements.isEmpty else { throw Self.syntax }
        for statement in statements { try Self.checkSyntax(ofStatement: statement) }
    }

    private static let names: Set<String> = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    private static func checkSyntax(ofStatement json: JSON) throws(PolicyError) {
        guard let members = json.members, hasOnly(names, members) else { throw syntax }
        guard let effect = json["Effect"]?.string, ["allow", "deny"].contains(effect.lowercased()) else { throw syntax }
        if let sid = json["Sid"], sid.string == nil { throw syntax }
        for name in ["Action", "Resource", "Principal"] where json[name] != nil && json["Not" + name] != nil { throw syntax }
        for name in ["Action", "NotAction", "Resource", "NotResource"] {
            guard let value = json[name] else { continue }
            guard value.string != nil || value.array?.allSatisfy({ $0.string != nil }) == true else { throw syntax }
        }
        guard let condition = json["Condition"] else { return }
        guard let operators = condition.members else { throw syntax }
        for member in operators {
            guard let keys = member.value.members else { throw syntax }
            // What has no keys asks for nothing, whatever it is called.
            guard keys.isEmpty || Condition.isOperator(member.name) else { throw syntax }
            for key in keys where !(isScalar(key.value) || key.value.array?.allSatisfy(isScalar) == true) { throw syntax }
        }
    }

    private static func hasOnly(_ allowed: Set<String>, _ members: [JSON.Member]) -> Bool {
        var seen: Set<String> = []
        return members.allSatisfy { allowed.contains($0.name) && seen.insert($0.name).inserted }
    }

    private static func isScalar(_ json: JSON) -> Bool {
        switch json {
        case .string, .number, .bool: true
        case .null, .array, .object: false
        }
    }

    // MARK: - What an older parser refuses

    private func checkLegacy() throws(PolicyError) {
        for statement in statements {
            guard let effect = statement["Effect"]?.string, Statement.Effect(rawValue: effect) != nil else { throw Self.legacy }
            for member in statement["Condition"]?.members ?? [] where Condition.isOfDates(member.name) {
                for key in member.value.members ?? [] {
                    for value in key.value.array ?? [key.value] where !Self.isDate(value) { throw Self.legacy }
                }
            }
        }
    }

    /// Seconds, or ISO 8601 of which the end may be missing. Which days a month has does not matter.
    private static func isDate(_ json: JSON) -> Bool {
        let text: String
        switch json {
        case .string(let found), .number(let found): text = found.lowercased()
        default: return false
        }
        guard text.contains("t") || text.contains("-") else { return Int64(text).map { $0 >= 0 } ?? false }
        let halves = text.split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
        let isNegative = halves[0].hasPrefix("-")
        let date = (isNegative ? halves[0].dropFirst() : halves[0]).split(separator: "-", omittingEmptySubsequences: false)
        guard date.count <= 3, let year = number(date[0]), (isNegative ? -year : year) >= -292_275_054, year <= 292_278_993 else {
            return false
        }
        if date.count > 1, !isNumber(date[1], in: 1...12) { return false }
        if date.count > 2, !isNumber(date[2], in: 1...31) { return false }
        guard halves.count == 2 else { return true }
        let time = halves[1].split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        if !time[0].isEmpty, !isNumber(time[0], in: 0...23) { return false }
        if time.count > 1, !isNumber(time[1], in: 0...59) { return false }
        return time.count < 3 || isEndOfTime(time[2])
    }

    /// Seconds, with a fraction of nine digits at most, and a zone.
    private static func isEndOfTime(_ text: Substring) -> Bool {
        var seconds = text
        if let zone = text.firstIndex(of: "z") {
            guard text[zone...] == "z" else { return false }
            seconds = text[..<zone]
        } else if let plus = text.firstIndex(of: "+") {
            seconds = text[..<plus]
            let zone = text[text.index(after: plus)...].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard zone[0].count == 2, isNumber(zone[0], in: 0...23) else { return false }
            if zone.count > 1 { guard zone[1].count == 2, isNumber(zone[1], in: 0...59) else { return false } }
        }
        let parts = seconds.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard isNumber(parts[0], in: 0...59) else { return false }
        return parts.count == 1 || isNumber(parts[1], in: 0...999_999_999)
    }

    private static func number(_ text: Substring) -> Int? { text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil }
    private static func isNumber(_ text: Substring, in range: ClosedRange<Int>) -> Bool { number(text).map(range.contains) ?? false }

    // MARK: - Resources

    /// - Returns: the first resource that is none, of which IAM tells only when nothing is missing.
    private func checkResources() throws(PolicyError) -> PolicyError? {
        var unfit: PolicyError?
        for statement in statements {
            let resources = Self.texts(statement, "Resource")
            for resource in resources where resource != "*" && unfit == nil { unfit = Self.unfit(resource) }
            guard unfit == nil else { continue }
            for resource in resources where resource != "*" {
                let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
                guard parts.count == 6 || !resource.contains("::"), parts.count < 3 || !parts[2].isEmpty else { throw Self.legacy }
            }
        }
        return unfit
    }

    private static let pathsOfIAM = [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/", "sms-mfa/",
        "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ]

    private static func unfit(_ resource: String) -> PolicyError? {
        let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return PolicyError("Resource \(shown(resource)) must be in ARN format or \"*\".") }
        guard parts[1] == "aws" else {
            var rest = parts.dropFirst(2).map { String($0) }
            if rest == [""] { rest = [] }
            rest += Array(repeating: "*", count: max(0, 4 - rest.count))
            return PolicyError(
                "Partition \"\(shown(parts[1]))\" is not valid for resource \"arn:\(shown(parts[1])):\(shown(rest.joined(separator: ":")))\"."
            )
        }
        guard parts.count > 2, !parts[2].contains("*"), !parts[2].contains("?") else {
            return PolicyError("Resource vendor must be fully qualified and cannot contain regexes.")
        }
        let region = parts.count > 3 ? parts[3] : ""
        if parts[2] == "iam" {
            guard region.isEmpty else { return PolicyError("IAM resource \(shown(resource)) cannot contain region information.") }
            guard parts.count == 6 else { return nil }
            guard parts[5] == "*" || parts[5] == "root" || pathsOfIAM.contains(where: parts[5].hasPrefix) else {
                return PolicyError("IAM resource path must either be \"*\", root, or start with \(pathsOfIAM.joined(separator: ", ")).")
            }
        }
        // Access points have a region and an account.
        if parts[2] == "s3", !region.isEmpty, parts.count < 5 || parts[4].isEmpty {
            return PolicyError("Resource \(shown(resource)) can not contain region information.")
        }
        return nil
    }

    // MARK: - Statements

    private func checkSids() throws(PolicyError) {
        var seen: Set<String> = []
        for case let sid? in statements.map({ $0["Sid"]?.string }) where !sid.isEmpty {
            guard sid.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & ~0x20) }) else {
                throw PolicyError(
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
            }
            guard seen.insert(sid).inserted else { throw PolicyError("Statement IDs (SID) in a single policy must be unique.") }
        }
    }

    private static func checkAction(_ action: String) throws(PolicyError) {
        guard action != "*" else { return }
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1 else {
            throw PolicyError("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
        }
        guard parts.count == 2 else { throw PolicyError("Actions/Condition can contain only one colon.") }
        let isVendor = parts[0].utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20) || "-.".utf8.contains(byte)
        }
        guard isVendor || parts[0] == "*" else { throw PolicyError("Vendor \(shown(parts[0])) is not valid") }
    }

    /// Of an element or its negation.
    private static func texts(_ statement: JSON, _ name: String) -> [String] {
        switch statement[name] ?? statement["Not" + name] {
        case .string(let text)?: [text]
        case .array(let items)?: items.compactMap(\.string)
        default: []
        }
    }

    // MARK: - Who may assume a role

    private func checkTrust() throws(PolicyError) {
        for statement in statements {
            for name in ["Resource", "NotResource"] where statement[name] != nil { throw PolicyError("Has prohibited field \(name)") }
            guard statement["Principal"] != nil || statement["NotPrincipal"] != nil else {
                throw PolicyError("Missing required field Principal")
            }
        }
        try checkLegacy()
        try checkSids()
        for statement in statements {
            let actions = Self.texts(statement, "Action")
            guard !actions.isEmpty else { throw PolicyError("Missing required field Action") }
            guard actions.allSatisfy(Self.isAssumption) else {
                throw PolicyError("AssumeRole policy may only specify STS AssumeRole actions.")
            }
            guard let principal = statement["Principal"] ?? statement["NotPrincipal"] else { continue }
            try Self.check(principal)
        }
    }

    private static func isAssumption(_ action: String) -> Bool {
        let action = action.lowercased()
        return action.hasPrefix("sts:assumerole")
            || ["sts:*", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"].contains(action)
    }

    private static func check(_ principal: JSON) throws(PolicyError) {
        if principal.string == "*" { throw PolicyError(#"AssumeRolepolicy contained an invalid principal: "STAR":"*"."#) }
        for member in principal.members ?? [] {
            for text in (member.value.array ?? [member.value]).compactMap(\.string) {
                switch member.name {
                case "AWS": guard isAssumer(text) else { throw .invalidPrincipal("AWS", text) }
                case "Service": guard isService(text) else { throw .invalidPrincipal("SERVICE", text) }
                default: break
                }
            }
        }
    }

    /// An account, user, role or session, or everyone. Groups are none; an ARN with a wildcard is nobody's.
    /// Source: IAM User Guide, "AWS JSON policy elements: Principal".
    private static func isAssumer(_ text: String) -> Bool {
        if text == "*" || AccountID(text) != nil { return true }
        guard let arn = ARN(text) else { return UniqueID(of: text) == .user || UniqueID(of: text) == .role }
        guard !text.contains("*"), !text.contains("?") else { return false }
        let kinds = arn.service == "iam" ? ["user/", "role/"] : ["assumed-role/", "federated-user/"]
        return arn.service == "iam" && arn.resource == "root" || kinds.contains(where: arn.resource.hasPrefix)
    }

    private static func isService(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || "-.".utf8.contains($0) }) else {
            return false
        }
        return [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal"].contains(where: text.hasSuffix)
    }

    fileprivate static func shown(_ text: some StringProtocol) -> String { String(text.unicodeScalars.prefix(1024).map(Character.init)) }
}

extension PolicyError {
    /// - Parameter type: as AWS calls it: `AWS`, `SERVICE`.
    package static func invalidPrincipal(_ type: String, _ text: String) -> Self {
        PolicyError("Invalid principal in policy: \"\(type)\":\"\(PolicyGrammar.shown(text))\"")
    }
}

extension Condition {
    static func isOperator(_ text: String) -> Bool {
        Condition(operator: text, key: "", values: [], variables: false) != nil
    }

    static func isOfDates(_ text: String) -> Bool {
        if case .date? = Condition(operator: text, key: "", values: [], variables: false)?.comparison { true } else { false }
    }
}
