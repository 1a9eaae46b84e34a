import Core
import Testing

@testable import WebIdentity

/// What of a token is judged before its signature.
struct JSONWebTokenTests {
    private static let now: Int64 = 1_800_000_000

    private static func claims(_ changes: (name: String, json: String?)...) -> String {
        var members = [
            "iss": #""https://idp.example.com""#, "sub": #""alice""#, "aud": #""app""#, "iat": "1800000000", "exp": "1800003600",
        ]
        for (name, json) in changes { members[name] = json }
        return "{" + members.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",") + "}"
    }

    private func judge(_ claims: String, _ clientIDs: [String] = ["app"], now: Int64 = now) throws(TokenRefusal) -> WebIdentityClaims {
        try JSONWebToken(Made.token(claims)).claims(for: clientIDs, now: now)
    }

    @Test func `what it claims`() throws {
        let found = try judge(Self.claims(("amr", #"["pwd","otp"]"#), ("email", #""a@example.com""#)))
        #expect((found.issuer, found.subject, found.audience) == ("https://idp.example.com", "alice", "app"))
        #expect(found.methods == ["pwd", "otp"])
        #expect(found.email == "a@example.com")
        #expect(try judge(Self.claims(("aud", #"["app"]"#))).audience == "app")
        #expect(try judge(Self.claims(("amr", #""pwd""#))).methods == ["pwd"])
    }

    @Test(arguments: [
        "", ".", "..", "a.b.c", "a.b", "e30.e30.e30.e30", "e30.e30.", Made.rsa + "=", Made.rsa + ".", " " + Made.rsa,
        Made.token("{}", header: "{}"), Made.token("[]"), Made.token("{"), Made.token(#"{"sub":"a","sub":"b"}"#),
        Made.token("{}", header: #"{"alg":"RS256","alg":"none"}"#), Made.token("{}", header: #"{"alg":"RS256","crit":["x"],"x":1}"#),
        Made.token(#"{"sub":"a\#u{0}"}"#), Made.token(#"{"sub":"a\u0000"}"#), Made.token("{}", signature: "c2lo="),
        Made.token("{}", signature: "c2l+"), Made.token("{}", signature: "c2l"), Made.token(String(repeating: "[", count: 500)),
    ])
    func `what is no token`(text: String) {
        #expect(throws: TokenRefusal.malformed) { try JSONWebToken(text) }
    }

    @Test(arguments: ["sub", "aud", "iat", "exp"]) func `a claim that each must have`(name: String) throws {
        #expect(throws: TokenRefusal.missing(name)) { try judge(Self.claims((name, nil))) }
        for json in ["null", "{}", "[]", #""""#, "true"] {
            #expect(throws: TokenRefusal.missing(name)) { try judge(Self.claims((name, json))) }
        }
    }

    @Test func `an issuer, which is looked for first`() throws {
        let token = try JSONWebToken(Made.token(Self.claims(("iss", nil))))
        #expect(throws: TokenRefusal.missing("iss")) { try token.issuer }
    }

    @Test func `audiences`() throws {
        #expect(throws: TokenRefusal.wrongAudience) { try judge(Self.claims(), ["other"]) }
        #expect(throws: TokenRefusal.wrongAudience) { try judge(Self.claims(), []) }
        #expect(throws: TokenRefusal.wrongAudience) { try judge(Self.claims(), ["APP"]) }
        #expect(throws: TokenRefusal.manyAudiences) { try judge(Self.claims(("aud", #"["app","other"]"#))) }
        let found = try judge(Self.claims(("aud", #"["other","more"]"#), ("azp", #""app""#)))
        #expect((found.audience, found.originalAudiences) == ("app", ["other", "more"]))
        #expect(throws: TokenRefusal.wrongAudience) { try judge(Self.claims(("azp", #""other""#))) }
        #expect(throws: TokenRefusal.missing("azp")) { try judge(Self.claims(("azp", "1"))) }
    }

    @Test func `times, between clocks that differ by less than five minutes`() throws {
        let end: Int64 = 1_800_003_600
        _ = try judge(Self.claims(), now: end + 299)
        #expect(throws: TokenRefusal.expired(now: end + 300, expiration: end)) { try judge(Self.claims(), now: end + 300) }
        _ = try judge(Self.claims(), now: Self.now - 300)
        #expect(throws: TokenRefusal.notYetValid) { try judge(Self.claims(), now: Self.now - 301) }
        _ = try judge(Self.claims(("nbf", "1800000300.9")))
        #expect(throws: TokenRefusal.notYetValid) { try judge(Self.claims(("nbf", "1800000301"))) }
        #expect(throws: TokenRefusal.missing("nbf")) { try judge(Self.claims(("nbf", #""1""#))) }
        #expect(throws: TokenRefusal.missing("exp")) { try judge(Self.claims(("exp", "1e300"))) }
    }

    @Test func `tags that a token asks for are refused, not left out`() {
        for name in ["https://aws.amazon.com/tags", "https://aws.amazon.com/source_identity"] {
            #expect(throws: TokenRefusal.unbuilt(name)) { try judge(Self.claims((name, "{}"))) }
        }
    }
}
