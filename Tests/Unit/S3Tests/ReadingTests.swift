import HTTPServer
import ObjectData
import Core
import ServiceKit
import Testing

@testable import S3

struct RangeTests {
    @Test(
        arguments: [
            ("bytes=0-0", 10, 0..<1), ("bytes=2-5", 10, 2..<6), ("bytes=2-", 10, 2..<10), ("bytes=-3", 10, 7..<10),
            ("bytes=-30", 10, 0..<10),
            ("bytes=5-99999999999999999999", 10, 5..<10), ("bytes=0-9223372036854775807", 10, 0..<10),
            ("bytes=5-9223372036854775806", 10, 5..<10), ("bytes=9223372036854775807-", 10, nil),
            ("bytes=9223372036854775807-9223372036854775807", .max, nil), ("bytes=-9223372036854775807", 10, 0..<10),
            ("bytes=0-9223372036854775807", .max, 0..<(.max)), ("bytes=10-", 10, nil), ("bytes=-0", 10, nil), ("bytes=0-", 0, nil),
            ("bytes=-1", 0, nil),
        ] as [(String, Int64, Range<Int64>?)])
    func `one range of an object`(header: String, size: Int64, expected: Range<Int64>?) throws {
        #expect(try #require(ByteRange(header)).resolved(size: size) == expected)
    }

    @Test(arguments: ["", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "bytes= 1-2", "bytes=+1-2"])
    func `what is no range is no range`(header: String) { #expect(ByteRange(header) == nil) }
}

/// Source: RFC 9110, section 13.2.2.
struct ConditionTests {
    private static let time = "Tue, 24 Nov 2026 15:02:03 GMT"
    private static let later = "Tue, 24 Nov 2026 15:02:04 GMT"
    private static let earlier = "Tue, 24 Nov 2026 15:02:02 GMT"

    @Test(
        arguments: [
            ([], .proceed),
            ([("If-Match", "\"e\"")], .proceed), ([("If-Match", "*")], .proceed), ([("If-Match", "\"a\", \"e\"")], .proceed),
            ([("If-Match", "e")], .proceed),
            ([("If-Match", "\"x\"")], .failed("If-Match")),
            ([("If-None-Match", "\"e\"")], .notModified), ([("If-None-Match", "W/\"e\"")], .notModified),
            ([("If-None-Match", "\"x\"")], .proceed),
            ([("If-Modified-Since", time)], .notModified), ([("If-Modified-Since", earlier)], .proceed),
            ([("If-Modified-Since", "nonsense")], .proceed), ([("If-Modified-Since", later)], .proceed),
            ([("If-Unmodified-Since", time)], .proceed), ([("If-Unmodified-Since", earlier)], .failed("If-Unmodified-Since")),
            ([("If-Match", "\"e\""), ("If-Unmodified-Since", earlier)], .proceed),
            ([("If-None-Match", "\"x\""), ("If-Modified-Since", later)], .proceed),
            ([("If-Match", "\"e\""), ("If-None-Match", "\"e\"")], .notModified),
        ] as [([(String, String)], ReadConditions.Outcome)])
    func `conditions and their precedence`(headers: [(String, String)], verdict: ReadConditions.Outcome) throws {
        let modified = try #require(Timestamp(http: Self.time)).adding(milliseconds: 500)
        #expect(ReadConditions(HTTPHeaders(headers), now: modified).judge(etag: "e", modified: modified) == verdict)
    }
}

struct CopySourceTests {
    private let addressing = Addressing(domains: ["s3.example.com"])

    private func source(_ header: String) throws -> CopySource {
        try CopySource([("x-amz-copy-source", header)], addressing, now: Timestamp(milliseconds: 0))
    }

    @Test(
        arguments: [
            ("bucket/key", "key", nil), ("/bucket/key", "key", nil), ("bucket/a%20b%2Fc", "a b/c", nil), ("bucket/a+b", "a b", nil),
            ("bucket/a%2Bb", "a+b", nil), ("bucket/k?versionId=null", "k", "null"), ("bucket/k?versionId=%6Eull", "k", "null"),
            ("bucket/what%3F", "what?", nil), ("bucket/a?b", "a?b", nil), ("bucket//k", "/k", nil), ("%2Fbucket%2Fk", "k", nil),
            ("bucket%2Fk", "k", nil), ("%2Fbucket//k", "/k", nil),
        ] as [(String, String, String?)])
    func `sources`(header: String, key: String, version: String?) throws {
        let source = try source(header)
        #expect((source.bucket.description, source.key.description, source.version?.description) == ("bucket", key, version))
    }

    @Test(arguments: [
        "http://127.0.0.1:9000/bucket/a%20b?versionId=null", "https://s3.example.com/bucket/a+b?versionId=null",
        "https%3A//s3.example.com/bucket/a%20b?versionId=null", "http://bucket.s3.example.com:9000/a%20b?versionId=null",
        "https://elsewhere.example.com/bucket/a%20b?versionId=null",
    ])
    func `a source may be a whole URL`(header: String) throws {
        let source = try source(header)
        #expect((source.bucket.description, source.key.description, source.version) == ("bucket", "a b", .null))
    }

    @Test(arguments: [
        "", "bucket", "bucket/", "/", "/bucket", "%2Fbucket", "http://host", "http://host/bucket", "http://bucket.s3.example.com/",
    ])
    func `a source without a key`(header: String) {
        let error = #expect(throws: ServiceError.self) { try source(header) }
        #expect((error?.code, error?.message) == ("InvalidArgument", "Invalid copy source object key"))
        #expect(error?.fields.map(\.1) == ["x-amz-copy-source", "x-amz-copy-source"])
    }

    @Test(arguments: ["Bad_Bucket/key", "bucket/%", "bucket/k?versionId=other", "bucket/k?versionId=%", "http:/bucket/k"])
    func `what names no source`(header: String) {
        #expect(throws: ServiceError.self) { try source(header) }
    }
}

struct TagTests {
    @Test func `tags of a header`() throws {
        #expect(try Tags.parse(query: "a=1&b+c=%C3%BC&d=") == ["a": "1", "b c": "ü", "d": ""])
        let document = "<Tagging><TagSet><Tag><Key>a b</Key><Value>1+2=3</Value></Tag></TagSet></Tagging>"
        #expect(try Tags.parse(query: Tags.query(fromXML: document)) == ["a b": "1+2=3"])
    }

    @Test(arguments: ["a=1&a=2", "=x", "aws:a=1", "a=1,b=2", "a=1%262", "a=%", "a=%FF", "1=&2=&3=&4=&5=&6=&7=&8=&9=&10=&11="])
    func `tags that cannot be`(text: String) { #expect(throws: ServiceError.self) { try Tags.parse(query: text) } }

    private static let ten = (0..<10).map { "k\($0)=v" }.joined(separator: "&")

    @Test(arguments: ["&a=1&&", ten, "&\(ten)&&"])
    func `what is empty between tags counts for nothing`(text: String) throws { #expect(try Tags.parse(query: text).count % 10 <= 1) }

    /// What is wrong with any of them would be said if it were read.
    @Test(arguments: [ten + "&a=1", "%zz=1&" + ten, "k0=v&" + ten + String(repeating: "&k=%", count: 200_000)])
    func `too many tags are counted and not read`(text: String) {
        #expect { _ = try Tags.parse(query: text) } throws: { ($0 as? ServiceError)?.code == "BadRequest" }
    }
}

struct ListPositionTests {
    @Test(arguments: [ListObjects.Position.afterKey([0x61, 0]), .afterPrefix(Array("a/".utf8))])
    func `a token leads back to its place`(position: ListObjects.Position) throws {
        #expect(try ListPosition.parse(token: ListPosition.token(position), startAfter: [0x7A]) == position)
    }

    @Test(arguments: ["", "?", "eA==", "nonsense"])
    func `a token that is none`(text: String) {
        #expect(throws: ServiceError.self) { try ListPosition.parse(token: text, startAfter: []) }
    }

    @Test(
        arguments: [
            ("a/", ListObjects.Position.afterPrefix(Array("a/".utf8))), ("a/b", .afterPrefix(Array("a/".utf8))),
            ("a", .afterKey(Array("a".utf8))), ("", .start),
        ])
    func `a marker in a common prefix skips all under it`(marker: String, position: ListObjects.Position) {
        #expect(ListPosition.parse(marker: Array(marker.utf8), prefix: [], delimiter: [0x2F]) == position)
    }
}

struct RouteTests {
    @Test(arguments: [
        ("GET", "/", "ListBuckets"), ("PUT", "/b", "CreateBucket"), ("GET", "/b", "ListObjects"),
        ("GET", "/b/?list-type=2", "ListObjectsV2"),
        ("GET", "/b?uploads", "ListMultipartUploads"), ("POST", "/b?delete", "DeleteObjects"), ("POST", "/b", "PostObject"),
        ("GET", "/b?location", "GetBucketLocation"), ("PUT", "/b?versioning", "PutBucketVersioning"), ("PUT", "/b/k", "PutObject"),
        ("GET", "/b/k?versionId=null", "GetObject"), ("HEAD", "/b/k", "HeadObject"), ("POST", "/b/k?uploads", "CreateMultipartUpload"),
        ("PUT", "/b/k?partNumber=1&uploadId=u", "UploadPart"), ("POST", "/b/k?uploadId=u", "CompleteMultipartUpload"),
        ("DELETE", "/b/k?uploadId=u", "AbortMultipartUpload"), ("GET", "/b/k?tagging", "GetObjectTagging"),
        ("GET", "/b/k?x-id=GetObject", "GetObject"),
    ])
    func `operations`(method: String, target: String, name: String) throws {
        #expect(try Route(request(method, target)).operation.name == name)
    }

    @Test func `a copy is told by its header`() throws {
        let copy: HTTPHeaders = [("x-amz-copy-source", "a/b")]
        #expect(try Route(request("PUT", "/b/k", copy)).operation.name == "CopyObject")
        #expect(try Route(request("PUT", "/b/k?partNumber=1&uploadId=u", copy)).operation.name == "UploadPartCopy")
    }

    @Test(arguments: [
        ("GET", "/b/k", 400), ("HEAD", "/b/k", 400), ("DELETE", "/b/k", 400), ("GET", "/b", 400), ("HEAD", "/b", 400),
        ("DELETE", "/b", 400),
        ("PUT", "/b", 400), ("PUT", "/b/k?acl", 400), ("GET", "/b/k?uploadId=u", 400), ("DELETE", "/b/k?uploadId=u", 400),
        ("POST", "/b/k?uploadId=u", 400), ("POST", "/b/k?uploads", 405), ("POST", "/b?delete", 405), ("POST", "/b", 405), ("GET", "/", 400),
    ])
    func `a copy source where nothing is copied`(method: String, target: String, status: Int) {
        let error = #expect(throws: ServiceError.self) { try Route(request(method, target, [("X-Amz-Copy-Source", "a/b")])) }
        #expect((error?.status, error?.code) == (status, status == 400 ? "InvalidArgument" : "MethodNotAllowed"))
        guard status == 400 else { return }
        #expect(error?.message == "You can only specify a copy source header for copy requests.")
        #expect(error?.fields.map(\.1) == ["x-amz-copy-source", "a/b"])
    }

    @Test(arguments: [("/b//k", "/k"), ("/b/a/../k", "a/../k"), ("/b/a%2Fk/", "a/k/"), ("/b/a+b%20c", "a+b c")])
    func `a path is never normalised`(target: String, key: String) throws {
        #expect(String(decoding: try Route(request("GET", target)).keyBytes, as: UTF8.self) == key)
    }

    @Test(arguments: [("PATCH", "/b/k"), ("DELETE", "/"), ("DELETE", "/b?delete")])
    func `methods that do not fit`(method: String, target: String) {
        let error = #expect(throws: ServiceError.self) { try Route(request(method, target)) }
        #expect(error?.status == 405)
    }

    private func request(_ method: String, _ target: String, _ headers: HTTPHeaders = []) -> HTTPRequest {
        HTTPRequest(method: method, target: target, headers: headers, body: RequestBody(), remoteAddress: "")
    }
}
