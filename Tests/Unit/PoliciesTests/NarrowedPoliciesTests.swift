import Core
import Testing

@testable import Policies

/// For the keys of a list, policies are narrowed to what can have a say: nothing is decided otherwise, and less is looked at.
struct NarrowedPoliciesTests {
    private static let prefix = "arn:aws:s3:::b/"

    private func policy(_ kind: NamedPolicy.Kind, _ statements: [String]) throws -> NamedPolicy {
        let text = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        return NamedPolicy(
            name: "p", kind: kind, document: try PolicyDocument(parsing: text, kind: kind == .resource ? .resource : .identity))
    }

    private func context(_ action: String, _ key: String) throws -> RequestContext {
        let account = try #require(AccountID("123456789012"))
        var context = RequestContext(
            principal: .user(account: account, name: "u", path: "/", id: "AIDAU"), action: action, resource: Self.prefix + key,
            resourceAccount: account)
        context.set("aws:UserAgent", "b/agent")
        return context
    }

    private static let actions = ["s3:DeleteObject", "s3:DeleteObject*", "s3:Get*", "*", "s3:?eleteObject", "S3:deleteobjectVERSION"]
    private static let resources = [
        "*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/k", "arn:aws:s3:::b", "arn:aws:s3:::c/*", "arn:aws:s3:::*/k", "arn:aws:s3:::?/k*",
        "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::${aws:UserAgent}*",
        "arn:aws:s3:::${aws:unknown}*",
        "arn:aws:s3:::b/${aws:PrincipalTag/none, 'k'}", "arn:aws:sqs:::b",
    ]

    private func statement(_ random: inout some RandomNumberGenerator, isOfResource: Bool) -> String {
        func some(_ texts: [String]) -> String {
            texts.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).map { "\"\($0)\"" }.joined(separator: ",")
        }
        let effect = Int.random(in: 0..<3, using: &random) == 0 ? "Deny" : "Allow"
        let negations = (0..<2).map { _ in Int.random(in: 0..<5, using: &random) == 0 ? "Not" : "" }
        let principal = isOfResource ? #","Principal":{"AWS":"123456789012"}"# : ""
        return
            #"{"Effect":"\#(effect)","\#(negations[0])Action":[\#(some(Self.actions))],"\#(negations[1])Resource":[\#(some(Self.resources))]\#(principal)}"#
    }

    @Test func `narrowed policies decide as the whole ones do`() throws {
        var random = SystemRandomNumberGenerator()
        var allowed = 0
        for _ in 0..<4000 {
            let own = try (0..<Int.random(in: 0...3, using: &random)).map { number in
                try policy(
                    number == 2 ? .boundary : .identity,
                    try (0..<Int.random(in: 1...3, using: &random)).map { _ in statement(&random, isOfResource: false) })
            }
            let ofBucket =
                Bool.random(using: &random) ? [try policy(.resource, [statement(&random, isOfResource: true)])] : []
            let action = Bool.random(using: &random) ? "s3:DeleteObject" : "s3:DeleteObjectVersion"
            let (narrowedOwn, narrowedOfBucket) = (
                own.map { $0.narrowed(to: action, on: Self.prefix) }, ofBucket.map { $0.narrowed(to: action, on: Self.prefix) }
            )
            for key in ["k", "u", "other"] {
                let context = try context(action, key)
                let whole = Evaluator.decide(context, policies: own, resourcePolicies: ofBucket)
                let narrowed = Evaluator.decide(context, policies: narrowedOwn, resourcePolicies: narrowedOfBucket)
                #expect(whole == narrowed, "\(own) \(ofBucket) \(key)")
                if whole.isAllowed { allowed += 1 }
            }
        }
        #expect(allowed > 1000)
    }

    /// Counted in steps, of which a decision takes no more than are known before.
    @Test func `what is about another action or another bucket costs the keys of a list nothing`() throws {
        let elsewhere = (0..<120).map { #""arn:aws:s3:::bucket-\#($0)/*""# }.joined(separator: ",")
        let others = (0..<110).map { _ in
            #"{"Effect":"Allow","Action":"s3:*","Resource":[\#(elsewhere)]},{"Effect":"Deny","Action":"s3:Get*","Resource":"*"}"#
        }
        let policies =
            try others.map { try policy(.identity, [$0]) }
            + [
                try policy(
                    .identity, [#"{"Effect":"Allow","Action":"s3:DeleteObject","Resource":["arn:aws:s3:::b/*","arn:aws:s3:::c/*"]}"#])
            ]
        let narrowed = policies.map { $0.narrowed(to: "s3:DeleteObject", on: Self.prefix) }
        #expect(policies.reduce(0) { $0 + $1.size.resources } == 110 * 121 + 2)
        #expect(narrowed.reduce(0) { $0 + $1.size.statements } == 1 && narrowed.reduce(0) { $0 + $1.size.resources } == 1)
        #expect(narrowed.count == policies.count)
        let context = try context("s3:DeleteObject", "k")
        #expect(Evaluator.steps(context, policies: policies) > 1_000_000 && Evaluator.steps(context, policies: narrowed) < 1000)
        #expect(Evaluator.decide(context, policies: narrowed).isAllowed)
    }

    @Test func `a boundary of which nothing has a say still allows nothing`() throws {
        let own = try policy(.identity, [#"{"Effect":"Allow","Action":"*","Resource":"*"}"#])
        let boundary = try policy(.boundary, [#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#])
        let narrowed = [own, boundary].map { $0.narrowed(to: "s3:DeleteObject", on: Self.prefix) }
        #expect(!Evaluator.decide(try context("s3:DeleteObject", "k"), policies: narrowed).isAllowed)
    }

    @Test func `what is there twice is kept once, and two spellings of a letter are two`() throws {
        let text = try policy(
            .identity, [#"{"Effect":"Deny","Action":["*","*"],"Resource":["arn:aws:s3:::b/\u00e9","arn:aws:s3:::b/e\u0301"]}"#])
        #expect(text.document.statements[0].actions.patterns.count == 1 && text.size.resources == 2)
        for key in ["\u{E9}", "e\u{301}"] {
            #expect(Evaluator.decide(try context("s3:DeleteObject", key), policies: [text]).outcome == .explicitDeny)
        }
    }

    @Test func `a policy of short texts weighs many times what they do`() throws {
        let actions = (0..<500).map { "\"a:\($0)\"" }.joined(separator: ",")
        let small = try policy(.identity, [#"{"Effect":"Allow","Action":"*","Resource":"*"}"#]).document.weight
        let large = try policy(.identity, [#"{"Effect":"Allow","Action":[\#(actions)],"Resource":"*"}"#]).document.weight
        #expect(small < 2000 && large > 10 * actions.utf8.count)
    }
}
