import Core
import SigV4

/// The credentials of the S3 documentation's examples.
let exampleKey = "AKIAIOSFODNN7EXAMPLE"
let exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
let exampleMoment = moment("20130524T000000Z")
let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func moment(_ basic: String) -> Timestamp { Timestamp(basic: basic) ?? Timestamp(seconds: 0) }

func authorization(
    _ signedHeaders: String, _ signature: String, key: String = exampleKey, scope: String = "20130524/us-east-1/s3/aws4_request"
) -> (name: String, value: String) {
    ("Authorization", "AWS4-HMAC-SHA256 Credential=\(key)/\(scope),SignedHeaders=\(signedHeaders),Signature=\(signature)")
}

/// A request of the S3 documentation: "Signature Calculations for the Authorization Header", with the signature printed there.
struct Example: Sendable {
    let name: String
    var method = "GET"
    var path = "/"
    var query = ""
    var host = "examplebucket.s3.amazonaws.com"
    var headers: [(String, String)] = []
    var payload = emptyHash
    let signedHeaders: String
    let signature: String

    var unsignedHeaders: [(String, String)] { [("Host", host)] + headers }

    var input: SigningInput {
        let own = unsignedHeaders + [("x-amz-content-sha256", payload), ("x-amz-date", "20130524T000000Z")]
        return SigningInput(
            method: method, rawPath: path, rawQuery: query,
            headers: own.map { (name: $0.0, value: $0.1) } + [authorization(signedHeaders, signature)])
    }

    static let all = [
        Example(
            name: "GET object", path: "/test.txt", headers: [("Range", "bytes=0-9")],
            signedHeaders: "host;range;x-amz-content-sha256;x-amz-date",
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            name: "PUT object", method: "PUT", path: "/test$file.text",
            headers: [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            signedHeaders: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Example(
            name: "GET bucket lifecycle", query: "lifecycle", signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Example(
            name: "list objects", query: "max-keys=2&prefix=J", signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ]
}

/// Reads the claim and proves it with the examples' secret.
@discardableResult
func verify(
    _ input: SigningInput, secret: String = exampleSecret, now: Timestamp = exampleMoment, isS3: Bool = true,
    expectedService: String? = "s3", bodySHA256: String? = nil, cache: SigningKeyCache? = nil, version2: SignatureVersion2 = .query
) throws -> VerifiedSignature? {
    try SignatureClaim.parse(input, version2: version2)?.verify(
        input, secret: secret, now: now, isS3: isS3, expectedService: expectedService, bodySHA256: bodySHA256, cache: cache)
}

/// What a test needs is not there.
struct Missing: Error {}

/// The error that `body` throws.
func signatureError(_ body: () throws -> Void) -> SignatureError? {
    do {
        try body()
        return nil
    } catch {
        return error as? SignatureError
    }
}

func field(_ error: SignatureError?, _ name: String) -> String? { error?.fields.first { $0.0 == name }?.1 }
