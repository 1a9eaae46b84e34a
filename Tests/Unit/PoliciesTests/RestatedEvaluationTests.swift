import Policies
import Core
import Testing

/// Random policies and callers, decided by the evaluator and by a plain restatement of AWS's rules that shares nothing with it.
/// Source: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic", "Permissions boundaries for IAM entities".
struct RestatedEvaluationTests {
    private static let own = "123456789012"
    private static let other = "210987654321"

    enum Caller: CaseIterable {
        case root, ann, bob, session, otherSession, foreignSession, foreignRoot, service, anonymous

        var account: String? {
            switch self {
            case .root, .ann, .bob, .session, .otherSession: own
            case .foreignSession, .foreignRoot: other
            case .service, .anonymous: nil
            }
        }
        var isRoot: Bool { self == .root || self == .foreignRoot }
        /// Its own names in policies, from the closest.
        var names: [String] {
            switch self {
            case .ann, .bob: ["arn:aws:iam::\(own):user/\(self == .ann ? "ann" : "bob")"]
            case .session, .otherSession: ["arn:aws:sts::\(own):assumed-role/reader/\(self == .session ? "s" : "t")", role(own)]
            case .foreignSession: ["arn:aws:sts::\(other):assumed-role/reader/s", role(other)]
            case .root, .foreignRoot, .service, .anonymous: []
            }
        }
        private func role(_ account: String) -> String { "arn:aws:iam::\(account):role/reader" }

        func principal() throws -> Principal {
            let account = try #require(AccountID(account ?? own))
            func session(_ name: String) -> Principal {
                .roleSession(
                    account: account, roleName: "reader", rolePath: "/", roleID: "AROAREADER", sessionName: name, accessKeyID: "ASIA")
            }
            return switch self {
            case .root, .foreignRoot: .accountRoot(account)
            case .ann: .user(account: account, name: "ann", path: "/", id: "AIDAANN")
            case .bob: .user(account: account, name: "bob", path: "/", id: "AIDABOB")
            case .session, .foreignSession: session("s")
            case .otherSession: session("t")
            case .service: .service("s3.amazonaws.com")
            case .anonymous: .anonymous
            }
        }
    }

    /// A statement, in few words.
    private struct Rule {
        var denies: Bool
        /// Of a resource's policy: AWS principals, `*`, or a service's name.
        var principals: [String] = []
        var isNotPrincipal = false
        var actions: [String]
        var isNotAction: Bool
        var resources: [String]
        /// The value that the key `s3:prefix` must have; the request has it, lacks it, or nobody knows.
        var prefix: String?
        var isIfExists = false

        func text(isOfResource: Bool) -> String {
            func list(_ items: [String]) -> String { "[" + items.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
            var members = ["\"Effect\":\"\(denies ? "Deny" : "Allow")\""]
            if isOfResource {
                let services = principals.filter { $0.hasSuffix(".com") }
                let others = principals.filter { !$0.hasSuffix(".com") }
                let value =
                    (others.isEmpty ? [] : ["\"AWS\":\(list(others))"]) + (services.isEmpty ? [] : ["\"Service\":\(list(services))"])
                members.append("\"\(isNotPrincipal ? "NotPrincipal" : "Principal")\":{\(value.joined(separator: ","))}")
            }
            members.append("\"\(isNotAction ? "NotAction" : "Action")\":\(list(actions))")
            members.append("\"Resource\":\(list(resources))")
            if let prefix {
                members.append("\"Condition\":{\"StringEquals\(isIfExists ? "IfExists" : "")\":{\"s3:prefix\":\"\(prefix)\"}}")
            }
            return "{\(members.joined(separator: ","))}"
        }
    }

    private enum Prefix: CaseIterable { case a, b, absent, unknown }

    private struct Request {
        var caller: Caller
        var action: String
        var resource: String
        var prefix: Prefix
    }

    // MARK: The restatement

    /// 0 not at all, 1 as part of its account, 2 as its role or everybody, 3 by itself.
    private func closeness(_ rule: Rule, _ caller: Caller) -> Int {
        let everybody = caller.names.count == 2 ? 2 : 3
        func closeness(_ name: String) -> Int {
            if name == "*" { return everybody }
            if name == "s3.amazonaws.com" { return caller == .service ? 3 : 0 }
            if let account = caller.account, name == "arn:aws:iam::\(account):root" { return caller.isRoot ? 3 : 1 }
            guard let place = caller.names.firstIndex(of: name) else { return 0 }
            return place == 0 ? 3 : 2
        }
        let best = rule.principals.map(closeness).max() ?? 0
        guard rule.isNotPrincipal else { return best }
        // A Deny to all but an account means all but its root; what it says of the account's users and roles is nothing.
        return best >= 2 ? 0 : everybody
    }

    private func applies(_ rule: Rule, _ request: Request) -> Bool {
        let named = rule.actions.contains {
            $0 == "*" || $0 == request.action || $0.hasSuffix("*") && request.action.hasPrefix($0.dropLast())
        }
        guard named != rule.isNotAction, rule.resources.contains(where: { $0 == "*" || $0 == request.resource }) else { return false }
        guard let wanted = rule.prefix else { return true }
        switch request.prefix {
        case .a: return wanted == "a"
        case .b: return wanted == "b"
        case .absent: return rule.isIfExists
        // Ours to decide: AWS always knows. What may hold denies, and does not allow.
        case .unknown: return rule.denies
        }
    }

    /// Whether it is allowed. `mine`: identity policies; the limits are nil where the caller has none.
    private func restated(_ request: Request, mine: [Rule], boundary: [Rule]?, session: [Rule]?, resource: [Rule]) -> Bool {
        func allows(_ rules: [Rule]) -> Bool { rules.contains { !$0.denies && applies($0, request) } }
        let all = mine + (boundary ?? []) + (session ?? [])
        if all.contains(where: { $0.denies && applies($0, request) }) { return false }
        if resource.contains(where: { $0.denies && closeness($0, request.caller) > 0 && applies($0, request) }) { return false }
        let given = resource.filter { !$0.denies && applies($0, request) }.map { closeness($0, request.caller) }.max() ?? 0
        let isLimited = [boundary, session].contains { $0.map { !allows($0) } ?? false }
        if request.caller.account == Self.own {
            if request.caller.isRoot || given == 3 { return true }
            return !isLimited && (given == 2 || allows(mine))
        }
        guard given > 0, !isLimited else { return false }
        return request.caller.names.isEmpty || allows(mine)
    }

    // MARK: The comparison

    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let principals = [
        "*", "s3.amazonaws.com", "arn:aws:iam::\(own):root", "arn:aws:iam::\(other):root", "arn:aws:iam::\(own):user/ann",
        "arn:aws:iam::\(own):role/reader", "arn:aws:iam::\(other):role/reader", "arn:aws:sts::\(own):assumed-role/reader/s",
        "arn:aws:sts::\(other):assumed-role/reader/s",
    ]
    private static let actions = ["s3:ListBucket", "s3:ListBucketVersions", "s3:List*", "*"]
    private static let resources = ["arn:aws:s3:::b", "arn:aws:s3:::c", "*"]

    private func rules(_ random: inout Random, isOfResource: Bool) -> [Rule] {
        (0..<Int.random(in: 0...2, using: &random)).map { _ in
            var rule = Rule(
                denies: Int.random(in: 0..<5, using: &random) == 0,
                actions: Array(Self.actions.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))),
                isNotAction: Int.random(in: 0..<6, using: &random) == 0,
                resources: Array(Self.resources.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))))
            if isOfResource {
                rule.principals = Array(Self.principals.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)))
                rule.isNotPrincipal = rule.denies && !rule.principals.contains("*") && Bool.random(using: &random)
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                rule.prefix = Bool.random(using: &random) ? "a" : "b"
                rule.isIfExists = Bool.random(using: &random)
            }
            return rule
        }
    }

    private func policy(_ kind: NamedPolicy.Kind, _ rules: [Rule]) throws -> NamedPolicy {
        let text =
            #"{"Version":"2012-10-17","Statement":[\#(rules.map { $0.text(isOfResource: kind == .resource) }.joined(separator: ","))]}"#
        return NamedPolicy(
            name: "p", kind: kind, document: try PolicyDocument(parsing: text, kind: kind == .resource ? .resource : .identity))
    }

    /// An explanation decides as the decision did, and what it says of each statement is what the rules say in plain words.
    private func expectExplained(
        _ explained: Explanation, _ decision: Decision, _ own: Int, _ request: Request, _ mine: [Rule], _ resource: [Rule]
    ) throws {
        #expect(explained.decision == decision)
        #expect(explained.steps.last?.answer == (decision.isAllowed ? .allows : .denies))
        #expect((decision.outcome == .explicitDeny) == explained.findings.contains { $0.applies && $0.effect == .deny })
        #expect(decision.deciding.map { deciding in explained.findings.contains { $0.applies && $0.statement == deciding } } ?? true)
        let ofResource = explained.findings.filter { $0.policy == own }
        #expect(ofResource.map(\.applies) == resource.map { applies($0, request) && closeness($0, request.caller) > 0 })
        guard !mine.isEmpty else { return }
        #expect(explained.findings.filter { $0.policy == 0 }.map(\.applies) == mine.map { applies($0, request) })
    }

    @Test func `random policies are decided as the rules say in plain words`() throws {
        var random = Random(state: 1)
        var allowed = 0
        for number in 0..<6000 {
            let request = Request(
                caller: try #require(Caller.allCases.randomElement(using: &random)),
                action: Bool.random(using: &random) ? "s3:ListBucket" : "s3:ListBucketVersions",
                resource: Bool.random(using: &random) ? "arn:aws:s3:::b" : "arn:aws:s3:::c",
                prefix: try #require(Prefix.allCases.randomElement(using: &random)))
            let hasPolicies = !request.caller.names.isEmpty
            let mine = hasPolicies ? rules(&random, isOfResource: false) : []
            let boundary = hasPolicies && Int.random(in: 0..<3, using: &random) == 0 ? rules(&random, isOfResource: false) : nil
            let session = request.caller.names.count == 2 && Bool.random(using: &random) ? rules(&random, isOfResource: false) : nil
            let resource = rules(&random, isOfResource: true)
            var context = RequestContext(
                principal: try request.caller.principal(), action: request.action, resource: request.resource,
                resourceAccount: try #require(AccountID(Self.own)))
            switch request.prefix {
            case .a: context.set("s3:prefix", "a")
            case .b: context.set("s3:prefix", "b")
            case .absent: context.set("s3:prefix", [])
            case .unknown: break
            }
            var policies: [NamedPolicy] = []
            if !mine.isEmpty { policies.append(try policy(.identity, mine)) }
            // An empty list is no policy that AWS takes: one that allows nothing asked for stands for it.
            let nothing = [Rule(denies: false, actions: ["sqs:SendMessage"], isNotAction: false, resources: ["*"])]
            if let boundary { policies.append(try policy(.boundary, boundary.isEmpty ? nothing : boundary)) }
            if let session { policies.append(try policy(.session, session.isEmpty ? nothing : session)) }
            let resourcePolicies = resource.isEmpty ? [] : [try policy(.resource, resource)]
            let decision = Evaluator.decide(context, policies: policies, resourcePolicies: resourcePolicies)
            try expectExplained(
                Evaluator.explain(context, policies: policies, resourcePolicies: resourcePolicies), decision, policies.count, request, mine,
                resource)
            let expected = restated(request, mine: mine, boundary: boundary, session: session, resource: resource)
            if expected { allowed += 1 }
            #expect(
                decision.isAllowed == expected,
                "\(number): \(request); own \(mine); boundary \(boundary as Any); session \(session as Any); resource \(resource): \(decision)"
            )
        }
        #expect((1500..<4500).contains(allowed), "\(allowed) of 6000 are allowed: the cases are one-sided")
    }
}
