import Core
import SigV4
import Testing

private let credential = "AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"

/// The presigned URL of the S3 documentation, "Authenticating Requests: Using Query Parameters".
private let parameters = [
    ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", credential), ("X-Amz-Date", "20130524T000000Z"),
    ("X-Amz-Expires", "86400"), ("X-Amz-SignedHeaders", "host"),
    ("X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"),
]

/// The documented request, with parameters replaced, or left out where nil.
private func request(
    _ changes: [String: String?] = [:], more: String = "", headers: [(name: String, value: String)] = []
) -> SigningInput {
    let query = parameters.compactMap { name, value -> String? in
        if let change = changes[name] { return change.map { "\(name)=\($0)" } }
        return "\(name)=\(value)"
    }
    return SigningInput(
        method: "GET", rawPath: "/test.txt", rawQuery: query.joined(separator: "&") + more,
        headers: [(name: "Host", value: "examplebucket.s3.amazonaws.com")] + headers)
}

@Test func `the documented presigned URL verifies`() throws {
    let verified = try #require(try verify(request()))
    #expect(verified.source == .query)
    #expect(verified.payload == .unsigned)
}

@Test func `the presigner gives the documented URL`() {
    let signer = RequestSigner(accessKeyID: exampleKey, secretAccessKey: exampleSecret, region: "us-east-1", service: "s3")
    let query = signer.presign(
        method: "GET", rawPath: "/test.txt", rawQuery: "", headers: [("Host", "examplebucket.s3.amazonaws.com")], expiresSeconds: 86400,
        date: exampleMoment)
    #expect(query == request().rawQuery)
}

@Test func `a presigned URL carries more headers, parameters and a token`() throws {
    let signer = RequestSigner(
        accessKeyID: exampleKey, secretAccessKey: exampleSecret, sessionToken: "a/b+c==", region: "us-east-1", service: "s3")
    let headers = [("Host", "h"), ("x-amz-acl", "private")]
    let query = signer.presign(
        method: "PUT", rawPath: "/b/k", rawQuery: "partNumber=1&uploadId=u", headers: headers, expiresSeconds: 1, date: exampleMoment)
    let input = SigningInput(method: "PUT", rawPath: "/b/k", rawQuery: query, headers: headers.map { (name: $0.0, value: $0.1) })
    #expect(try verify(input)?.sessionToken == "a/b+c==")
}

@Test(
    arguments: [(0, nil), (86400, nil), (-900, nil), (86401, "Request has expired"), (-901, "Request is not yet valid")]
        as [(Int64, String?)])
func `a presigned URL lives as long as it says`(seconds: Int64, message: String?) {
    let now = exampleMoment.adding(seconds: seconds)
    let error = signatureError { try verify(request(), now: now) }
    #expect(error?.message == message)
    guard message == "Request has expired" else { return }
    #expect(error?.code == "AccessDenied")
    #expect(error?.status == 403)
    #expect(field(error, "X-Amz-Expires") == "86400")
    #expect(field(error, "Expires") == "2013-05-25T00:00:00Z")
    #expect(field(error, "ServerTime") == now.iso8601Seconds)
}

private let incomplete =
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
private let tooLong =
    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"

@Test(
    arguments: [
        (["X-Amz-Algorithm": nil], incomplete), (["X-Amz-Credential": nil], incomplete), (["X-Amz-Date": nil], incomplete),
        (["X-Amz-Expires": nil], incomplete), (["X-Amz-SignedHeaders": nil], incomplete), (["X-Amz-Signature": nil], incomplete),
        (["X-Amz-Algorithm": "AWS4-HMAC-SHA1"], "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\""),
        (["X-Amz-Expires": "week"], "X-Amz-Expires should be a number"), (["X-Amz-Expires": ""], "X-Amz-Expires should be a number"),
        (["X-Amz-Expires": "%2B1"], "X-Amz-Expires should be a number"),
        (["X-Amz-Expires": "-1"], "X-Amz-Expires must be non-negative"),
        (["X-Amz-Expires": "0"], "X-Amz-Expires must be greater than zero"),
        (["X-Amz-Expires": "604801"], tooLong), (["X-Amz-Expires": "9223372036854775807"], tooLong),
        (["X-Amz-Date": "20130524"], "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""),
        (
            ["X-Amz-Date": "20130525T000000Z"],
            "Invalid credential date \"20130524\". This date is not the same as X-Amz-Date: \"20130525\"."
        ),
        (
            ["X-Amz-Credential": "AKID%2F20130524%2Faws4_request"],
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
        ),
    ] as [([String: String?], String)])
func `presigned URLs that cannot be right get S3's answers`(changes: [String: String?], message: String) {
    let error = signatureError { try verify(request(changes)) }
    #expect(error?.code == "AuthorizationQueryParametersError")
    #expect(error?.status == 400)
    #expect(error?.message == message)
}

@Test func `a wrong service is named`() {
    let changed = request(["X-Amz-Credential": "AKID%2F20130524%2Fus-east-1%2Fsqs%2Faws4_request"])
    let error = signatureError { try verify(changed) }
    #expect(error?.code == "AuthorizationQueryParametersError")
    #expect(
        error?.message
            == "Error parsing the X-Amz-Credential parameter; incorrect service \"sqs\". This endpoint belongs to \"s3\".")
}

@Test func `a changed presigned URL does not match`() {
    #expect(signatureError { try verify(request(["X-Amz-Expires": "86399"])) }?.code == "SignatureDoesNotMatch")
    #expect(signatureError { try verify(request(more: "&acl")) }?.code == "SignatureDoesNotMatch")
    #expect(signatureError { try verify(request(["X-Amz-SignedHeaders": "range"])) } == .headersNotSigned(["host"]))
    #expect(
        signatureError { try verify(request(headers: [("x-amz-acl", "public-read")])) } == .headersNotSigned(["x-amz-acl"]))
}

@Test func `only one mechanism may be used`() {
    let error = signatureError { try verify(request(headers: [authorization("host", "0")])) }
    #expect(error?.code == "InvalidArgument")
    #expect(error?.message.hasPrefix("Only one auth mechanism allowed") == true)
}

/// Recorded: a hash that the URL does not sign is nobody's word.
@Test(arguments: ["UNSIGNED-PAYLOAD", emptyHash, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "nonsense"])
func `a payload hash that a URL did not sign is not looked at`(value: String) throws {
    #expect(try verify(request(headers: [("x-amz-content-sha256", value)]))?.payload == .unsigned)
    #expect(
        signatureError { try verify(request(headers: [("x-amz-content-sha256", value), ("x-amz-meta-a", "1")])) }
            == .headersNotSigned(["x-amz-meta-a"]))
}

@Test func `a payload hash that a URL signed is looked at`() throws {
    let signer = RequestSigner(accessKeyID: exampleKey, secretAccessKey: exampleSecret, region: "us-east-1", service: "s3")
    let headers = [("Host", "h"), ("x-amz-content-sha256", emptyHash)]
    let query = signer.presign(
        method: "PUT", rawPath: "/b/k", rawQuery: "", headers: headers, expiresSeconds: 60, date: exampleMoment)
    let input = SigningInput(method: "PUT", rawPath: "/b/k", rawQuery: query, headers: headers.map { (name: $0.0, value: $0.1) })
    guard case .version4(let claim)? = try SignatureClaim.parse(input) else { throw Missing() }
    #expect(claim.payload == .signed(sha256Hex: emptyHash))
}

@Test(arguments: [
    ("X-Amz-Acl=private", SignatureVersion.version4, ["x-amz-acl"]),
    ("IF-none-MATCH=%2A&If-Match=a", .version4, ["if-none-match", "if-match"]),
    ("If-Modified-Since=a&If-Unmodified-Since=b", .version4, ["if-modified-since", "if-unmodified-since"]),
    ("x-amz-meta-a=1&X-AMZ-META-A=2", .version4, ["x-amz-meta-a"]), ("x-amz-meta-own=1", .version4, []),
    ("content-type=a&content-md5=b&range=c&prefix=d", .version4, []),
    ("content-type=a&content-md5=b&range=c&prefix=d", .version2, ["content-type", "content-md5"]),
    ("X-Amz-Algorithm=a&x-amz-date=b&X-Amz-Security-Token=c&X-Amz-Content-Sha256=d", .version4, []),
    ("x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32", .version4, []),
    ("x-amz-checksum-crc32=AAAAAA%3D%3D", .version2, ["x-amz-checksum-crc32"]),
    (
        "x-amz-checksum-mode=ENABLED&x-amz-checksum-algorithm=CRC32&x-amz-checksum-type=COMPOSITE", .version4,
        ["x-amz-checksum-mode", "x-amz-checksum-algorithm", "x-amz-checksum-type"]
    ),
])
func `what of a URL's query counts as headers`(query: String, version: SignatureVersion, expected: [String]) {
    let items = query.split(separator: "&").map { $0.split(separator: "=") }.map { (name: String($0[0]), value: String($0[1])) }
    let found = HeadersInQuery.found(in: items, beside: [("X-Amz-Meta-Own", "kept")], version)
    #expect(found.map(\.name) == expected)
    #expect(found.first { $0.name == "x-amz-meta-a" }.map { $0.value == "1" } ?? true)
}
