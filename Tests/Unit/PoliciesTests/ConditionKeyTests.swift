import Core
import Testing

@testable import Policies

/// What is known of a condition key. Source: Service Authorization Reference; IAM User Guide, "IAM JSON policy elements: Condition
/// operators".
struct ConditionKeyTests {
    private func context(_ action: String, as principal: Principal = .anonymous) throws -> RequestContext {
        RequestContext(
            principal: principal, action: action, resource: "arn:aws:s3:::b/k", resourceAccount: try #require(AccountID("123456789012")))
    }

    private func session() throws -> Principal {
        .roleSession(
            account: try #require(AccountID("123456789012")), roleName: "r", rolePath: "/", roleID: "AROA", sessionName: "s",
            accessKeyID: "ASIA")
    }

    private func decide(_ context: RequestContext, _ statement: String) throws -> Decision.Outcome {
        let text = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},\#(statement)]}"#
        return Evaluator.decide(
            context, policies: [NamedPolicy(name: "p", kind: .identity, document: try PolicyDocument(parsing: text, kind: .identity))]
        ).outcome
    }

    private func allow(_ condition: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":\#(condition)}}"#
    }

    private func isAllowed(_ context: RequestContext, _ condition: String) throws -> Bool {
        let document = try PolicyDocument(parsing: allow(condition), kind: .identity)
        return Evaluator.decide(context, policies: [NamedPolicy(name: "p", kind: .identity, document: document)]).isAllowed
    }

    /// The whole table: each key is absent for certain where its action does not have it, and not known where it has it, until somebody says.
    @Test func `no key of a service is known before its operation says what it is`() throws {
        #expect(ConditionKeys.all.count > 60)
        let actions = Set(ConditionKeys.all.flatMap { ConditionKeys.actions(of: $0) ?? [] }).union([
            "s3:GetObject", "s3:GetObjectVersion", "lambda:GetFunction", "kms:ListKeys", "iam:GetRole", "sts:AssumeRole",
            "logs:GetLogEvents",
        ])
        for key in ConditionKeys.all {
            for action in actions {
                let has = ConditionKeys.actions(of: key)?.contains(action) ?? action.hasPrefix(key.prefix { $0 != ":" } + ":")
                var context = try context(action, as: session())
                #expect(context.presence(of: key) == (has ? .unknown : .absent), "\(key) of \(action)")
                let deny = #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"\#(key)":"v"}}}"#
                #expect(try decide(context, deny) == (has ? .explicitDeny : .allow), "\(key) of \(action)")
                context.set(key.uppercased(), "v")
                #expect(context.presence(of: key) == (has ? .present(["v"]) : .absent), "\(key) of \(action)")
                context.set(key, [])
                #expect(context.presence(of: key) == .absent, "\(key) of \(action)")
                #expect(try decide(context, deny) == .allow)
            }
        }
    }

    @Test(arguments: [
        ("StringEquals", false), ("StringNotEquals", true), ("StringLike", false), ("StringNotLike", true), ("StringEqualsIfExists", true),
        ("StringNotEqualsIfExists", true), ("ForAllValues:StringEquals", true), ("ForAnyValue:StringEquals", false),
        ("ForAnyValue:StringNotEquals", false), ("ForAllValues:StringNotEquals", true),
    ])
    func `what is absent is not empty, and what is not known is neither`(condition: String, isAllowed: Bool) throws {
        for text in ["", "*", "photos/"] {
            var context = try context("s3:ListBucket", as: session())
            let condition = #"{"\#(condition)":{"s3:prefix":"\#(text)"}}"#
            #expect(try !self.isAllowed(context, condition), "not known")
            context.set("s3:prefix", [])
            #expect(try self.isAllowed(context, condition) == isAllowed, "absent")
        }
        var empty = try context("s3:ListBucket", as: session())
        empty.set("s3:prefix", "")
        #expect(try self.isAllowed(empty, #"{"StringEquals":{"s3:prefix":""}}"#))
        #expect(try self.isAllowed(empty, #"{"Null":{"s3:prefix":"false"}}"#))
        #expect(try !self.isAllowed(empty, #"{"Null":{"s3:prefix":"true"}}"#))
        empty.set("s3:prefix", [])
        #expect(try self.isAllowed(empty, #"{"Null":{"s3:prefix":"true"}}"#))
        #expect(try !self.isAllowed(empty, #"{"Null":{"s3:prefix":"false"}}"#))
    }

    @Test func `of a family all are known at once`() throws {
        var context = try context("s3:PutObject", as: session())
        #expect(context.presence(of: "s3:requestobjecttag/a") == .unknown)
        context.set(family: "s3:RequestObjectTag/", ["A": "1", "a": "2", "b": "3"])
        #expect(context.presence(of: "s3:requestobjecttag/a") == .present(["1", "2"]))
        #expect(context.presence(of: "s3:requestobjecttag/c") == .absent)
        // PutObject knows nothing of the tags of an object that it replaces.
        #expect(context.presence(of: "s3:existingobjecttag/a") == .absent)
    }

    @Test func `a session has keys that nobody else has`() throws {
        let root = Principal.accountRoot(try #require(AccountID("123456789012")))
        for key in ["aws:tokenissuetime", "aws:principaltag/team"] {
            #expect(try context("s3:GetObject", as: root).presence(of: key) == .absent)
            #expect(try context("s3:GetObject", as: session()).presence(of: key) == .unknown)
        }
        for key in ["aws:sourcearn", "aws:sourceaccount"] {
            #expect(try context("s3:GetObject", as: session()).presence(of: key) == .absent)
            #expect(try context("lambda:InvokeFunction", as: .service("s3.amazonaws.com")).presence(of: key) == .unknown)
        }
        for key in ["aws:currenttime", "aws:sourceip", "aws:principalorgid", "aws:tagkeys", "aws:requesttag/a", "lambda:sourcefunctionarn"]
        {
            #expect(try context("s3:GetObject", as: session()).presence(of: key) == .unknown)
        }
    }

    @Test(arguments: [
        (#""Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}""#, "Allow", false),
        (#""Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}""#, "Deny", true),
        (#""Resource":"arn:aws:s3:::c/${aws:PrincipalTag/team}""#, "Deny", false),
        (#""NotResource":"arn:aws:s3:::b/${aws:PrincipalTag/team}""#, "Allow", false),
        (#""NotResource":"arn:aws:s3:::b/${aws:PrincipalTag/team}""#, "Deny", true),
        (#""NotResource":"arn:aws:s3:::c/${aws:PrincipalTag/team}""#, "Allow", true),
        (#""Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team, 'k'}""#, "Allow", false),
        (#""Resource":"arn:aws:s3:::b/${aws:username}""#, "Allow", false),
        (#""Resource":"arn:aws:s3:::b/${aws:username}""#, "Deny", false),
        (#""Resource":"arn:aws:s3:::b/${aws:username, 'k'}""#, "Allow", true),
        (#""Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"${aws:PrincipalTag/team}"}}"#, "Allow", false),
        (#""Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"${aws:PrincipalTag/team}"}}"#, "Deny", true),
        (#""Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"${aws:PrincipalTag/team}"}}"#, "Allow", false),
    ])
    func `a variable that is not known gives nothing and takes all`(elements: String, effect: String, applies: Bool) throws {
        let context = try context("s3:GetObject", as: session())
        let statement = #"{"Effect":"\#(effect)","Action":"*",\#(elements)}"#
        if effect == "Deny" {
            #expect(try decide(context, statement) == (applies ? .explicitDeny : .allow))
        } else {
            let text = #"{"Version":"2012-10-17","Statement":\#(statement)}"#
            let document = try PolicyDocument(parsing: text, kind: .identity)
            let decision = Evaluator.decide(context, policies: [NamedPolicy(name: "p", kind: .identity, document: document)])
            #expect(decision.isAllowed == applies)
        }
    }
}
