import Core
import SigV4
import Testing

@Test(arguments: Example.all)
func `the documented requests verify`(example: Example) throws {
    let verified = try #require(try verify(example.input))
    #expect(verified.version == .version4)
    #expect(verified.source == .header)
    #expect(verified.payload == .signed(sha256Hex: example.payload))
    #expect(verified.date == exampleMoment)
    let claim = try #require(try SignatureClaim.parse(example.input))
    #expect([claim.accessKeyID, claim.region, claim.service] == [exampleKey, "us-east-1", "s3"])
}

@Test(arguments: Example.all)
func `the signer signs as documented`(example: Example) {
    let signer = RequestSigner(accessKeyID: exampleKey, secretAccessKey: exampleSecret, region: "us-east-1", service: "s3")
    let added = signer.sign(
        method: example.method, rawPath: example.path, rawQuery: example.query, headers: example.unsignedHeaders,
        payloadHash: example.payload, date: exampleMoment)
    #expect(added.last?.1.hasSuffix("Signature=\(example.signature)") == true)
}

@Test(arguments: Example.all)
func `any change breaks the signature`(example: Example) {
    let input = example.input
    func changed(
        method: String? = nil, path: String? = nil, query: String? = nil, headers: [(name: String, value: String)]? = nil,
        secret: String = exampleSecret
    ) -> String? {
        let other = SigningInput(
            method: method ?? input.method, rawPath: path ?? input.rawPath, rawQuery: query ?? input.rawQuery,
            headers: headers ?? input.headers)
        return signatureError { try verify(other, secret: secret) }?.code
    }
    #expect(changed(method: "DELETE") == "SignatureDoesNotMatch")
    #expect(changed(path: input.rawPath + "x") == "SignatureDoesNotMatch")
    #expect(changed(path: "/" + input.rawPath) == "SignatureDoesNotMatch")
    #expect(changed(query: "acl") == "SignatureDoesNotMatch")
    #expect(changed(secret: "other") == "SignatureDoesNotMatch")
    #expect(changed(headers: input.headers.map { $0.name == "Host" ? ($0.name, "evil.example") : $0 }) == "SignatureDoesNotMatch")
    #expect(changed(headers: input.headers + [("host", "second.example")]) == "SignatureDoesNotMatch")
}

@Test func `a mismatch shows what the server signed`() {
    let input = SigningInput(method: "PUT", rawPath: "/test.txt", rawQuery: "", headers: Example.all[0].input.headers)
    let error = signatureError { try verify(input) }
    #expect(error?.status == 403)
    #expect(
        error?.message
            == "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
    #expect(field(error, "AWSAccessKeyId") == exampleKey)
    #expect(field(error, "SignatureProvided") == Example.all[0].signature)
    #expect(
        field(error, "CanonicalRequest")
            == """
            PUT
            /test.txt

            host:examplebucket.s3.amazonaws.com
            range:bytes=0-9
            x-amz-content-sha256:\(emptyHash)
            x-amz-date:20130524T000000Z

            host;range;x-amz-content-sha256;x-amz-date
            \(emptyHash)
            """)
    #expect(field(error, "CanonicalRequestBytes")?.hasPrefix("50 55 54 0a 2f 74") == true)
    #expect(field(error, "StringToSign")?.hasPrefix("AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n") == true)
    #expect(field(error, "StringToSignBytes")?.hasPrefix("41 57 53 34 2d") == true)
}

/// A request to S3 that the signer signed, as the server would get it.
private func signed(
    _ method: String = "GET", path: String = "/", query: String = "", extra: [(String, String)] = [], payload: String = emptyHash,
    token: String? = nil, region: String = "us-east-1", service: String = "s3"
) -> SigningInput {
    let signer = RequestSigner(
        accessKeyID: exampleKey, secretAccessKey: exampleSecret, sessionToken: token, region: region, service: service)
    let headers = signer.headers(
        method: method, path: path, query: query, host: "localhost:9000", payloadHash: payload, now: exampleMoment, extra: extra)
    return SigningInput(method: method, rawPath: path, rawQuery: query, headers: headers.map { (name: $0.0, value: $0.1) })
}

@Test(arguments: ["/b/a//b", "/b/./a", "/b/a/../b", "/b/a/", "/b/a%2Fb", "/b/a+b", "/b/a%20b", "/b/%E2%98%83", "/b/a~b", "/b/a%2525", "//"])
func `paths are signed as they are sent`(path: String) throws {
    #expect(try verify(signed(path: path)) != nil)
}

@Test(arguments: [
    ("/b/a%2Fb", "/b/a/b"), ("/b/a%20b", "/b/a b"), ("/b/a%7Eb", "/b/a~b"), ("/b/%e2%98%83", "/b/%E2%98%83"), ("/b/a=b", "/b/a%3Db"),
])
func `spellings of the same path have one signature`(sent: String, other: String) throws {
    let input = signed(path: sent)
    #expect(try verify(SigningInput(method: "GET", rawPath: other, rawQuery: "", headers: input.headers)) != nil)
}

@Test(arguments: [
    ("b=2&a=1&a=0&c", "a=0&a=1&b=2&c="), ("prefix=a%20b", "prefix=a+b"), ("x=%7e", "x=~"), ("acl&", "acl="), ("p=a%2Fb", "p=a/b"),
    ("a-b=1&a=2", "a=2&a-b=1"),
])
func `the order and spelling of a query do not matter`(sent: String, other: String) throws {
    let input = signed(query: sent)
    #expect(try verify(SigningInput(method: "GET", rawPath: "/", rawQuery: other, headers: input.headers)) != nil)
}

@Test func `spaces in header values collapse and repeated headers join`() throws {
    let input = signed(extra: [("x-amz-meta-a", "  one   two "), ("X-Amz-Meta-B", "1,2")])
    let other =
        input.headers.filter { !$0.name.lowercased().hasPrefix("x-amz-meta") }
        + [("X-AMZ-META-A", "one two"), ("x-amz-meta-b", "1 "), ("x-amz-meta-b", " 2")]
    #expect(try verify(SigningInput(method: "GET", rawPath: "/", rawQuery: "", headers: other)) != nil)
}

@Test(arguments: [
    (emptyHash, PayloadMode.signed(sha256Hex: emptyHash)), ("UNSIGNED-PAYLOAD", .unsigned),
    ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", .streamingSigned), ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", .streamingSignedTrailer),
    ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", .streamingUnsignedTrailer),
])
func `the payload's mode is read`(value: String, mode: PayloadMode) throws {
    #expect(try verify(signed("PUT", payload: value))?.payload == mode)
    #expect(mode.headerValue == value)
}

@Test(arguments: [
    ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", 501, "NotImplemented"),
    ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER", 501, "NotImplemented"), ("", 400, "InvalidArgument"),
    ("abc", 400, "InvalidArgument"), (String(repeating: "g", count: 64), 400, "InvalidArgument"),
    (emptyHash.uppercased(), 400, "InvalidArgument"), ("unsigned-payload", 400, "InvalidArgument"),
])
func `other payload modes are refused`(value: String, status: Int, code: String) {
    let error = signatureError { try verify(signed("PUT", payload: value)) }
    #expect(error?.status == status)
    #expect(error?.code == code)
}

@Test func `a token is handed on`() throws { #expect(try verify(signed(token: "token=="))?.sessionToken == "token==") }

@Test(arguments: ["mars-north-7", "auto", "", "127.0.0.1", "rgw.example.com", "No_Region", String(repeating: "r", count: 255)])
func `any region may sign`(region: String) throws {
    let input = signed(region: region)
    #expect(try verify(input) != nil)
    #expect(try SignatureClaim.parse(input)?.region == region)
}

/// Keys are kept by what they are for, and anybody may say that.
@Test func `a region is no longer than a host`() {
    let error = signatureError { try verify(signed(region: String(repeating: "r", count: 256))) }
    #expect(error?.code == "AuthorizationHeaderMalformed")
}

@Test(arguments: [(-900, true), (900, true), (-901, false), (901, false), (86400, false)] as [(Int64, Bool)])
func `clocks may be fifteen minutes apart`(seconds: Int64, isAccepted: Bool) {
    let now = exampleMoment.adding(seconds: seconds)
    let error = signatureError { try verify(Example.all[0].input, now: now) }
    #expect((error == nil) == isAccepted)
    guard !isAccepted else { return }
    #expect(error?.code == "RequestTimeTooSkewed")
    #expect(error?.status == 403)
    #expect(error?.message == "The difference between the request time and the current time is too large.")
    #expect(field(error, "RequestTime") == "20130524T000000Z")
    #expect(field(error, "ServerTime") == now.iso8601Seconds)
    #expect(field(error, "MaxAllowedSkewMilliseconds") == "900000")
}

@Test func `headers that must be signed and are not are named`() {
    let example = Example.all[0].input
    let added = SigningInput(
        method: "GET", rawPath: "/test.txt", rawQuery: "",
        headers: example.headers + [("X-Amz-Acl", "public-read"), ("x-amz-tagging", "a=b")])
    let error = signatureError { try verify(added) }
    #expect(error?.code == "AccessDenied")
    #expect(error?.message == "There were headers present in the request which were not signed")
    #expect(field(error, "HeadersNotSigned") == "x-amz-acl, x-amz-tagging")

    let withoutHost = SigningInput(
        method: "GET", rawPath: "/", rawQuery: "",
        headers: [
            ("Host", "h"), ("x-amz-date", "20130524T000000Z"), ("x-amz-content-sha256", emptyHash),
            authorization("x-amz-content-sha256;x-amz-date", "00"),
        ])
    #expect(signatureError { try verify(withoutHost) } == .headersNotSigned(["host"]))
}

@Test func `without a signature a request is anonymous`() throws {
    let input = SigningInput(method: "GET", rawPath: "/b/k", rawQuery: "versionId=1&Xyz-Abc=1", headers: [("Host", "h")])
    #expect(try SignatureClaim.parse(input) == nil)
}

@Test func `the date may stand in Date, as HTTP spells it`() throws {
    let headers: [(name: String, value: String)] = [
        ("Host", "h"), ("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-content-sha256", emptyHash), authorization("date;host", "00"),
    ]
    let input = SigningInput(method: "GET", rawPath: "/", rawQuery: "", headers: headers)
    guard case .version4(let claim)? = try SignatureClaim.parse(input) else { throw Missing() }
    #expect(claim.date == exampleMoment)
}

private let scope = "20130524/us-east-1/s3/aws4_request"
private let malformedHeader = "AuthorizationHeaderMalformed"

@Test(arguments: [
    (
        "AWS AKID:c2lnbmF0dXJl", 400, "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    ),
    (
        "AWS4-ECDSA-P256-SHA256 Credential=a", 400, "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    ),
    ("Bearer x", 400, "InvalidArgument", "Unsupported Authorization Type"),
    ("", 400, "InvalidArgument", "Unsupported Authorization Type"),
    (
        "AWS4-HMAC-SHA256", 400, malformedHeader,
        "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature."
    ),
    (
        "AWS4-HMAC-SHA256 Credential=A/\(scope), SignedHeaders=host", 400, malformedHeader,
        "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature."
    ),
    (
        "AWS4-HMAC-SHA256 Credential, SignedHeaders=host, Signature=0", 400, malformedHeader,
        "The authorization header is malformed; the authorization component \"Credential\" is malformed."
    ),
    (
        "AWS4-HMAC-SHA256 Credential=A/20130524/s3/aws4_request, SignedHeaders=host, Signature=0", 400, malformedHeader,
        "The authorization header is malformed; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
    ),
    (
        "AWS4-HMAC-SHA256 Credential=/\(scope), SignedHeaders=host, Signature=0", 400, malformedHeader,
        "The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the credential."
    ),
    (
        "AWS4-HMAC-SHA256 Credential=A/2013-05-24/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0", 400, malformedHeader,
        "The authorization header is malformed; incorrect date format \"2013-05-24\". This date in the credential must be in the format \"yyyyMMdd\"."
    ),
    (
        "AWS4-HMAC-SHA256 Credential=A/20130525/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0", 400, malformedHeader,
        "The authorization header is malformed; Invalid credential date \"20130525\". This date is not the same as X-Amz-Date: \"20130524\"."
    ),
    (
        "AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/s3/aws5_request, SignedHeaders=host, Signature=0", 400, malformedHeader,
        "The authorization header is malformed; incorrect terminal \"aws5_request\". This endpoint uses \"aws4_request\"."
    ),
    (
        "AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0", 400, malformedHeader,
        "The authorization header is malformed; incorrect service \"ec2\". This endpoint belongs to \"s3\"."
    ),
    ("AWS4-HMAC-SHA256 Credential=A/\(scope), SignedHeaders=host;x-amz-date, Signature=0", 403, "SignatureDoesNotMatch", ""),
    ("AWS4-HMAC-SHA256 Credential=A/\(scope),SignedHeaders=host;x-amz-date,Signature=", 403, "SignatureDoesNotMatch", ""),
])
func `claims that cannot be true get S3's answers`(value: String, status: Int, code: String, message: String) {
    let hash = code == "SignatureDoesNotMatch" ? [] : [(name: "x-amz-content-sha256", value: emptyHash)]
    let input = SigningInput(
        method: "GET", rawPath: "/", rawQuery: "",
        headers: [("Host", "h"), ("x-amz-date", "20130524T000000Z"), ("Authorization", value)] + hash)
    let error = signatureError {
        if code == "SignatureDoesNotMatch" {
            // Signed for all that is there, the missing hash comes first.
            #expect(signatureError { try verify(input) } == .missingPayloadHash)
            let whole = SigningInput(
                method: "GET", rawPath: "/", rawQuery: "",
                headers: input.headers.map {
                    $0.name == "Authorization" ? ($0.name, $0.value.replacing("host;", with: "host;x-amz-content-sha256;")) : $0
                }
                    + [("x-amz-content-sha256", emptyHash)])
            try verify(whole)
        } else {
            try verify(input)
        }
    }
    #expect(error?.status == status)
    #expect(error?.code == code)
    if !message.isEmpty { #expect(error?.message == message) }
}

@Test(arguments: ["", "yesterday", "20130524T0000Z", "20130524", "20131324T000000Z"])
func `a date that cannot be read is refused`(date: String) {
    let input = SigningInput(
        method: "GET", rawPath: "/", rawQuery: "",
        headers: [("Host", "h"), ("x-amz-date", date), ("x-amz-content-sha256", emptyHash), authorization("host;x-amz-date", "0")])
    let error = signatureError { try verify(input) }
    #expect(error == .missingDate)
    #expect(error?.code == "AccessDenied")
}

@Test(arguments: ["/%", "/%zz", "/a%2"])
func `a path that does not decode is refused`(path: String) {
    #expect(signatureError { try verify(signed(path: path)) } == .invalidURI(path))
}

@Test func `S3 wants to know the payload's hash`() {
    let input = SigningInput(
        method: "GET", rawPath: "/", rawQuery: "",
        headers: [("Host", "h"), ("x-amz-date", "20130524T000000Z"), authorization("host;x-amz-date", "0")])
    let error = signatureError { try verify(input) }
    #expect(error?.code == "InvalidRequest")
    #expect(error?.message == "Missing required header for this request: x-amz-content-sha256")
}
