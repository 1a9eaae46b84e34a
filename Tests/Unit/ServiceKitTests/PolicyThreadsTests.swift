import ServiceKit
import Policies
import Core
import Testing

struct PolicyThreadsTests {
    private struct Busy: Error {}

    private func isAllowed(_ patterns: Int, agent: String, _ threads: InputThreads) async throws -> Bool {
        let list = (0..<patterns).map { #""*?\#($0)z*""# }.joined(separator: ",")
        let text = #"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
            {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:UserAgent":[\#(list)]}}}]}
            """#
        let policy = NamedPolicy(name: "p", kind: .identity, document: try PolicyDocument(parsing: text, kind: .identity))
        let account = try #require(AccountID("123456789012"))
        var context = RequestContext(
            principal: .roleSession(
                account: account, roleName: "r", rolePath: "/", roleID: "AROA", sessionName: "s", accessKeyID: "ASIA"),
            action: "s3:GetObject", resource: "arn:aws:s3:::b/k", resourceAccount: account)
        context.set("aws:UserAgent", agent)
        return try await threads.turns(of: .anonymous).decide(context, policies: [policy], busy: Busy()).isAllowed
    }

    /// Such patterns and values are made for that. It is said in the log why.
    @Test func `an endless decision is no`() async throws {
        let long = String(repeating: "a", count: 200_000)
        #expect(try await !isAllowed(1000, agent: long, InputThreads(threads: 0, capacity: 0)))
    }

    @Test func `a long decision is made elsewhere, a short one at once`() async throws {
        let long = String(repeating: "a", count: 30_000)
        // Nobody ever does what waits here.
        let none = InputThreads(threads: 0, capacity: 0)
        #expect(try await isAllowed(10, agent: "aws-cli/2.0", none))
        #expect(try await !isAllowed(10, agent: "x5z", none))
        await #expect(throws: Busy.self) { try await isAllowed(1000, agent: long, none) }
        let some = InputThreads(threads: 1, capacity: 8)
        #expect(try await isAllowed(1000, agent: long, some))
        #expect(try await !isAllowed(1000, agent: long + "999z", some))
        some.stop()
    }
}
