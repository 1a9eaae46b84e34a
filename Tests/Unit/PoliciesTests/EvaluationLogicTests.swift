import Core
import Policies
import Testing

/// AWS's evaluation logic, line by line. Source: IAM User Guide, "Policy evaluation logic", "Policy evaluation for requests within a single
/// account", "Cross-account policy evaluation logic", "Permissions boundaries for IAM entities", "AWS JSON policy elements: NotPrincipal",
/// "Set operators for multivalued context keys", "IAM JSON policy elements: Condition operators".
struct EvaluationLogicTests {
    static let own = "123456789012"
    static let other = "210987654321"

    enum Caller: String, CaseIterable {
        case root, user, session, foreignRoot, foreignUser, foreignSession, service, anonymous

        func principal() throws -> Principal {
            let isForeign = self == .foreignRoot || self == .foreignUser || self == .foreignSession
            let account = try #require(AccountID(isForeign ? other : own))
            return switch self {
            case .root, .foreignRoot: .accountRoot(account)
            case .user, .foreignUser: .user(account: account, name: "ann", path: "/", id: "AIDAANN")
            case .session, .foreignSession:
                .roleSession(
                    account: account, roleName: "reader", rolePath: "/", roleID: "AROAREADER", sessionName: "s", accessKeyID: "ASIA")
            case .service: .service("s3.amazonaws.com")
            case .anonymous: .anonymous
            }
        }
    }

    /// Whom a statement of the resource's names.
    enum Name: String {
        case everyone = #""*""#
        case account = #"{"AWS":"123456789012"}"#
        case user = #"{"AWS":"arn:aws:iam::123456789012:user/ann"}"#
        case role = #"{"AWS":"arn:aws:iam::123456789012:role/reader"}"#
        case session = #"{"AWS":"arn:aws:sts::123456789012:assumed-role/reader/s"}"#
        case otherSession = #"{"AWS":"arn:aws:sts::123456789012:assumed-role/reader/t"}"#
        case foreignAccount = #"{"AWS":"arn:aws:iam::210987654321:root"}"#
        case foreignUser = #"{"AWS":"arn:aws:iam::210987654321:user/ann"}"#
        case foreignRole = #"{"AWS":"arn:aws:iam::210987654321:role/reader"}"#
        case service = #"{"Service":"s3.amazonaws.com"}"#
    }

    enum Effect: String { case allow = "Allow", deny = "Deny" }

    /// What a kind of policy says of the request; nil: there is no such policy.
    enum Says { case allows, denies, nothing }

    struct Line: CustomTestStringConvertible, Sendable {
        let rule: String
        let caller: Caller
        var identity: Says?
        var boundary: Says?
        var session: Says?
        var resource: [(Effect, String, Name)] = []
        let outcome: Decision.Outcome
        /// The last question that was asked.
        let question: Explanation.Question

        var testDescription: String { "\(caller.rawValue): \(rule)" }

        init(
            _ caller: Caller, _ rule: String, identity: Says? = nil, boundary: Says? = nil, session: Says? = nil,
            resource: [(Effect, String, Name)] = [], _ outcome: Decision.Outcome, _ question: Explanation.Question
        ) {
            (self.caller, self.rule, self.identity, self.boundary) = (caller, rule, identity, boundary)
            (self.session, self.resource, self.outcome, self.question) = (session, resource, outcome, question)
        }
    }

    private static func gives(_ name: Name) -> [(Effect, String, Name)] { [(.allow, "Principal", name)] }
    private static func takes(_ name: Name) -> [(Effect, String, Name)] { [(.allow, "Principal", .everyone), (.deny, "Principal", name)] }
    private static func takesFromAllBut(_ name: Name) -> [(Effect, String, Name)] {
        [(.allow, "Principal", .everyone), (.deny, "NotPrincipal", name)]
    }

    static let lines: [Line] = [
        // By default nothing is allowed; the root needs nothing.
        Line(.user, "no policy: denied", .implicitDeny, .identity),
        Line(.session, "no policy: denied", .implicitDeny, .identity),
        Line(.root, "no policy: allowed", .allow, .root),
        Line(.anonymous, "no policy: denied", .implicitDeny, .resource),
        Line(.service, "no policy: denied", .implicitDeny, .resource),

        // An explicit deny in any policy is final.
        Line(.user, "identity allows", identity: .allows, .allow, .identity),
        Line(.user, "identity denies", identity: .denies, resource: gives(.user), .explicitDeny, .explicitDeny),
        Line(.user, "boundary denies", identity: .allows, boundary: .denies, resource: gives(.user), .explicitDeny, .explicitDeny),
        Line(.session, "session denies", identity: .allows, session: .denies, resource: gives(.session), .explicitDeny, .explicitDeny),
        Line(.user, "resource denies everyone", identity: .allows, resource: takes(.everyone), .explicitDeny, .explicitDeny),
        Line(.user, "resource denies the user", identity: .allows, resource: takes(.user), .explicitDeny, .explicitDeny),
        Line(.user, "resource denies the account", identity: .allows, resource: takes(.account), .explicitDeny, .explicitDeny),
        Line(.session, "resource denies the role", identity: .allows, resource: takes(.role), .explicitDeny, .explicitDeny),
        Line(.session, "resource denies the session", identity: .allows, resource: takes(.session), .explicitDeny, .explicitDeny),
        Line(.session, "resource denies another session", identity: .allows, resource: takes(.otherSession), .allow, .resource),
        Line(.root, "resource denies the account's root", resource: takes(.account), .explicitDeny, .explicitDeny),
        Line(.root, "resource denies everyone", resource: takes(.everyone), .explicitDeny, .explicitDeny),

        // NotPrincipal: everybody else is denied. An account named alone does not except its users.
        Line(.user, "denied to all but the user", identity: .allows, resource: takesFromAllBut(.user), .allow, .resource),
        Line(.session, "denied to all but the user", identity: .allows, resource: takesFromAllBut(.user), .explicitDeny, .explicitDeny),
        Line(.session, "denied to all but the role", identity: .allows, resource: takesFromAllBut(.role), .allow, .resource),
        Line(.session, "denied to all but the session", identity: .allows, resource: takesFromAllBut(.session), .allow, .resource),
        Line(.user, "denied to all but the account", identity: .allows, resource: takesFromAllBut(.account), .explicitDeny, .explicitDeny),
        Line(.root, "denied to all but the account", resource: takesFromAllBut(.account), .allow, .root),
        Line(.anonymous, "denied to all but the user", resource: takesFromAllBut(.user), .explicitDeny, .explicitDeny),

        // Within the account the resource's policy is enough where it names the caller, and a boundary does not limit that.
        Line(.user, "resource names the user", resource: gives(.user), .allow, .resource),
        Line(.user, "resource names the user, the boundary nothing", boundary: .nothing, resource: gives(.user), .allow, .resource),
        Line(.user, "resource names everyone, the boundary nothing", boundary: .nothing, resource: gives(.everyone), .allow, .resource),
        Line(.session, "resource names the session", resource: gives(.session), .allow, .resource),
        Line(
            .session, "resource names the session, session and boundary nothing", boundary: .nothing, session: .nothing,
            resource: gives(.session), .allow, .resource),
        Line(.session, "resource names another session", resource: gives(.otherSession), .implicitDeny, .identity),
        // What it gives to a role, boundary and session policy limit.
        Line(.session, "resource names the role", resource: gives(.role), .allow, .resource),
        Line(
            .session, "resource names the role, the boundary nothing", boundary: .nothing, resource: gives(.role), .implicitDeny, .boundary),
        Line(.session, "resource names the role, the session nothing", session: .nothing, resource: gives(.role), .implicitDeny, .session),
        Line(
            .session, "resource names the role, both allow", boundary: .allows, session: .allows, resource: gives(.role), .allow, .resource),
        // What it gives to the account is the account's to hand on.
        Line(.user, "resource names the account", resource: gives(.account), .implicitDeny, .identity),
        Line(.user, "resource names the account, identity allows", identity: .allows, resource: gives(.account), .allow, .identity),
        Line(.session, "resource names the account", resource: gives(.account), .implicitDeny, .identity),
        Line(.user, "resource names another user's account", resource: gives(.foreignAccount), .implicitDeny, .identity),

        // Boundaries and session policies allow nothing by themselves, and take away what they do not allow.
        Line(.user, "boundary allows alone", boundary: .allows, .implicitDeny, .identity),
        Line(.session, "session allows alone", session: .allows, .implicitDeny, .identity),
        Line(.user, "identity and boundary allow", identity: .allows, boundary: .allows, .allow, .identity),
        Line(.user, "identity allows, the boundary nothing", identity: .allows, boundary: .nothing, .implicitDeny, .boundary),
        Line(.session, "all three allow", identity: .allows, boundary: .allows, session: .allows, .allow, .identity),
        Line(
            .session, "identity and session allow, the boundary nothing", identity: .allows, boundary: .nothing, session: .allows,
            .implicitDeny, .boundary),
        Line(
            .session, "identity and boundary allow, the session nothing", identity: .allows, boundary: .allows, session: .nothing,
            .implicitDeny, .session),

        // Between accounts both sides must allow.
        Line(.foreignUser, "identity alone", identity: .allows, .implicitDeny, .resource),
        Line(.foreignUser, "resource alone, naming the user", resource: gives(.foreignUser), .implicitDeny, .identity),
        Line(.foreignUser, "resource alone, naming everyone", resource: gives(.everyone), .implicitDeny, .identity),
        Line(.foreignUser, "both, naming the user", identity: .allows, resource: gives(.foreignUser), .allow, .identity),
        Line(.foreignUser, "both, naming the account", identity: .allows, resource: gives(.foreignAccount), .allow, .identity),
        Line(.foreignUser, "both, naming everyone", identity: .allows, resource: gives(.everyone), .allow, .identity),
        Line(.foreignUser, "resource names one of that name here", identity: .allows, resource: gives(.user), .implicitDeny, .resource),
        Line(
            .foreignUser, "both, the boundary nothing", identity: .allows, boundary: .nothing, resource: gives(.foreignUser), .implicitDeny,
            .boundary),
        Line(.foreignUser, "both, identity denies", identity: .denies, resource: gives(.foreignUser), .explicitDeny, .explicitDeny),
        Line(
            .foreignUser, "both, resource denies its account", identity: .allows, resource: takes(.foreignAccount), .explicitDeny,
            .explicitDeny),
        Line(.foreignSession, "both, naming the role", identity: .allows, resource: gives(.foreignRole), .allow, .identity),
        Line(
            .foreignSession, "both, the session nothing", identity: .allows, session: .nothing, resource: gives(.foreignRole),
            .implicitDeny,
            .session),
        Line(.foreignSession, "denied to all but the role", identity: .allows, resource: takesFromAllBut(.foreignRole), .allow, .identity),
        Line(.foreignRoot, "nothing", .implicitDeny, .resource),
        Line(.foreignRoot, "resource names its account", resource: gives(.foreignAccount), .allow, .resource),
        Line(.service, "resource names the service", resource: gives(.service), .allow, .resource),
        Line(.service, "denied to all but the service", resource: takesFromAllBut(.service), .allow, .resource),
        Line(.anonymous, "resource names everyone", resource: gives(.everyone), .allow, .resource),
        Line(.anonymous, "resource names the account", resource: gives(.account), .implicitDeny, .resource),
    ]

    private static func policy(_ kind: NamedPolicy.Kind, _ statements: [String]) throws -> NamedPolicy {
        let text = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        return NamedPolicy(
            name: "p", kind: kind, document: try PolicyDocument(parsing: text, kind: kind == .resource ? .resource : .identity))
    }

    private static func policy(_ kind: NamedPolicy.Kind, _ says: Says) throws -> NamedPolicy {
        let about = says == .nothing ? "sqs:*" : "s3:*"
        return try policy(kind, [#"{"Effect":"\#(says == .denies ? "Deny" : "Allow")","Action":"\#(about)","Resource":"*"}"#])
    }

    static func explain(_ line: Line) throws -> Explanation {
        let context = RequestContext(
            principal: try line.caller.principal(), action: "s3:GetObject", resource: "arn:aws:s3:::b/k", resourceAccount: AccountID(own))
        var policies: [NamedPolicy] = []
        for (kind, says) in [(NamedPolicy.Kind.identity, line.identity), (.boundary, line.boundary), (.session, line.session)] {
            if let says { policies.append(try policy(kind, says)) }
        }
        let resource = line.resource.map { effect, element, name in
            #"{"Effect":"\#(effect.rawValue)","\#(element)":\#(name.rawValue),"Action":"s3:*","Resource":"*"}"#
        }
        let resourcePolicies = resource.isEmpty ? [] : [try policy(.resource, resource)]
        let explanation = Evaluator.explain(context, policies: policies, resourcePolicies: resourcePolicies)
        #expect(explanation.decision == Evaluator.decide(context, policies: policies, resourcePolicies: resourcePolicies))
        return explanation
    }

    @Test(arguments: lines)
    func `AWS's logic`(line: Line) throws {
        let explanation = try Self.explain(line)
        #expect(explanation.decision.outcome == line.outcome, "\(explanation)")
        #expect(explanation.steps.last?.question == line.question, "\(explanation.steps)")
        #expect(explanation.steps.last?.answer == (line.outcome == .allow ? .allows : .denies))
        #expect(explanation.steps.dropLast().allSatisfy { $0.answer == .passes })
    }

    @Test func `the questions come in AWS's order`() throws {
        let order: [Explanation.Question] = [.explicitDeny, .root, .resource, .boundary, .session, .identity]
        for line in Self.lines {
            // What the resource gives to a role is asked about again, once boundary and session policies have not taken it away.
            let steps = try Self.explain(line).steps
            let asked = (steps.last?.question == .resource ? steps.dropLast() : steps[...]).compactMap { order.firstIndex(of: $0.question) }
            #expect(asked == asked.sorted(), "\(line.testDescription)")
        }
    }

    // MARK: Conditions

    enum Key { case values([String]), absent, unknown }

    static let conditions: [(String, Key, allows: Bool, denies: Bool)] = [
        // A key that the request does not have.
        (#"{"StringEquals":{"x:k":"a"}}"#, .absent, false, false), (#"{"StringNotEquals":{"x:k":"a"}}"#, .absent, true, true),
        (#"{"StringEqualsIfExists":{"x:k":"a"}}"#, .absent, true, true), (#"{"StringNotEqualsIfExists":{"x:k":"a"}}"#, .absent, true, true),
        (#"{"NumericLessThan":{"x:k":"1"}}"#, .absent, false, false), (#"{"NumericLessThanIfExists":{"x:k":"1"}}"#, .absent, true, true),
        (#"{"Bool":{"x:k":"true"}}"#, .absent, false, false), (#"{"BoolIfExists":{"x:k":"true"}}"#, .absent, true, true),
        (#"{"IpAddress":{"x:k":"10.0.0.0/8"}}"#, .absent, false, false), (#"{"NotIpAddress":{"x:k":"10.0.0.0/8"}}"#, .absent, true, true),
        (#"{"ArnLike":{"x:k":"arn:aws:s3:::*"}}"#, .absent, false, false),
        (#"{"ArnNotLike":{"x:k":"arn:aws:s3:::*"}}"#, .absent, true, true),
        (#"{"DateLessThan":{"x:k":"2026-01-01"}}"#, .absent, false, false),
        (#"{"BinaryEquals":{"x:k":"eA=="}}"#, .absent, false, false),
        (#"{"Null":{"x:k":"true"}}"#, .absent, true, true), (#"{"Null":{"x:k":"false"}}"#, .absent, false, false),
        // Sets: all of none is true, and any of none is false, whatever is asked of each.
        (#"{"ForAllValues:StringEquals":{"x:k":"a"}}"#, .absent, true, true),
        (#"{"ForAllValues:StringNotEquals":{"x:k":"a"}}"#, .absent, true, true),
        (#"{"ForAnyValue:StringEquals":{"x:k":"a"}}"#, .absent, false, false),
        (#"{"ForAnyValue:StringNotEquals":{"x:k":"a"}}"#, .absent, false, false),
        (#"{"ForAnyValue:StringEqualsIfExists":{"x:k":"a"}}"#, .absent, true, true),
        (#"{"ForAllValues:StringEquals":{"x:k":"a"},"Null":{"x:k":"false"}}"#, .absent, false, false),
        // A key with values.
        (#"{"ForAllValues:StringEquals":{"x:k":["a","b"]}}"#, .values(["a", "b"]), true, true),
        (#"{"ForAllValues:StringEquals":{"x:k":["a","b"]}}"#, .values(["a", "c"]), false, false),
        (#"{"ForAnyValue:StringEquals":{"x:k":["a","b"]}}"#, .values(["c", "b"]), true, true),
        (#"{"ForAnyValue:StringEquals":{"x:k":["a","b"]}}"#, .values(["c"]), false, false),
        (#"{"ForAllValues:StringNotEquals":{"x:k":["a"]}}"#, .values(["a", "b"]), false, false),
        (#"{"ForAnyValue:StringNotEquals":{"x:k":["a"]}}"#, .values(["a", "b"]), true, true),
        (#"{"StringEquals":{"x:k":["a","b"]}}"#, .values(["b"]), true, true),
        (#"{"StringNotEquals":{"x:k":["a","b"]}}"#, .values(["b"]), false, false),
        (#"{"StringNotEquals":{"x:k":["a","b"]}}"#, .values(["c"]), true, true),
        (#"{"StringEqualsIfExists":{"x:k":"a"}}"#, .values(["b"]), false, false),
        (#"{"Null":{"x:k":"true"}}"#, .values(["a"]), false, false), (#"{"Null":{"x:k":"false"}}"#, .values(["a"]), true, true),
        // All operators, and all keys of one, must hold.
        (#"{"StringEquals":{"x:k":"a","x:l":"a"}}"#, .values(["a"]), false, false),
        (#"{"StringEquals":{"x:k":"a"},"StringLike":{"x:k":"b*"}}"#, .values(["a"]), false, false),
        // A key that is not known: nothing is allowed by it, and all that it could deny is denied.
        (#"{"StringEquals":{"x:k":"a"}}"#, .unknown, false, true), (#"{"StringNotEquals":{"x:k":"a"}}"#, .unknown, false, true),
        (#"{"ForAllValues:StringEquals":{"x:k":"a"}}"#, .unknown, false, true), (#"{"Null":{"x:k":"true"}}"#, .unknown, false, true),
        (#"{"StringEqualsIfExists":{"x:k":"a"}}"#, .unknown, false, true),
    ]

    @Test(arguments: conditions)
    func `a condition by operator and presence of its key`(condition: String, key: Key, allows: Bool, denies: Bool) throws {
        var context = RequestContext(
            principal: try Caller.user.principal(), action: "x:Do", resource: "arn:aws:x:::r", resourceAccount: AccountID(Self.own))
        context.set("x:l", [])
        switch key {
        case .values(let values): context.set("x:k", values)
        case .absent: context.set("x:k", [])
        case .unknown: break
        }
        func explain(_ statements: String...) throws -> Explanation {
            Evaluator.explain(context, policies: [try Self.policy(.identity, statements)])
        }
        let all = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
        let allowing = try explain(#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":\#(condition)}"#)
        let denying = try explain(all, #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":\#(condition)}"#)
        #expect((allowing.decision.isAllowed, denying.decision.outcome == .explicitDeny) == (allows, denies))
        #expect((allowing.findings[0].applies, denying.findings[1].applies) == (allows, denies))
    }
}
