import Core
import SigV4
import Testing

private let policy = Base64.encode(Array(#"{"expiration": "2030-01-01T00:00:00Z", "conditions": []}"#.utf8))

private func version2(_ changes: [String: String?] = [:]) -> [(String, String)] {
    let own = [
        ("AWSAccessKeyId", exampleKey), ("Policy", policy), ("Signature", sha1Signature(of: policy, secret: exampleSecret)), ("key", "k"),
    ]
    return own.compactMap { name, value in
        if let change = changes[name] { return change.map { (name, $0) } }
        return (name, value)
    }
}

private let version4Names = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature", "policy"]

private func version4(without missing: String? = nil) -> [(String, String)] {
    let scope = CredentialScope(accessKeyID: exampleKey, date: "20130524", region: "us-east-1", service: "s3")
    let signature = SigningKey(secret: exampleSecret, scope).signature(of: Array(policy.utf8))
    let values = ["AWS4-HMAC-SHA256", "\(exampleKey)/20130524/us-east-1/s3/aws4_request", "20130524T000000Z", signature, policy]
    return zip(version4Names, values).filter { $0.0 != missing } + [("key", "k")]
}

private func claimError(_ fields: [(String, String)]) -> SignatureError? { signatureError { _ = try FormClaim(fields) } }

@Test func `forms of both versions verify`() throws {
    for (fields, version) in [(version2(), SignatureVersion.version2), (version4(), .version4)] {
        let claim = try #require(try FormClaim(fields))
        #expect(claim.version == version)
        #expect(claim.accessKeyID == exampleKey)
        #expect(claim.policy == policy)
        try claim.verify(secret: exampleSecret)
        #expect(signatureError { try claim.verify(secret: "another") }?.code == "SignatureDoesNotMatch")
        let lower = try #require(try FormClaim(fields.map { ($0.0.lowercased(), $0.1) }))
        try lower.verify(secret: exampleSecret)
    }
}

@Test func `a policy that was changed after it was signed shows itself`() throws {
    let other = Base64.encode(Array(#"{"expiration": "2031-01-01T00:00:00Z", "conditions": []}"#.utf8))
    let signature = try #require(version2().first { $0.0 == "Signature" }?.1)
    let claim = try #require(try FormClaim(version2(["Policy": other])))
    let error = signatureError { try claim.verify(secret: exampleSecret) }
    #expect(error?.code == "SignatureDoesNotMatch")
    #expect(error?.status == 403)
    #expect(error?.fields.map(\.0) == ["AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes"])
    #expect(field(error, "StringToSign") == other)
    #expect(field(error, "SignatureProvided") == signature)
}

/// Recorded: a policy alone signs nothing.
@Test(arguments: [[], [("policy", policy)], [("Policy", policy), ("x-amz-security-token", "t"), ("key", "k")]] as [[(String, String)]])
func `a form without a part of a signature is anonymous`(fields: [(String, String)]) throws { #expect(try FormClaim(fields) == nil) }

@Test(arguments: ["AWSAccessKeyId", "Signature"] + version4Names)
func `the first field that is missing is named as its version spells it`(name: String) {
    let error = claimError(version4Names.contains(name) ? version4(without: name) : version2([name: nil]))
    #expect(error?.code == "InvalidArgument")
    #expect(error?.status == 400)
    #expect(
        error?.message == "Bucket POST must contain a field named '\(name)'.  If it is specified, please check the order of the fields.")
    #expect(field(error, "ArgumentName") == name)
    #expect(field(error, "ArgumentValue") == "")
}

@Test func `of a form of Version 2 the policy may be missing too`() {
    #expect(field(claimError(version2(["Policy": nil])), "ArgumentName") == "policy")
}

// MARK: Policies

private let now = moment("20291231T000000Z")

private func parsed(_ conditions: String) throws -> PostPolicy {
    try PostPolicy(base64: Base64.encode(Array(#"{"expiration": "2030-01-01T00:00:00Z", "conditions": \#(conditions)}"#.utf8)))
}

private func policyError(_ conditions: String, _ fields: [(String, String)] = [], now: Timestamp = now) -> PostPolicyError? {
    do throws(any Error) {
        try parsed(conditions).check(fields: fields, bucket: "b", now: now)
        return nil
    } catch { return error as? PostPolicyError }
}

@Test func `names are compared without regard to case, values exactly`() {
    #expect(
        policyError(
            #"[{"BUCKET": "b"}, ["eq", "$KEY", "a"]]"#, [("Key", "a"), ("Policy", policy), ("SIGNATURE", ""), ("awsaccesskeyid", "")])
            == nil)
    #expect(policyError(#"[{"bucket": "b"}, ["eq", "$key", "a"]]"#, [("key", "A")])?.status == 403)
    let redirect = #"[{"bucket": "b"}, ["eq", "$success_action_redirect", "https://h/"]]"#
    #expect(policyError(redirect, [("success_action_redirect", "http://h/")])?.status == 403)
}

@Test(arguments: [
    (#"["eq", "key", "a"]"#, #"["eq", "key", "a"]"#), (#"["starts-with","key",""]"#, #"["starts-with", "key", ""]"#),
    (#"["EQ", "$Key", "b"]"#, #"["EQ", "$Key", "b"]"#), (#"{"key": "b"}"#, #"["eq", "$key", "b"]"#),
    (#"["content-length-range", "one", 10]"#, #"["content-length-range", "one", 10]"#),
    (#"["content-length-range", 0, "1x"]"#, #"["content-length-range", 0, "1x"]"#),
    (#"["content-length-range",1.5,10]"#, #"["content-length-range", 1.5, 10]"#),
])
func `a condition that cannot hold is quoted as it is written`(condition: String, shown: String) {
    let error = policyError(#"[{"bucket": "b"}, \#(condition)]"#, [("key", "a")])
    #expect(error?.code == "AccessDenied")
    #expect(error?.status == 403)
    #expect(error?.message == "Invalid according to Policy: Policy Condition failed: \(shown)")
}

@Test func `a range takes numbers, and digits`() throws {
    for text in ["1, 3", #""1", "3""#, #"1, "3""#] {
        let policy = try parsed("[[\"content-length-range\", \(text)]]")
        #expect(policy.minimumLength == 1)
        #expect(policy.maximumLength == 3)
    }
}

@Test func `a simple condition says one thing`() {
    let error = policyError(#"[{"bucket": "b", "key": "a"}]"#)
    #expect(error?.code == "InvalidPolicyDocument")
    #expect(error?.status == 400)
    #expect(
        error?.message
            == "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")
}

@Test func `a policy ends when it says`() {
    let late = policyError(#"[{"bucket": "b"}]"#, now: moment("20300101T000000Z"))
    #expect(late?.message == "Invalid according to Policy: Policy expired.")
    #expect(late?.status == 403)
}
