import Policies
import Core
import Testing

/// What policies decide. Source: IAM User Guide, "Policy evaluation logic".
struct EvaluatorTests {
    private let account: AccountID
    private let role: Principal

    init() throws {
        account = try #require(AccountID("123456789012"))
        role = .roleSession(
            account: account, roleName: "reader", rolePath: "/", roleID: "AROAEXAMPLE", sessionName: "f", accessKeyID: "ASIAEXAMPLE")
    }

    private func policy(_ statements: String, kind: PolicyKind = .identity) throws -> NamedPolicy {
        let document = try PolicyDocument(parsing: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, kind: kind)
        return NamedPolicy(name: "p", kind: kind == .identity ? .identity : .resource, document: document)
    }

    private func context(_ action: String, _ resource: String, as principal: Principal? = nil) -> RequestContext {
        RequestContext(principal: principal ?? role, action: action, resource: resource, resourceAccount: account)
    }

    private func decide(
        _ statements: String, _ action: String = "s3:GetObject", _ resource: String = "arn:aws:s3:::b/k"
    ) throws -> Decision { Evaluator.decide(context(action, resource), policies: [try policy(statements)]) }

    @Test func `without a policy nothing is allowed`() {
        let decision = Evaluator.decide(context("s3:GetObject", "arn:aws:s3:::b/k"), policies: [])
        #expect(decision.outcome == .implicitDeny)
        #expect(decision.missing == .identity)
    }

    @Test func `an account's root needs no policy`() {
        #expect(Evaluator.decide(context("s3:GetObject", "arn:aws:s3:::b/k", as: .accountRoot(account)), policies: []).isAllowed)
    }

    @Test(arguments: [
        (#""Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k""#, true),
        (#""Action":"S3:getobject","Resource":"arn:aws:s3:::b/k""#, true),
        (#""Action":["s3:PutObject","s3:Get*"],"Resource":"*""#, true),
        (#""Action":"*","Resource":"arn:aws:s3:::b/*""#, true),
        (#""Action":"s3:GetObjec?","Resource":"arn:aws:s3:::?/k""#, true),
        (#""Action":"s3:PutObject","Resource":"*""#, false),
        (#""Action":"s3:GetObject","Resource":"arn:aws:s3:::b/K""#, false),
        (#""Action":"s3:GetObject","Resource":"arn:aws:s3:::b""#, false),
        (#""NotAction":"s3:PutObject","Resource":"*""#, true),
        (#""NotAction":"s3:Get*","Resource":"*""#, false),
        (#""Action":"s3:GetObject","NotResource":"arn:aws:s3:::other/*""#, true),
        (#""Action":"s3:GetObject","NotResource":"arn:aws:s3:::b/*""#, false),
    ])
    func `actions and resources match with wildcards, actions in any case`(elements: String, isAllowed: Bool) throws {
        #expect(try decide(#"{"Effect":"Allow",\#(elements)}"#).isAllowed == isAllowed)
    }

    @Test func `an explicit deny wins`() throws {
        let decision = try decide(
            #"{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"No","Effect":"Deny","Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"}"#
        )
        #expect(decision.outcome == .explicitDeny)
        #expect(decision.deciding?.sid == "No")
    }

    @Test(arguments: [
        (#"{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}"#, true),
        (#"{"StringEquals":{"AWS:principalaccount":["1","123456789012"]}}"#, true),
        (#"{"StringEquals":{"aws:PrincipalAccount":"210987654321"}}"#, false),
        (#"{"StringLike":{"s3:prefix":"photos/*"}}"#, true),
        (#"{"StringLike":{"s3:prefix":"Photos/*"}}"#, false),
        (#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/reader"}}"#, true),
        (#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/read*"}}"#, true),
        (#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/*"}}"#, false),
        (#"{"StringEquals":{"aws:PrincipalAccount":"123456789012","s3:prefix":"other"}}"#, false),
        (#"{"StringEquals":{"s3:delimiter":"/"}}"#, false),
        (#"{"StringEqualsIfExists":{"s3:delimiter":"/"}}"#, true),
    ])
    func `conditions`(condition: String, isAllowed: Bool) throws {
        var context = context("s3:ListBucket", "arn:aws:s3:::b")
        context.set("s3:prefix", "photos/2026")
        context.set("s3:delimiter", [])
        let decision = Evaluator.decide(
            context, policies: [try policy(#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":\#(condition)}"#)])
        #expect(decision.isAllowed == isAllowed)
    }

    @Test func `of a key that cannot be known an allow does not apply, a deny does, and the decision says so`() throws {
        let condition = #""Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#
        let allowed = try decide(#"{"Effect":"Allow","Action":"*","Resource":"*",\#(condition)}"#)
        #expect(allowed.outcome == .implicitDeny)
        #expect(allowed.reason.lowercased().contains("aws:principalorgid"))
        let denied = try decide(
            #"{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*",\#(condition)}"#)
        #expect(denied.outcome == .explicitDeny)
        #expect(denied.reason.lowercased().contains("aws:principalorgid"))
    }

    @Test(arguments: [
        ("arn:aws:s3:::photos", "123456789012", true), ("arn:aws:s3:::other", "123456789012", false),
        ("arn:aws:s3:::photos", "210987654321", false),
    ])
    func `a service is let in by the resource's policy alone`(source: String, sourceAccount: String, isAllowed: Bool) throws {
        let resource = try policy(
            """
            {"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*","Condition":
            {"StringEquals":{"AWS:SourceAccount":"123456789012"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::photos"}}}
            """, kind: .resource)
        var context = RequestContext(
            principal: .service("s3.amazonaws.com"), action: "lambda:InvokeFunction",
            resource: "arn:aws:lambda:us-east-1:123456789012:function:f", resourceAccount: account)
        context.set("aws:SourceArn", source)
        context.set("aws:SourceAccount", sourceAccount)
        #expect(Evaluator.decide(context, policies: [], resourcePolicies: [resource], requiresResourcePolicy: true).isAllowed == isAllowed)
    }

    @Test func `another account needs both sides`() throws {
        let stranger = Principal.accountRoot(try #require(AccountID("210987654321")))
        let open = try policy(#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}"#, kind: .resource)
        let request = context("s3:GetObject", "arn:aws:s3:::b/k", as: stranger)
        #expect(!Evaluator.decide(request, policies: []).isAllowed)
        #expect(Evaluator.decide(request, policies: [], resourcePolicies: [open]).isAllowed)
    }

    @Test func `nobody in particular gets what a policy gives to everyone`() throws {
        let open = try policy(
            #"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/public/*"}"#, kind: .resource)
        #expect(
            Evaluator.decide(context("s3:GetObject", "arn:aws:s3:::b/public/a", as: .anonymous), policies: [], resourcePolicies: [open])
                .isAllowed)
        #expect(
            !Evaluator.decide(context("s3:GetObject", "arn:aws:s3:::b/a", as: .anonymous), policies: [], resourcePolicies: [open]).isAllowed
        )
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"Version":"2012-10-17"}"#, #"{"Version":"2999-01-01","Statement":[]}"#,
        #"{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}"#, #"{"Statement":[{"Effect":"Allow","Resource":"*"}]}"#,
        #"{"Statement":[{"Effect":"Allow","Action":"*"}]}"#, #"{"Statement":[{"Effect":"Allow","Action":"nonsense","Resource":"*"}]}"#,
        #"{"Statement":[{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}]}"#,
    ])
    func `a document that is no policy is refused`(text: String) {
        #expect(throws: PolicyError.self) { try PolicyDocument(parsing: text, kind: .identity) }
    }
}
