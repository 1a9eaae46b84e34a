import Core
import Policies
import Testing

/// Whom a role's trust policy lets in by a provider's word. Source: IAM User Guide, "Federated user sessions as principals".
struct WebIdentityTests {
    private static let provider = "arn:aws:iam::123456789012:oidc-provider/idp.example.com/a"

    private func isAllowed(_ statements: String...) throws -> Bool {
        let text = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        // Some of them are no trust policies that IAM takes today, but were once.
        let document = try PolicyDocument(parsing: text, kind: .trust, isStored: true)
        let trust = NamedPolicy(name: "r", kind: .trust, document: document)
        var context = RequestContext(
            principal: .webIdentity(provider: Self.provider, subject: "alice"), action: "sts:AssumeRoleWithWebIdentity",
            resource: "arn:aws:iam::123456789012:role/r", resourceAccount: AccountID("123456789012"))
        context.set("idp.example.com/a:sub", "alice")
        context.set("idp.example.com/a:amr", ["pwd", "otp"])
        context.set("idp.example.com/a:email", [])
        return Evaluator.decide(context, policies: [], resourcePolicies: [trust], requiresResourcePolicy: true).isAllowed
    }

    private func statement(_ principal: String, effect: String = "Allow", condition: String = "{}") -> String {
        #"{"Effect":"\#(effect)",\#(principal),"Action":"sts:AssumeRoleWithWebIdentity","Condition":\#(condition)}"#
    }

    private static let named = #""Principal":{"Federated":"\#(provider)"}"#

    @Test func `the provider that is named lets in whom it vouches for`() throws {
        #expect(try isAllowed(statement(Self.named)))
        #expect(try isAllowed(statement(#""Principal":{"Federated":["accounts.google.com","\#(Self.provider)"]}"#)))
    }

    @Test(arguments: [
        #""Principal":"*""#, #""Principal":{"AWS":"*"}"#, #""Principal":{"AWS":"arn:aws:iam::123456789012:root"}"#,
        #""Principal":{"Federated":"\#(provider)2"}"#, #""Principal":{"Federated":"idp.example.com"}"#,
        #""Principal":{"Service":"lambda.amazonaws.com"}"#, #""NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"}"#,
        #""NotPrincipal":{"Federated":"accounts.google.com"}"#,
    ])
    func `nothing else does`(principal: String) throws {
        #expect(try !isAllowed(statement(principal)))
    }

    @Test(arguments: [#""Principal":"*""#, named, #""NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"}"#])
    func `a denial to everyone counts`(principal: String) throws {
        #expect(try !isAllowed(statement(Self.named), statement(principal, effect: "Deny")))
    }

    @Test(arguments: [
        (#"{"StringEquals":{"idp.example.com/a:sub":"alice"}}"#, true), (#"{"StringEquals":{"idp.example.com/a:sub":"bob"}}"#, false),
        (#"{"ForAnyValue:StringEquals":{"idp.example.com/a:amr":"otp"}}"#, true),
        (#"{"Null":{"idp.example.com/a:email":"true"}}"#, true), (#"{"StringEquals":{"idp.example.com/a:email":"a"}}"#, false),
        // Nobody has said what these are.
        (#"{"StringNotEquals":{"idp.example.com/a:groups":"admins"}}"#, false), (#"{"Null":{"idp.example.com/a:groups":"true"}}"#, false),
        (#"{"StringNotEquals":{"aws:PrincipalType":"User"}}"#, false),
    ])
    func `what the token says`(condition: String, allows: Bool) throws {
        #expect(try isAllowed(statement(Self.named, condition: condition)) == allows)
    }

    @Test func `a claim that nobody knows denies`() throws {
        let denial = statement(Self.named, effect: "Deny", condition: #"{"StringEquals":{"idp.example.com/a:groups":"bad"}}"#)
        #expect(try !isAllowed(statement(Self.named), denial))
    }

    @Test(arguments: ["alice", "*", "", "https://idp.example.com", "arn:aws:iam::123456789012:role/r", "arn:aws:iam::1:oidc-provider/a.b"])
    func `a trust policy names no provider that cannot be one`(name: String) throws {
        let text = #"{"Statement":[\#(statement(#""Principal":{"Federated":"\#(name)"}"#))]}"#
        #expect(throws: PolicyError.self) { try PolicyDocument(parsing: text, kind: .trust) }
        _ = try PolicyDocument(parsing: text, kind: .trust, isStored: true)
    }
}
