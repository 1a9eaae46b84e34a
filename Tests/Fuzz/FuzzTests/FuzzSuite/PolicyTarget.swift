internal import Policies
internal import Core
internal import SigV4

/// A policy is refused with a reason, or decides, always the same; one of a form too.
enum PolicyTarget {
    private static let fields = [("key", "u/1"), ("acl", "private"), ("x-amz-meta-a", ""), ("file", "")]
    /// In 2029.
    private static let now = Timestamp(seconds: 1_861_920_000)

    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let isTaken = [try decide(text, .identity, .identity), try decide(text, .resource, .resource), checkForm(bytes)]
        return isTaken.contains(true)
    }

    private static func decide(_ text: String, _ kind: PolicyKind, _ source: NamedPolicy.Kind) throws(Broken) -> Bool {
        let document: PolicyDocument
        do throws(PolicyError) { document = try PolicyDocument(parsing: text, kind: kind) } catch {
            try hold(!error.message.isEmpty, "A policy is refused without a reason.")
            return false
        }
        guard let account = AccountID("123456789012") else { return false }
        let context = context(account)
        let policy = NamedPolicy(name: "p", kind: source, document: document)
        let outcome = Evaluator.decide(context, policies: [policy]).outcome
        try hold(outcome == Evaluator.decide(context, policies: [policy]).outcome, "A policy decides once like this and once like that.")
        return true
    }

    private static func checkForm(_ bytes: [UInt8]) -> Bool {
        guard let policy = try? PostPolicy(base64: Base64.encode(bytes)) else { return false }
        _ = try? policy.check(fields: fields, bucket: "b", now: now)
        return true
    }

    private static func context(_ account: AccountID) -> RequestContext {
        var context = RequestContext(
            principal: .roleSession(
                account: account, roleName: "r", rolePath: "/", roleID: "AROAEXAMPLE", sessionName: "s", accessKeyID: "ASIAEXAMPLE"),
            action: "s3:GetObject", resource: "arn:aws:s3:::b/home/k", resourceAccount: account)
        context.setEnvironment(
            now: Timestamp(seconds: 1_800_000_000), sourceIP: "10.1.2.3", isSecure: false, region: .usEast1, userAgent: "fuzz",
            referer: nil)
        context.set("s3:prefix", "home/")
        return context
    }
}
