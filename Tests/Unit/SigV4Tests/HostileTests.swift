import Core
import SigV4
import Testing

/// What anybody may send before it is known who he is.
struct HostileTests {
    private func names(_ count: Int) -> [String] { (0..<count).map { "x-amz-meta-\($0)" } }

    private func input(_ signed: [String], _ headers: [String], value: String = "v") -> SigningInput {
        SigningInput(
            method: "GET", rawPath: "/", rawQuery: "",
            headers: [
                (name: "Host", value: "h"), (name: "x-amz-date", value: "20130524T000000Z"),
                (name: "x-amz-content-sha256", value: emptyHash),
                authorization(
                    (["host", "x-amz-content-sha256", "x-amz-date"] + signed).joined(separator: ";"), String(repeating: "0", count: 64)),
            ] + headers.map { (name: $0, value: value) })
    }

    /// Each against each, twice over, takes longer than anybody waits: the bound says that it ends, not how fast.
    @Test(.timeLimit(.minutes(10))) func `signed headers by the thousand are looked up in one pass`() throws {
        let names = names(50_000)
        let mismatch = signatureError { try verify(input(names, names.map { $0.uppercased() })) }
        #expect(mismatch?.code == "SignatureDoesNotMatch")
        #expect(field(mismatch, "CanonicalRequest")?.contains("x-amz-meta-49999:v\n") == true)
        // None of those that are there is signed.
        let unsigned = signatureError { try verify(input(names.map { "other-" + $0 }, names)) }
        #expect(field(unsigned, "HeadersNotSigned")?.split(separator: ",").count == names.count)
    }

    @Test func `many signed headers make the same text as few`() throws {
        let signer = RequestSigner(accessKeyID: exampleKey, secretAccessKey: exampleSecret, region: "us-east-1", service: "s3")
        let headers = [("Host", "h"), ("b-1", "first"), ("B-1", " second ")] + names(100).map { ($0, "v  \($0)") }
        let added = signer.sign(
            method: "GET", rawPath: "/", rawQuery: "", headers: headers, payloadHash: emptyHash, date: exampleMoment)
        let all = (headers + added).map { (name: $0.0, value: $0.1) }
        #expect(try verify(SigningInput(method: "GET", rawPath: "/", rawQuery: "", headers: all)) != nil)
    }

    /// A header of 16 KiB that is named 5,000 times would be 80 MiB to sign, and four times as much to answer.
    @Test func `a header that is named again and again is written out once`() {
        let many = Array(repeating: "x-amz-meta-a", count: 5000)
        let value = String(repeating: "v", count: 16 << 10)
        let error = signatureError { try verify(input(many, ["x-amz-meta-a"], value: value)) }
        #expect(error?.code == "AuthorizationHeaderMalformed")
        let query =
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\(exampleKey)%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=60&X-Amz-Signature=0&X-Amz-SignedHeaders=\(many.joined(separator: "%3B"))"
        let presigned = SigningInput(method: "GET", rawPath: "/", rawQuery: query, headers: [(name: "Host", value: "h")])
        let refused = signatureError { try verify(presigned) }
        #expect(refused?.code == "AuthorizationQueryParametersError")
    }

    private static let secret = "c2VjcmV0LW9mLXNvbWVib2R5"
    private static let all: [SignatureError] = [
        .unsupportedSignatureVersion, .unsupportedAuthorizationType(secret), .severalMechanisms(secret), .malformedHeader(secret),
        .malformedQuery(secret), .malformedForm(field: "policy", value: secret, reason: secret),
        .wrongService(secret, expected: "s3", source: .header), .missingPayloadHash, .invalidPayloadHash(secret),
        .unsupportedPayload(secret), .malformedArgument(secret, reason: secret), .incompleteQuery, .invalidExpiry(secret), .unsignedChunks,
        .payloadNotTaken, .severalMechanisms(nil), .expired(expiresSeconds: nil, expires: exampleMoment, serverTime: exampleMoment),
        .invalidURI(secret), .missingDate, .tooSkewed(exampleMoment, shown: secret, serverTime: exampleMoment),
        .expired(expiresSeconds: 1, expires: exampleMoment, serverTime: exampleMoment),
        .notYetValid(requestTime: exampleMoment, serverTime: exampleMoment), .headersNotSigned(["x-amz-meta-a"]),
        .mismatch(.init(accessKeyID: exampleKey, stringToSign: secret, signatureProvided: secret, canonicalRequest: secret)),
    ]

    @Test(arguments: all) func `a log gets nothing of what stands where a signature should`(error: SignatureError) {
        #expect(!error.logText.isEmpty)
        #expect(!error.logText.contains(Self.secret))
    }
}
