import Core
import SigV4
import Testing

/// When AWS's examples of Version 2 were signed, about.
private let march2007 = moment("20070327T194000Z")

/// The examples of the S3 API Reference, "Signing and authenticating REST requests (AWS signature version 2)", of its editions since 2007.
struct Version2Example: Sendable {
    let name: String
    var method = "GET"
    let path: String
    var query = ""
    var bucket: String?
    let headers: [(String, String)]
    let signature: String

    func input(_ change: (inout [(name: String, value: String)]) -> Void = { _ in }) -> SigningInput {
        var all = ([("Host", "h")] + headers).map { (name: $0.0, value: $0.1) }
        change(&all)
        return SigningInput(
            method: method, rawPath: path, rawQuery: query,
            headers: all + [(name: "Authorization", value: "AWS \(exampleKey):\(signature)")], hostBucket: bucket)
    }

    static let all = [
        Version2Example(
            name: "object GET", path: "/photos/puppy.jpg", bucket: "awsexamplebucket1",
            headers: [("Date", "Tue, 27 Mar 2007 19:36:42 +0000")], signature: "qgk2+6Sv9/oM7G3qLEjTH1a1l1g="),
        Version2Example(
            name: "object PUT", method: "PUT", path: "/photos/puppy.jpg", bucket: "awsexamplebucket1",
            headers: [("Content-Type", "image/jpeg"), ("Content-Length", "94328"), ("Date", "Tue, 27 Mar 2007 21:15:45 +0000")],
            signature: "iqRzw+ileNPu1fhspnRs8nOjjIA="),
        Version2Example(
            name: "list", path: "/", query: "prefix=photos&max-keys=50&marker=puppy", bucket: "awsexamplebucket1",
            headers: [("User-Agent", "Mozilla/5.0"), ("Date", "Tue, 27 Mar 2007 19:42:41 +0000")],
            signature: "m0WP8eCtspQl5Ahe6L1SozdX9YA="),
        Version2Example(
            name: "fetch", path: "/", query: "acl", bucket: "awsexamplebucket1", headers: [("Date", "Tue, 27 Mar 2007 19:44:46 +0000")],
            signature: "82ZHiFIjc+WbcwFKGUVEQspPn+0="),
        Version2Example(
            name: "upload", method: "PUT", path: "/db-backup.dat.gz", bucket: "static.johnsmith.net",
            headers: [
                ("User-Agent", "curl/7.15.5"), ("Date", "Tue, 27 Mar 2007 21:06:08 +0000"), ("x-amz-acl", "public-read"),
                ("content-type", "application/x-download"), ("Content-MD5", "4gJE4saaMU4BqNR0kLY+lw=="),
                ("X-Amz-Meta-ReviewedBy", "joe@johnsmith.net"), ("X-Amz-Meta-ReviewedBy", "jane@johnsmith.net"),
                ("X-Amz-Meta-FileChecksum", "0x02661779"), ("X-Amz-Meta-ChecksumAlgorithm", "crc32"),
                ("Content-Disposition", "attachment; filename=database.dat"), ("Content-Encoding", "gzip"),
                ("Content-Length", "5913339"),
            ], signature: "ilyl83RwaSoYIEdixDQcA4OnAnc="),
        Version2Example(
            name: "list all my buckets", path: "/", headers: [("Date", "Wed, 28 Mar 2007 01:29:59 +0000")],
            signature: "qGdzdERIC03wnaRNKh6OqZehG9s="),
        Version2Example(
            name: "Unicode keys", path: "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re",
            headers: [("Date", "Wed, 28 Mar 2007 01:49:49 +0000")], signature: "DNEZGsoieTZ92F3bUfSPQcbGmlM="),
    ]
}

private func date(of example: Version2Example) -> Timestamp {
    example.headers.first { $0.0 == "Date" }.flatMap { Timestamp(http: $0.1) } ?? march2007
}

@Test(arguments: Version2Example.all)
func `the documented requests of Version 2 verify`(example: Version2Example) throws {
    let now = date(of: example)
    let verified = try #require(try verify(example.input(), now: now, version2: .all))
    #expect(verified.version == .version2)
    #expect(verified.source == .header)
    #expect(verified.date == now)
    #expect(verified.chunkSigner == nil)
    for secret in ["", "other"] {
        #expect(signatureError { try verify(example.input(), secret: secret, now: now, version2: .all) }?.code == "SignatureDoesNotMatch")
    }
}

/// Source: the same page, "Positional versus named HTTP header StringToSign elements".
@Test(arguments: Version2Example.all)
func `Version 2 covers types, digests and all that begins with x-amz-, and nothing else`(example: Version2Example) throws {
    let now = date(of: example)
    for name in ["Content-Type", "Content-MD5", "x-amz-meta-late", "X-AMZ-ACL"] {
        let error = signatureError {
            try verify(example.input { $0.insert((name: name, value: "other"), at: 0) }, now: now, version2: .all)
        }
        #expect(error?.code == "SignatureDoesNotMatch", "\(name)")
    }
    for name in ["Content-Encoding", "Cache-Control", "Range", "If-Match", "Expires"] {
        #expect(try verify(example.input { $0.append((name: name, value: "other")) }, now: now, version2: .all) != nil)
    }
}

/// AWS's own example signs the date of `x-amz-date` in its place, against the page's rule; what S3 does is the rule.
@Test func `a date among the x-amz- headers is signed there`() throws {
    let headers = [("Date", "Tue, 27 Mar 2007 21:20:27 +0000"), ("x-amz-date", "Tue, 27 Mar 2007 21:20:26 +0000")]
    let example = Version2Example(
        name: "delete", method: "DELETE", path: "/awsexamplebucket1/photos/puppy.jpg", headers: headers,
        signature: "Ri1hpB1zpS9pGqR7y8kuNFCl4sE=")
    #expect(try verify(example.input(), now: moment("20070327T212026Z"), version2: .all) != nil)
    // The one that is signed is the one that counts, readable or not.
    let late = example.input { $0[1].value = "Tue, 27 Mar 2012 21:20:27 +0000" }
    #expect(try verify(late, now: moment("20070327T212026Z"), version2: .all) != nil)
    let unreadable = example.input { $0[2].value = "yesterday" }
    #expect(signatureError { try verify(unreadable, now: march2007, version2: .all) } == .missingDate)
}

@Test(arguments: [(-900, true), (900, true), (-901, false), (901, false)] as [(Int64, Bool)])
func `clocks of Version 2 may be fifteen minutes apart`(seconds: Int64, isAccepted: Bool) {
    let example = Version2Example.all[0]
    let now = date(of: example).adding(seconds: seconds)
    let error = signatureError { try verify(example.input(), now: now, version2: .all) }
    #expect((error == nil) == isAccepted)
    guard !isAccepted else { return }
    #expect(error?.code == "RequestTimeTooSkewed")
    #expect(field(error, "RequestTime") == "Tue, 27 Mar 2007 19:36:42 +0000")
    #expect(field(error, "ServerTime") == now.iso8601Seconds)
}

@Test(arguments: [SignatureVersion2.off, .query])
func `in headers Version 2 is refused unless it is asked for`(version2: SignatureVersion2) {
    let error = signatureError { try verify(Version2Example.all[0].input(), now: march2007, version2: version2) }
    #expect(error == .unsupportedSignatureVersion)
    #expect(error?.code == "InvalidRequest")
    #expect(error?.message == "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")
}

private let oneSpace = "Authorization header is invalid -- one and only one ' ' (space) required"
private let expected = "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature"

@Test(arguments: [
    ("AWS", oneSpace), ("AWS  a:b", oneSpace), ("AWS ", expected), ("AWS a", expected), ("AWS a:", expected), ("AWS a:b:c", expected),
])
func `headers of Version 2 that cannot be read get S3's answers`(value: String, message: String) {
    let input = SigningInput(
        method: "GET", rawPath: "/", rawQuery: "",
        headers: [("Host", "h"), ("Date", "Tue, 27 Mar 2007 19:36:42 +0000"), ("Authorization", value)])
    let error = signatureError { try verify(input, now: march2007, version2: .all) }
    #expect(error?.code == "InvalidArgument")
    #expect(error?.message == message)
    #expect(field(error, "ArgumentName") == "Authorization")
    #expect(field(error, "ArgumentValue") == value)
}

@Test func `a header of Version 2 without a date is refused`() {
    let input = SigningInput(
        method: "GET", rawPath: "/", rawQuery: "", headers: [("Host", "h"), ("Authorization", "AWS \(exampleKey):c2lnbmF0dXJl")])
    let error = signatureError { try verify(input, now: march2007, version2: .all) }
    #expect(error?.code == "AccessDenied")
    #expect(error?.message == "AWS authentication requires a valid Date or x-amz-date header")
}

// MARK: URLs

/// The presigned URL of the same page.
private let puppy = "AWSAccessKeyId=\(exampleKey)&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620"

private func url(
    _ query: String = puppy, method: String = "GET", path: String = "/photos/puppy.jpg", bucket: String? = "johnsmith",
    headers: [(name: String, value: String)] = []
) -> SigningInput {
    SigningInput(method: method, rawPath: path, rawQuery: query, headers: [("Host", "h")] + headers, hostBucket: bucket)
}

@Test func `the documented URL of Version 2 verifies`() throws {
    let verified = try #require(try verify(url(), now: march2007))
    #expect(verified.version == .version2)
    #expect(verified.source == .query)
    #expect(verified.payload == .unsigned)
    #expect(verified.date == nil)
    #expect(try verify(url(path: "/johnsmith/photos/puppy.jpg", bucket: nil), now: march2007) != nil)
    #expect(try verify(url(puppy + "&prefix=a&Xyz=1"), now: march2007) != nil)
    #expect(signatureError { try verify(url(), now: march2007, version2: .off) } == .unsupportedSignatureVersion)
}

@Test func `a wrong URL of Version 2 says what was signed`() {
    for changed in [
        url(method: "PUT"), url(path: "/photos/puppy.jpg/"), url(path: "/photos/p%75ppy.jpg"), url(bucket: "another"), url(bucket: nil),
        url(puppy.replacing("1175139620", with: "1175139621")), url(puppy.replacing("NpgC", with: "NpgD")), url(puppy + "&acl"),
        // A plus that is not encoded is a space.
        url(puppy.replacing("%2B", with: "+")), url(headers: [("Content-Type", "text/plain")]), url(headers: [("x-amz-acl", "private")]),
    ] {
        let error = signatureError { try verify(changed, now: march2007) }
        #expect(error?.code == "SignatureDoesNotMatch")
        #expect(error?.status == 403)
    }
    let error = signatureError { try verify(url(puppy + "&versionId=a%2Fb&acl"), now: march2007) }
    let text = "GET\n\n\n1175139620\n/johnsmith/photos/puppy.jpg?acl&versionId=a/b"
    #expect(error?.fields.map(\.0) == ["AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes"])
    #expect(field(error, "AWSAccessKeyId") == exampleKey)
    #expect(field(error, "StringToSign") == text)
    #expect(field(error, "SignatureProvided") == "NpgCjnDzrM+WFzoENXmpNDUsSn8=")
    #expect(field(error, "StringToSignBytes")?.hasPrefix("47 45 54 0a 0a 0a 31 31 37 35") == true)
}

@Test(arguments: [(0, true), (-86_400_000, true), (1, false)] as [(Int64, Bool)])
func `a URL of Version 2 lives until the second that it names`(seconds: Int64, isAccepted: Bool) {
    let now = Timestamp(seconds: 1_175_139_620 + seconds)
    let error = signatureError { try verify(url(), now: now) }
    #expect((error == nil) == isAccepted)
    guard !isAccepted else { return }
    #expect(error?.code == "AccessDenied")
    #expect(error?.message == "Request has expired")
    #expect(error?.fields.map(\.0) == ["Expires", "ServerTime"])
    #expect(field(error, "Expires") == "2007-03-29T03:40:20Z")
    #expect(field(error, "ServerTime") == now.iso8601Seconds)
}

@Test(arguments: ["AWSAccessKeyId=a&Signature=b", "AWSAccessKeyId=a&Expires=1", "Signature=b&Expires=1", "AWSAccessKeyId=a", "Signature=b"])
func `a URL without a part of its signature of Version 2`(query: String) {
    let error = signatureError { try verify(url(query)) }
    #expect(error?.code == "AccessDenied")
    #expect(error?.message == "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters")
}

@Test(arguments: ["", "soon", "-1", "1.5", "2147483648", "1413399085834", "99999999999999999999", "0x10"])
func `an end that is no second`(text: String) {
    let error = signatureError { try verify(url("AWSAccessKeyId=a&Signature=b&Expires=\(text)")) }
    #expect(error?.code == "AccessDenied")
    #expect(error?.message == "Invalid date (should be seconds since epoch): \(text)")
}

@Test func `a request is signed in one way`() {
    let both = url(puppy + "&X-Amz-Algorithm=AWS4-HMAC-SHA256")
    let header = url(headers: [(name: "Authorization", value: "AWS a:b")])
    for (input, names) in [(both, ["ArgumentName"]), (header, ["ArgumentName", "ArgumentValue"])] {
        let error = signatureError { try verify(input) }
        #expect(error?.code == "InvalidArgument")
        #expect(error?.message.hasPrefix("Only one auth mechanism allowed;") == true)
        #expect(error?.fields.map(\.0) == names)
    }
}

/// Signs a URL as AWS's SDKs do, by the string that their authors would write down.
private func signed(_ text: String, _ query: String = "") -> String {
    let signature = PercentCoding.encode(sha1Signature(of: text, secret: exampleSecret).utf8)
    return "AWSAccessKeyId=\(exampleKey)&Expires=2000000000&Signature=\(signature)" + (query.isEmpty ? "" : "&" + query)
}

@Test(arguments: [
    ("uploadId=b&partNumber=1", "?partNumber=1&uploadId=b"), ("acl=", "?acl"), ("uploads", "?uploads"),
    (
        "response-content-disposition=attachment%3B+a%20%26b&response-content-type=a%2Fb&prefix=x",
        "?response-content-disposition=attachment; a &b&response-content-type=a/b"
    ),
    // However it is spelled, it asks for the same.
    ("%61cl", "?acl"), ("versionId=1&versionId=2", "?versionId=1&versionId=2"), ("Acl&ACL", ""), ("list-type=2&prefix=a&delimiter=%2F", ""),
    ("retention", "?retention"), ("encryption", "?encryption"),
])
func `what of a query Version 2 signs`(query: String, resource: String) throws {
    let input = url(signed("GET\n\n\n2000000000\n/b/k\(resource)", query), path: "/b/k", bucket: nil)
    #expect(try verify(input) != nil)
}

@Test func `types, digests and metadata in a query of Version 2 count as headers`() throws {
    let query = "content-type=text%2Fx-own&content-md5=bQ%3D%3D&x-amz-meta-b=%C3%A9&X-Amz-Meta-A=1&x-amz-security-token=t%2Bt"
    let text = "PUT\nbQ==\ntext/x-own\n2000000000\nx-amz-meta-a:1\nx-amz-meta-b:é\nx-amz-security-token:t+t\n/b/k"
    func input(_ headers: [(name: String, value: String)]) throws -> SigningInput {
        url(signed(text, query), method: "PUT", path: "/b/k", bucket: nil, headers: headers)
    }
    #expect(try verify(input([]))?.sessionToken == "t+t")
    // What is sent as well must be the same.
    #expect(try verify(input([("Content-Type", "text/x-own"), ("x-amz-meta-a", "1")])) != nil)
    #expect(signatureError { try verify(try input([("Content-Type", "text/other")])) }?.code == "SignatureDoesNotMatch")
    #expect(signatureError { try verify(try input([("x-amz-meta-a", "2")])) }?.code == "SignatureDoesNotMatch")
}

/// boto signs the URL of a bucket with a slash behind it, and sends none.
@Test(arguments: [("/b", "/b/", true), ("/b", "/b", true), ("/b/", "/b/", true), ("/b/", "/b", false), ("/b/k", "/b/k/", false)])
func `a bucket's path may be signed with a slash`(sent: String, signedPath: String, isRight: Bool) throws {
    let input = url(signed("GET\n\n\n2000000000\n\(signedPath)", "list-type=2"), path: sent, bucket: nil)
    #expect((signatureError { try verify(input) } == nil) == isRight)
}

@Test(
    arguments: [
        (emptyHash, PayloadMode.signed(sha256Hex: emptyHash), ""), ("UNSIGNED-PAYLOAD", .unsigned, ""),
        ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", .streamingUnsignedTrailer, ""),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", nil, "InvalidRequest"),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", nil, "InvalidRequest"),
        ("nonsense", nil, "InvalidArgument"),
    ] as [(String, PayloadMode?, String)])
func `what a request of Version 2 says of its payload holds, and no chunk can be signed`(
    value: String, payload: PayloadMode?, code: String
) throws {
    let query = signed("PUT\n\n\n2000000000\nx-amz-content-sha256:\(value)\n/b/k")
    let input = url(query, method: "PUT", path: "/b/k", bucket: nil, headers: [("x-amz-content-sha256", value)])
    if let payload { #expect(try verify(input)?.payload == payload) } else { #expect(signatureError { try verify(input) }?.code == code) }
    let anonymous = Result { () throws(SignatureError) in try PayloadMode(ofUnsigned: value) }
    switch anonymous {
    case .success(let mode): #expect(mode == payload)
    case .failure(let error): #expect(error.code == code)
    }
}

/// Each against each takes longer than anybody waits: the bound says that it ends, not how fast.
@Test(.timeLimit(.minutes(10))) func `headers and parameters by the thousand are signed in one pass`() {
    let headers = (0..<10_000).map { (name: "x-amz-meta-\($0)", value: "v") }
    let error = signatureError { try verify(url(headers: headers), now: march2007) }
    #expect(field(error, "StringToSign")?.contains("x-amz-meta-9999:v\n") == true)
    let query = (0..<10_000).map { "&x-amz-meta-\($0)=v&acl=\($0)" }.joined()
    let other = signatureError { try verify(url(puppy + query), now: march2007) }
    #expect(field(other, "StringToSign")?.hasSuffix("acl=9999") == true)
}
