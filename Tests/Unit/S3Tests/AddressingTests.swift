import HTTPServer
import Core
import ServiceKit
import Testing

@testable import S3

/// Source: S3 User Guide, "Virtual hosting of general purpose buckets".
struct AddressingTests {
    private let addressing = Addressing(domains: ["localhost", "s3.example.com"], websites: ["web.localhost", "site.example.com"])

    @Test(
        arguments: [
            (nil, .path), ("", .path), ("localhost", .path), ("localhost:9000", .path), ("LOCALHOST.", .path), ("127.0.0.1:9000", .path),
            ("[::1]:9000", .path), ("bucket", .path), ("notlocalhost", .path), (".localhost", .path), (":", .path), (".", .path),
            ("my-bucket.localhost", .bucket("my-bucket")), ("my-bucket.localhost:9000", .bucket("my-bucket")),
            ("My-Bucket.LocalHost.:9000", .bucket("my-bucket")), ("a.b.c.localhost", .bucket("a.b.c")),
            ("b.s3.example.com:80", .bucket("b")), ("s3.example.com", .path), ("example.com", .path), ("b.example.com", .path),
            ("www.example.org", .path), ("photos.example.org", .path),
            ("b.web.localhost", .website("b")), ("web.localhost", .website("")), ("a.b.site.example.com:9000", .website("a.b")),
        ] as [(String?, Addressing.Place)])
    func `a host names a bucket under a suffix and nowhere else`(host: String?, place: Addressing.Place) {
        #expect(addressing.place(host) == place)
    }

    @Test func `the longest suffix decides`() {
        let nested = Addressing(domains: ["localhost", "s3.localhost"])
        #expect(nested.place("b.s3.localhost") == .bucket("b"))
        #expect(nested.place("s3.localhost") == .path)
        #expect(nested.place("b.localhost") == .bucket("b"))
    }

    @Test(
        arguments: [
            ("GET", "/", "ListObjects", ""), ("PUT", "/", "CreateBucket", ""), ("GET", "/?acl", "GetBucketAcl", ""),
            ("POST", "/", "PostObject", ""), ("GET", "/k", "GetObject", "k"), ("PUT", "/a//b/", "PutObject", "a//b/"),
            ("GET", "//k", "GetObject", "/k"), ("GET", "/my-bucket/k", "GetObject", "my-bucket/k"), ("GET", "/a%2Fb", "GetObject", "a/b"),
        ])
    func `on a bucket's host the whole path is the key`(method: String, path: String, operation: String, key: String) throws {
        let http = HTTPRequest(method: method, target: path, headers: [], body: RequestBody(), remoteAddress: "")
        let route = try Route(http, .bucket("my-bucket"))
        #expect(route.bucketText == "my-bucket")
        #expect(route.operation.name == operation)
        #expect(String(decoding: route.keyBytes, as: UTF8.self) == key)
    }
}

struct ControlPlaneTests {
    private func request(_ method: String, _ target: String, _ headers: HTTPHeaders = [("x-amz-account-id", "000000000000")]) -> HTTPRequest
    {
        HTTPRequest(method: method, target: target, headers: headers, body: RequestBody(), remoteAddress: "")
    }

    private static let path = "/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Amy-bucket"

    @Test(arguments: [("GET", "ListTagsForResource"), ("POST", "TagResource"), ("DELETE", "UntagResource")])
    func `tags by ARN`(method: String, name: String) throws {
        #expect(try Route(request(method, Self.path)).operation.name == name)
        // Some clients put the account into the host.
        #expect(try Route(request(method, Self.path), .bucket("000000000000")).operation.name == name)
        #expect(ControlPlane.bucket(Self.path[...])?.description == "my-bucket")
    }

    @Test func `a key may be called like the control plane's paths`() throws {
        #expect(try Route(request("GET", Self.path, []), .bucket("b")).operation.name == "GetObject")
    }

    @Test func `what is not built of it says so`() {
        let error = #expect(throws: ServiceError.self) { try Route(request("GET", "/v20180820/accesspoint")) }
        #expect(error?.status == 501)
        // Tags by ARN are built: there is no other way to ask for them.
        let put = #expect(throws: ServiceError.self) { try Route(request("PUT", Self.path)) }
        #expect(put?.code == "MethodNotAllowed")
    }
}
