import IAM
import PeltonCore
import Testing

/// A policy is refused with a reason, or decides, always the same.
struct PolicyFuzz {
    private func context(_ account: AccountID) -> RequestContext {
        var context = RequestContext(
            principal: .roleSession(
                account: account, roleName: "r", rolePath: "/", roleID: "AROAEXAMPLE", sessionName: "s", accessKeyID: "ASIAEXAMPLE"),
            action: "s3:GetObject", resource: "arn:aws:s3:::b/home/k", resourceAccount: account, known: .s3)
        context.setEnvironment(
            now: Timestamp(seconds: 1_800_000_000), sourceIP: "10.1.2.3", isSecure: false, region: .usEast1, userAgent: "fuzz",
            referer: nil)
        context.set("s3:prefix", "home/")
        return context
    }

    @Test func `a policy decides or is refused`() throws {
        let account = try #require(AccountID("123456789012"))
        let context = context(account)
        var mutator = try Mutator(corpus: "policies", seed: 7)
        var read = 0
        for _ in 0..<Mutator.iterations(12_000) {
            let text = String(decoding: mutator.next(), as: UTF8.self)
            for kind in [PolicyKind.identity, .resource] {
                do throws(PolicyError) {
                    let policy = NamedPolicy(
                        name: "p", kind: kind == .identity ? .identity : .resource, document: try PolicyDocument(parsing: text, kind: kind))
                    read += 1
                    let first = Evaluator.decide(context, policies: [policy])
                    #expect(first.outcome == Evaluator.decide(context, policies: [policy]).outcome)
                } catch { #expect(!error.message.isEmpty) }
            }
        }
        #expect(read > 100)
    }
}
