import Core
import Policies
import Testing

/// What a decision tells of the way to it.
struct ExplanationTests {
    private let account: AccountID
    private let context: RequestContext

    init() throws {
        account = try #require(AccountID("123456789012"))
        var context = RequestContext(
            principal: .user(account: account, name: "ann", path: "/", id: "AIDAANN"), action: "s3:GetObject", resource: "arn:aws:s3:::b/k",
            resourceAccount: account)
        context.set("aws:SourceIp", ["192.0.2.1"])
        context.set("aws:Referer", [])
        self.context = context
    }

    private func policy(_ statements: String, kind: NamedPolicy.Kind = .identity) throws -> NamedPolicy {
        NamedPolicy(
            name: "p", kind: kind,
            document: try PolicyDocument(
                parsing: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, kind: kind == .resource ? .resource : .identity))
    }

    private func finding(_ statement: String, kind: NamedPolicy.Kind = .identity) throws -> Explanation.Finding {
        let policy = try policy(statement, kind: kind)
        let own = kind == .resource ? [] : [policy]
        let explanation = Evaluator.explain(context, policies: own, resourcePolicies: kind == .resource ? [policy] : [])
        return try #require(explanation.findings.first)
    }

    @Test(arguments: [
        (#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#, "applies"),
        (#"{"Effect":"Allow","Action":"s3:Put*","Resource":"*"}"#, "does not apply: it is about other actions"),
        (#"{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}"#, "does not apply: it is about other actions"),
        (#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::c/*"}"#, "does not apply: it is about other resources"),
        (#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:userid}"}"#, "does not apply: it is about other resources"),
        (
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}"#,
            "does not apply: IpAddress of aws:SourceIp fails, which is 192.0.2.1"
        ),
        (
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:referer":"http*"}}}"#,
            "does not apply: StringLike of aws:referer fails, which the request does not have"
        ),
        (
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringLike":{"s3:TlsVersion":"1*"}}}"#,
            "cannot be judged: ForAnyValue:StringLike asks for s3:TlsVersion, or for a key in its values, of which nothing is known"
        ),
    ])
    func `each statement says why it applies or not`(statement: String, why: String) throws {
        #expect(try finding(statement).verdict.description == why)
    }

    @Test func `a statement that names somebody else says so`() throws {
        let other = #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/bob"},"Action":"*","Resource":"*"}"#
        #expect(try finding(other, kind: .resource).verdict == .otherPrincipal)
    }

    @Test func `a condition that fails is told before one that is not known`() throws {
        let statement =
            #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"s3:TlsVersion":"1","aws:SourceIp":"x"}}}"#
        let found = try finding(statement)
        guard case .conditionFails(let condition) = found.verdict else {
            Issue.record("\(found.verdict)")
            return
        }
        #expect(condition.key == "aws:SourceIp")
        #expect(!found.applies)
    }

    @Test func `a request that nobody makes has what is supposed, and nothing else`() throws {
        var context = RequestContext(
            principal: .user(account: account, name: "ann", path: "/", id: ""), action: "s3:GetObject", resource: "*",
            resourceAccount: account)
        #expect(context.presence(of: "aws:sourceip") == .unknown)
        context.isWhole = true
        #expect(context.presence(of: "aws:sourceip") == .absent)
        // A request for this action has no such key; one that is only supposed has.
        context.set("s3:prefix", ["a"])
        #expect(context.presence(of: "s3:prefix") == .absent)
        context.suppose("S3:Prefix", ["a"])
        #expect(context.presence(of: "s3:prefix") == .present(["a"]))
    }

    // MARK: Where statements stand

    private func places(_ text: String) -> [[Int]] {
        StatementPlace.all(in: text).map { [$0.start.line, $0.start.column, $0.end.line, $0.end.column] }
    }

    @Test func `places of statements are those that AWS tells`() {
        // AWS CLI Command Reference, simulate-custom-policy: column 38 to 167.
        let single =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#
        #expect(places(single) == [[1, 38, 1, 167]])
        // API_SimulatePrincipalPolicy, "Same-Account Simulation": column 38 to 84.
        #expect(places(#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#) == [[1, 38, 1, 84]])
        // Recorded of AdministratorAccess: line 3, column 17 to line 8, column 6.
        let administrator = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": "*",
                  "Resource": "*"
                }
              ]
            }
            """
        #expect(places(administrator) == [[3, 17, 8, 6]])
        #expect(places("{\r\n\t\"Statement\":[\r\n{},\r{}]}") == [[2, 15, 3, 3], [3, 3, 4, 3]])
        #expect(places(#"{"Id":"é","Statement":[{}]}"#) == [[1, 24, 1, 26]])
        #expect(places(#"{"Id":{"Statement":[{}]},"Statement":[]}"#).isEmpty)
        #expect(places("[").isEmpty)
    }

    @Test func `the keys that a policy asks for come in its order, as it has them, each once`() throws {
        let document = try policy(
            #"""
            {"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::b/${aws:username}","arn:aws:s3:::${S3:Prefix, 'x'}"],
             "Condition":{"StringLike":{"aws:SourceIp":"${aws:PrincipalTag/Team}*"},"Null":{"AWS:UserName":"true"}}}
            """#
        ).document
        #expect(document.contextKeys == ["aws:username", "S3:Prefix", "aws:SourceIp", "aws:PrincipalTag/Team"])
    }
}
