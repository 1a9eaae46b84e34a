import Core
import SigV4
import Testing

/// Cases of AWS's Signature Version 4 test suite.
struct SuiteCase: Sendable {
    let name: String
    var method = "GET"
    var path = "/"
    var query = ""
    var headers: [(String, String)] = []
    var body = ""
    var signedHeaders = "host;x-amz-date"
    let signature: String

    static let all = [
        SuiteCase(name: "get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SuiteCase(name: "get-slash-dot-slash", path: "/./", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SuiteCase(name: "get-slashes", path: "//", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SuiteCase(
            name: "get-relative", path: "/example/..", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SuiteCase(name: "get-utf8", path: "/ሴ", signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        SuiteCase(
            name: "get-space", path: "/example space/", signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        SuiteCase(
            name: "get-vanilla-query-order-key-case", query: "Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        SuiteCase(
            name: "get-header-key-duplicate", headers: [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
            signedHeaders: "host;my-header1;x-amz-date", signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        SuiteCase(
            name: "get-header-value-trim", headers: [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
            signedHeaders: "host;my-header1;my-header2;x-amz-date",
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        SuiteCase(
            name: "post-x-www-form-urlencoded", method: "POST", headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: "Param1=value1", signedHeaders: "content-type;host;x-amz-date",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    ]

    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
}

@Test(arguments: SuiteCase.all)
func `AWS's test suite verifies for services other than S3`(suite: SuiteCase) throws {
    let input = SigningInput(
        method: suite.method, rawPath: suite.path, rawQuery: suite.query,
        headers: [(name: "Host", value: "example.amazonaws.com"), (name: "X-Amz-Date", value: "20150830T123600Z")]
            + suite.headers.map { (name: $0.0, value: $0.1) }
            + [authorization(suite.signedHeaders, suite.signature, key: "AKIDEXAMPLE", scope: "20150830/us-east-1/service/aws4_request")])
    let hash = RequestSigner.sha256(Array(suite.body.utf8))
    let verified = try verify(
        input, secret: SuiteCase.secret, now: moment("20150830T123600Z"), isS3: false, expectedService: "service", bodySHA256: hash)
    #expect(verified?.payload == .signed(sha256Hex: hash))
    guard case .version4(let claim)? = try SignatureClaim.parse(input) else { throw Missing() }
    #expect(claim.payload == nil)
}

@Test func `a function's ARN in a path is encoded twice`() throws {
    let path = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af/invocations"
    let signer = RequestSigner(accessKeyID: exampleKey, secretAccessKey: exampleSecret, region: "us-east-1", service: "lambda")
    let headers = signer.headers(
        method: "POST", path: path, query: "", host: "h", payloadHash: RequestSigner.sha256([1]), now: exampleMoment)
    let input = SigningInput(method: "POST", rawPath: path, rawQuery: "", headers: headers.map { (name: $0.0, value: $0.1) })
    #expect(try verify(input, isS3: false, expectedService: "lambda", bodySHA256: RequestSigner.sha256([1])) != nil)
    let error = signatureError { try verify(input, isS3: false, expectedService: "lambda", bodySHA256: RequestSigner.sha256([2])) }
    #expect(error?.code == "SignatureDoesNotMatch")
    #expect(field(error, "CanonicalRequest")?.contains("functions/arn%253Aaws%253A") == true)
}

@Test func `keys are kept for a secret, and only so many`() throws {
    let cache = SigningKeyCache(capacity: 8)
    for example in Example.all { #expect(try verify(example.input, cache: cache) != nil) }
    #expect(cache.count == 1)
    #expect(signatureError { try verify(Example.all[0].input, secret: "other", cache: cache) }?.code == "SignatureDoesNotMatch")
    #expect(try verify(Example.all[0].input, cache: cache) != nil)
    for number in 0..<100 {
        _ = cache.key(secret: "s", CredentialScope(accessKeyID: "\(number)", date: "20130524", region: "r", service: "s3"))
    }
    #expect(cache.count <= 8)
}
