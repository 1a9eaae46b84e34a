import Core
import Testing

@testable import Policies

/// What a decision takes at most is known before it is made.
struct MatchCostTests {
    private static func random(_ letters: [Character], _ most: Int, _ source: inout some RandomNumberGenerator) -> String {
        String((0..<Int.random(in: 0...most, using: &source)).map { _ in letters[Int.random(in: 0..<letters.count, using: &source)] })
    }

    private func context(_ values: [String: String]) throws -> RequestContext {
        let account = try #require(AccountID("123456789012"))
        var context = RequestContext(
            principal: .accountRoot(account), action: "s3:GetObject", resource: "arn:aws:s3:::b/k", resourceAccount: account)
        for (key, value) in values { context.set(key, value) }
        return context
    }

    private func steps(_ cost: MatchCost, _ text: String) -> Int { cost.steps(values: 1, bytes: text.utf8.count) }

    @Test func `no match takes more steps than its bound`() throws {
        var source = SystemRandomNumberGenerator()
        for round in 0..<5000 {
            let pattern = Self.random(["a", "b", "ä", "€", "*", "?"], round % 10 == 0 ? 300 : 12, &source)
            let text = Self.random(["a", "b", "ä", "€"], round % 10 == 0 ? 1000 : 20, &source)
            for ignoringCase in [false, true] {
                let glob = Glob(pattern)
                let taken = glob.match(text, ignoringCase: ignoringCase).steps
                #expect(taken <= steps(glob.cost(ignoringCase: ignoringCase), text), "\(pattern) \(text)")
            }
        }
    }

    @Test func `no match of values that are put in takes more steps than its bound`() throws {
        var source = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let parts = (0..<Int.random(in: 1...6, using: &source)).map { _ in
                ["${aws:UserAgent}", "${aws:Referer, 'none'}", "*", "?", "a", "b", "**?"].randomElement(using: &source) ?? "a"
            }
            let agent = Self.random(["a", "b", "ä"], 100, &source)
            let text = Self.random(["a", "b"], 20, &source) + agent + Self.random(["a", "b", "ä"], 200, &source)
            let pattern = Pattern(parts.joined(), wildcards: true, variables: true)
            let context = try context(["aws:UserAgent": agent])
            guard let glob = pattern.hasVariables ? pattern.resolved(context, true, text.utf8.count) : pattern.glob else { continue }
            let most = max(text.utf8.count, agent.utf8.count)
            #expect(glob.match(text).steps + glob.code.count <= pattern.cost().steps(values: 1, bytes: most), "\(parts) \(agent) \(text)")
        }
    }

    /// As large as a bucket's policy may be, against values as long as the headers of a request.
    @Test(arguments: [
        ("*?a*", 2000, false), ("*aab*", 2000, false), ("*aab*", 2500, true), ("*?${aws:UserAgent}*", 850, true),
        ("*" + String(repeating: "?a", count: 7000) + "*", 1, false),
    ])
    func `the worst policy is known to be long, and takes no more than is known`(pattern: String, count: Int, isEndless: Bool) throws {
        let list = Array(repeating: "\"\(pattern)\"", count: count).joined(separator: ",")
        let text = #"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":
            {"aws:Referer":[\#(list)]}}}]}
            """#
        #expect(text.utf8.count <= 20 << 10)
        let policy = NamedPolicy(name: "p", kind: .resource, document: try PolicyDocument(parsing: text, kind: .identity))
        // Headers are no longer together.
        let agent = String(repeating: "b", count: 15_000)
        let referer = String(repeating: "b", count: 15_000) + "c"
        let context = try context(["aws:UserAgent": agent, "aws:Referer": referer])
        // All are the same.
        let value = try #require(policy.document.statements.first?.conditions.first?.comparison.patterns.first)
        let glob = value.hasVariables ? value.resolved(context, false, referer.utf8.count) : value.glob
        let taken = count * (try #require(glob)).match(referer).steps
        let known = Evaluator.steps(context, policies: [policy])
        #expect(taken > Evaluator.briefSteps, "\(taken)")
        #expect(taken <= known, "\(taken) of \(known)")
        #expect(Evaluator.length(context, policies: [policy]) == (known <= Evaluator.mostSteps ? .long : .endless))
        #expect(isEndless == (known > Evaluator.mostSteps))
    }

    private func condition(_ name: String, _ values: [String]) throws -> Condition {
        try #require(Condition(operator: name, key: "kms:EncryptionContextKeys", values: values, variables: true))
    }

    private func encryption(_ values: [String], referer: String) throws -> RequestContext {
        let account = try #require(AccountID("123456789012"))
        var context = RequestContext(principal: .accountRoot(account), action: "kms:Encrypt", resource: "*", resourceAccount: account)
        context.set("kms:EncryptionContextKeys", values)
        context.set("aws:Referer", referer)
        return context
    }

    /// Something is made of each value of the request once, and of the policy's when it is compiled, not of each pair of them.
    @Test(arguments: Condition.operators.keys.sorted(), ["", "ForAnyValue:", "ForAllValues:"])
    func `no condition takes more work than its bound`(name: String, qualifier: String) throws {
        let ofPolicy = [
            "1:2:3:4:5:6:7:8", "::/0", "10.0.0.0/8", "2026-01-01", "1e-300", "7", "a:b:c:d:e:f", "arn:*:?x*:d:*e*:*?f*", "aaaa", "true",
            "*?",
            "*?z*a*", "a", "${aws:Referer}", "${aws:Referer, 'x'}*?", "*${aws:Referer}?*", String(repeating: "?a*", count: 50),
        ]
        let ofRequest = [
            "1:2:3:4:5:6:7:9", "10.1.2.3", "2026-01-02T00:00:00Z", "8", "a:b:c:d:e:", "arn:aws:x:d:e:f", "aaab", "false", "a", "",
            String(repeating: "a:", count: 100), String(repeating: "9", count: 300),
        ]
        var source = SystemRandomNumberGenerator()
        for round in 0..<30 {
            let values = (0..<Int.random(in: 0...40, using: &source)).map { _ in
                // Now and then of one kind alone.
                round < ofPolicy.count ? ofPolicy[round] : ofPolicy[Int.random(in: 0..<ofPolicy.count, using: &source)]
            }
            let actual = (0..<Int.random(in: 1...40, using: &source)).map { _ in
                ofRequest[Int.random(in: 0..<ofRequest.count, using: &source)]
            }
            let condition = try condition((name == "Null" ? "" : qualifier) + name, values)
            let context = try encryption(actual, referer: String(repeating: "ab", count: Int.random(in: 0...150, using: &source)))
            var work = ConditionWork()
            _ = condition.outcome(context, &work)
            let known = condition.cost.steps(values: context.most.values, bytes: context.most.bytes)
            #expect(work.steps <= known, "\(values) \(actual)")
            #expect(work.made <= actual.count)
            #expect(work.compared <= actual.count * max(values.count, 1))
        }
    }

    /// As many values as a role's policy and an encryption context may have.
    @Test(arguments: [
        ("IpAddress", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:9"), ("DateEquals", "2026-01-01", "2026-01-02"), ("NumericEquals", "1e-300", "7"),
        ("ArnLike", "a:b:c:d:e:", "a:b:c:d:f:"), ("BinaryEquals", "aaaa", "aaab"), ("Bool", "true", "false"), ("StringEquals", "a", "b"),
        ("StringLike", "*?z*", "b"), ("StringEquals", "${aws:Referer}", "b"), ("StringEqualsIgnoreCase", "a", "b"),
    ])
    func `many values against many are made once, and compared within what is known`(name: String, value: String, other: String) throws {
        let condition = try condition("ForAnyValue:" + name, Array(repeating: value, count: 480))
        let context = try encryption(Array(repeating: other, count: 800), referer: "c")
        var work = ConditionWork()
        #expect(condition.outcome(context, &work) == .fails)
        let known = condition.cost.steps(values: 800, bytes: context.most.bytes)
        #expect(work.made == (name.hasPrefix("String") ? 0 : 800))
        #expect(work.compared > 0 && work.compared <= 480 * 800)
        #expect(work.steps <= known)
        #expect(known > 4 * Evaluator.briefSteps || work.compared == 800)
    }

    /// What nearly everybody has is decided where it is asked.
    @Test func `a usual policy is brief`() throws {
        let agent = "aws-cli/2.15.30 Python/3.11.8 Linux/6.1.0 exe/x86_64.debian.12 prompt/off command/s3.cp"
        let key = "arn:aws:s3:::photos/" + String(repeating: "k", count: 1024)
        let account = try #require(AccountID("123456789012"))
        var context = RequestContext(principal: .accountRoot(account), action: "s3:GetObject", resource: key, resourceAccount: account)
        context.set("aws:UserAgent", agent)
        context.set("aws:SourceIp", "192.0.2.1")
        let statement = #"""
            {"Effect":"Allow","Action":["s3:GetObject","s3:Put*","s3:List*"],"Resource":["arn:aws:s3:::photos","arn:aws:s3:::photos/*/in/*"],
            "Condition":{"StringLike":{"aws:UserAgent":["aws-cli/*","*Boto3*"]},"IpAddress":{"aws:SourceIp":["192.0.2.0/24","10.0.0.0/8"]},
            "ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}}}
            """#
        let text = #"{"Version":"2012-10-17","Statement":[\#(Array(repeating: statement, count: 10).joined(separator: ","))]}"#
        let policy = NamedPolicy(name: "p", kind: .identity, document: try PolicyDocument(parsing: text, kind: .identity))
        #expect(Evaluator.steps(context, policies: [policy]) < Evaluator.briefSteps)
    }
}
