import Core
import Testing

@testable import Policies

/// What bucket policies and access control lists need of the evaluator. Source: IAM User Guide, "IAM JSON policy elements: Condition
/// operators", "Policy evaluation logic".
@Suite struct `Access to buckets` {
    private func policy(_ statements: String, kind: PolicyKind = .resource) throws -> NamedPolicy {
        NamedPolicy(
            name: "p", kind: kind == .identity ? .identity : .resource,
            document: try PolicyDocument(parsing: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, kind: kind))
    }

    private func account(_ text: String) throws -> AccountID { try #require(AccountID(text)) }

    private func context(
        _ principal: Principal, canonicalID: String? = nil, action: String = "s3:GetObject", _ values: [String: [String]] = [:]
    ) throws -> RequestContext {
        var context = RequestContext(
            principal: principal, action: action, resource: "arn:aws:s3:::b/k", resourceAccount: try account("123456789012"),
            canonicalID: canonicalID)
        for key in ["s3:prefix", "s3:max-keys", "s3:RequestObjectTagKeys", "aws:SourceIp"] { context.set(key, []) }
        for (key, value) in values { context.set(key, value) }
        return context
    }

    private func allow(_ condition: String) -> String {
        #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":\#(condition)}"#
    }

    @Test(arguments: [
        (#"{"BinaryEquals":{"s3:prefix":"QmluYXJ5"}}"#, ["s3:prefix": ["QmluYXJ5"]], true),
        (#"{"BinaryEquals":{"s3:prefix":"QmluYXJ5"}}"#, ["s3:prefix": ["QmluYXJ4"]], false),
        (#"{"BinaryEquals":{"s3:prefix":"QmluYXJ5"}}"#, ["s3:prefix": ["?"]], false),
        (#"{"ForAllValues:StringEquals":{"s3:RequestObjectTagKeys":["a","b"]}}"#, ["s3:RequestObjectTagKeys": ["a", "b"]], true),
        (#"{"ForAllValues:StringEquals":{"s3:RequestObjectTagKeys":["a","b"]}}"#, ["s3:RequestObjectTagKeys": ["a", "c"]], false),
        (#"{"ForAllValues:StringEquals":{"s3:RequestObjectTagKeys":["a"]}}"#, [:], true),
        (#"{"ForAnyValue:StringEquals":{"s3:RequestObjectTagKeys":["a","b"]}}"#, ["s3:RequestObjectTagKeys": ["a", "c"]], true),
        (#"{"ForAnyValue:StringEquals":{"s3:RequestObjectTagKeys":["a"]}}"#, [:], false),
        (#"{"ForAnyValue:StringNotEquals":{"s3:RequestObjectTagKeys":["a"]}}"#, [:], false),
        (#"{"ForAnyValue:StringNotEquals":{"s3:RequestObjectTagKeys":["a"]}}"#, ["s3:RequestObjectTagKeys": ["a", "c"]], true),
        (#"{"ForAllValues:StringNotEquals":{"s3:RequestObjectTagKeys":["a","b"]}}"#, ["s3:RequestObjectTagKeys": ["c", "b"]], false),
        (#"{"StringNotEquals":{"s3:prefix":["a","b"]}}"#, ["s3:prefix": ["a"]], false),
        (#"{"StringNotEquals":{"s3:prefix":["a","b"]}}"#, ["s3:prefix": ["c"]], true),
        (#"{"StringNotEquals":{"s3:prefix":"a"}}"#, [:], true),
        (#"{"NumericNotEquals":{"s3:max-keys":"1"}}"#, ["s3:max-keys": ["2"]], true),
        (#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, ["aws:SourceIp": ["::ffff:192.0.2.7"]], true),
        (#"{"IpAddress":{"aws:SourceIp":"2001:db8::/32"}}"#, ["aws:SourceIp": ["2001:db8:1::1"]], true),
        (#"{"IpAddress":{"aws:SourceIp":"2001:db8::/32"}}"#, ["aws:SourceIp": ["2001:db9::1"]], false),
        (#"{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, ["aws:SourceIp": ["::ffff:192.0.2.7"]], false),
        (#"{"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/33"]}}"#, ["aws:SourceIp": ["2001:db8:8000::1"]], true),
        (#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#, ["aws:SourceIp": ["192.0.2.7"]], true),
        (#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#, ["aws:SourceIp": ["::1"]], false),
        (#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#, ["aws:SourceIp": ["192.0.2.07"]], false),
        (
            #"{"DateGreaterThan":{"aws:CurrentTime":["2030-01-01","2026-01-01T00:00:00Z"]}}"#,
            ["aws:CurrentTime": ["2027-01-01T00:00:00Z"]], true
        ),
        (#"{"NumericLessThan":{"s3:max-keys":["5","1"]}}"#, ["s3:max-keys": ["4"]], true),
        (#"{"NumericLessThan":{"s3:max-keys":["5","1"]}}"#, ["s3:max-keys": ["5"]], false),
        (#"{"Bool":{"aws:SecureTransport":["False"]}}"#, ["aws:SecureTransport": ["false"]], true),
        (#"{"ArnLike":{"s3:prefix":"arn:aws:*:::b"}}"#, ["s3:prefix": ["arn:aws:s3:x::b"]], false),
        (#"{"ArnLike":{"s3:prefix":"arn:aws:*:::b"}}"#, ["s3:prefix": ["arn:aws:s3:::b"]], true),
        (#"{"Null":{"s3:prefix":["true","false"]}}"#, ["s3:prefix": ["a"]], true),
        (#"{"Null":{"s3:prefix":["true","false"]}}"#, ["s3:prefix": []], true),
        (#"{"Null":{"s3:prefix":[]}}"#, ["s3:prefix": ["a"]], false),
        (#"{"Null":{"s3:prefix":"true"}}"#, ["s3:prefix": ["a"]], false),
        (#"{"StringEquals":{"s3:prefix":"${aws:username, 'nobody'}"}}"#, ["s3:prefix": ["nobody"]], true),
        (#"{"StringEquals":{"s3:prefix":"${aws:username}"}}"#, ["s3:prefix": [""]], false),
    ])
    func `conditions hold or fail`(condition: String, values: [String: [String]], holds: Bool) throws {
        let action = condition.contains("s3:RequestObjectTag") ? "s3:PutObject" : "s3:ListBucket"
        let decision = Evaluator.decide(
            try context(.anonymous, action: action, values), policies: [], resourcePolicies: [try policy(allow(condition))])
        #expect(decision.isAllowed == holds)
    }

    @Test(arguments: [
        #"{"IpAddress":{"aws:SourceIp":"300.1.2.3"}}"#, #"{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/33"}}"#,
        #"{"NumericNotEquals":{"s3:max-keys":"many"}}"#, #"{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}"#,
        #"{"Bool":{"aws:SecureTransport":"perhaps"}}"#, #"{"Null":{"s3:prefix":"maybe"}}"#, #"{"BinaryEquals":{"s3:prefix":"%"}}"#,
        #"{"IpAddress":{"aws:SourceIp":"+127.0.0.1"}}"#, #"{"IpAddress":{"aws:SourceIp":"127.0.0.01"}}"#,
        #"{"IpAddress":{"aws:SourceIp":"10.0.0.0/+8"}}"#, #"{"IpAddress":{"aws:SourceIp":"10.0.0.0/08"}}"#,
        #"{"IpAddress":{"aws:SourceIp":"2001:+db8::/32"}}"#, #"{"IpAddress":{"aws:SourceIp":"10.0.0.0/"}}"#,
        #"{"NumericLessThan":{"s3:max-keys":"inf"}}"#, #"{"NumericNotEquals":{"s3:max-keys":"nan"}}"#,
        #"{"NumericEquals":{"s3:max-keys":"0x10"}}"#,
        // Variables are for strings and ARNs.
        #"{"IpAddress":{"aws:SourceIp":"${aws:Referer}"}}"#, #"{"NumericEquals":{"s3:max-keys":"${aws:Referer, '1'}"}}"#,
        #"{"DateLessThan":{"aws:CurrentTime":"${aws:Referer}"}}"#, #"{"Bool":{"aws:SecureTransport":"${aws:Referer}"}}"#,
        #"{"BinaryEquals":{"s3:prefix":"${aws:Referer}"}}"#, #"{"Null":{"s3:prefix":"${aws:Referer}"}}"#,
    ])
    func `a resource's policy has no values that its operators cannot read`(condition: String) {
        #expect(throws: PolicyError.self) { try policy(allow(condition)) }
    }

    /// What was taken before is read still: one that cannot be known to say anything gets the safe reading.
    @Test(arguments: [
        #"{"IpAddress":{"aws:SourceIp":"127.0.0.01"}}"#, #"{"NotIpAddress":{"aws:SourceIp":"${aws:Referer}"}}"#,
        #"{"ForAllValues:NumericEquals":{"s3:max-keys":["nan"]}}"#, #"{"Null":{"s3:prefix":"maybe"}}"#,
    ])
    func `a stored policy's values that cannot be read deny and do not allow`(condition: String) throws {
        func outcome(_ statements: String) throws -> Decision.Outcome {
            let document = try PolicyDocument(
                parsing: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, kind: .resource, isStored: true)
            let values = ["aws:SourceIp": ["127.0.0.1"], "s3:max-keys": ["1"], "s3:prefix": ["a"]]
            return Evaluator.decide(
                try context(.anonymous, action: "s3:ListBucket", values), policies: [],
                resourcePolicies: [NamedPolicy(name: "p", kind: .resource, document: document)]
            ).outcome
        }
        let all = #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#
        #expect(try outcome(allow(condition)) == .implicitDeny)
        #expect(try outcome(all + "," + allow(condition).replacing("Allow", with: "Deny")) == .explicitDeny)
        // One that matches, beside it, decides.
        guard condition.hasPrefix(#"{"IpAddress""#) else { return }
        #expect(try outcome(allow(condition.replacing(#""127.0.0.01""#, with: #"["127.0.0.01","127.0.0.0/8"]"#))) == .allow)
    }

    @Test func `a list's grants reach whom they name`() throws {
        let list = NamedPolicy(
            name: "of bucket b",
            grants: [
                AccessGrant(grantee: .canonicalUser("aa"), actions: ["s3:GetObject"]),
                AccessGrant(grantee: .authenticated, actions: ["s3:ListBucket"]),
                AccessGrant(grantee: .everyone, actions: ["s3:PutObject"]),
            ])
        let other = Principal.accountRoot(try account("210987654321"))
        func outcome(_ principal: Principal, _ id: String?, _ action: String) throws -> Bool {
            Evaluator.decide(try context(principal, canonicalID: id, action: action), policies: [], resourcePolicies: [list]).isAllowed
        }
        #expect(try outcome(other, "aa", "s3:GetObject"))
        #expect(try !outcome(other, "bb", "s3:GetObject"))
        // Nobody has no id, not the empty one.
        #expect(try !outcome(.anonymous, "aa", "s3:GetObject"))
        #expect(try outcome(other, "bb", "s3:ListBucket"))
        #expect(try !outcome(.anonymous, nil, "s3:ListBucket"))
        #expect(try outcome(.anonymous, nil, "s3:PutObject"))
        #expect(try !outcome(other, "aa", "s3:DeleteObject"))
    }

    @Test func `denials alone give nothing`() throws {
        let document = try policy(
            #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Sid":"No","Effect":"Deny","Principal":"*","Action":"s3:Get*","Resource":"*"}"#
        ).document.denials
        let denials = NamedPolicy(name: "p", kind: .resource, document: document)
        let get = Evaluator.decide(try context(.anonymous), policies: [], resourcePolicies: [denials])
        #expect(get.outcome == .explicitDeny && get.deciding?.sid == "No" && get.deciding?.index == 1)
        let put = Evaluator.decide(try context(.anonymous, action: "s3:PutObject"), policies: [], resourcePolicies: [denials])
        #expect(put.outcome == .implicitDeny)
    }

    @Test func `a policy knows which keys it asks for`() throws {
        let document = try policy(
            #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::b/${aws:username}","Condition":{"StringEquals":{"s3:ExistingObjectTag/Class":"${s3:prefix}"}}}"#
        ).document
        #expect(document.asks(for: "s3:existingobjecttag/"))
        #expect(document.asks(for: "aws:username") && document.asks(for: "s3:prefix"))
        #expect(!document.asks(for: "s3:requestobjecttag"))
    }
}
