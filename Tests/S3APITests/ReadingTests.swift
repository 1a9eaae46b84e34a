import HTTPFront
import Metadata
import PeltonCore
import Testing

@testable import S3API

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
        ] as [([(String, String)], ReadConditions.Verdict)])
    func `conditions and their precedence`(headers: [(String, String)], verdict: ReadConditions.Verdict) throws {
        let modified = try #require(Timestamp(http: Self.time)).adding(milliseconds: 500)
        #expect(ReadConditions(HTTPHeaders(headers), now: modified).judge(etag: "e", modified: modified) == verdict)
    }
}

struct CopySourceTests {
    @Test(
        arguments: [
            ("bucket/key", "key", nil), ("/bucket/key", "key", nil), ("bucket/a%20b%2Fc", "a b/c", nil), ("bucket/a+b", "a+b", nil),
            ("bucket/k?versionId=null", "k", "null"), ("bucket/what%3F", "what?", nil), ("bucket/a?b", "a?b", nil),
        ] as [(String, String, String?)])
    func `sources`(header: String, key: String, version: String?) throws {
        let source = try CopySource([("x-amz-copy-source", header)], now: Timestamp(milliseconds: 0))
        #expect((source.bucket.description, source.key.description, source.version?.description) == ("bucket", key, version))
    }

    @Test(arguments: ["", "bucket", "bucket/", "/", "Bad_Bucket/key", "bucket/%", "bucket/k?versionId=other"])
    func `what names no source`(header: String) {
        #expect(throws: S3Error.self) { try CopySource([("x-amz-copy-source", header)], now: Timestamp(milliseconds: 0)) }
    }
}

struct TagTests {
    @Test func `tags of a header`() throws {
        #expect(try Tags.parse(query: "a=1&b+c=%C3%BC&d=") == ["a": "1", "b c": "ü", "d": ""])
        let document = "<Tagging><TagSet><Tag><Key>a b</Key><Value>1+2=3</Value></Tag></TagSet></Tagging>"
        #expect(try Tags.parse(query: Tags.query(fromXML: document)) == ["a b": "1+2=3"])
    }

    @Test(arguments: ["a=1&a=2", "=x", "aws:a=1", "a=1,b=2", "a=1%262", "a=%", "a=%FF", "1=&2=&3=&4=&5=&6=&7=&8=&9=&10=&11="])
    func `tags that cannot be`(text: String) { #expect(throws: S3Error.self) { try Tags.parse(query: text) } }

    /// Each compared with all before it, these take an hour: the bound says that it ends, not how fast.
    @Test(.timeLimit(.minutes(1))) func `tags by the thousand are read in one pass`() {
        let text = (0..<200_000).map { "k\($0)=" }.joined(separator: "&")
        do {
            _ = try Tags.parse(query: text)
            Issue.record("read")
        } catch { #expect(error.code == "BadRequest") }
    }
}

struct ListPositionTests {
    @Test(arguments: [ListObjects.Position.afterKey([0x61, 0]), .afterPrefix(Array("a/".utf8))])
    func `a token leads back to its place`(position: ListObjects.Position) throws {
        #expect(try ListPosition.parse(token: ListPosition.token(position), startAfter: [0x7A]) == position)
    }

    @Test(arguments: ["", "?", "eA==", "nonsense"])
    func `a token that is none`(text: String) {
        #expect(throws: S3Error.self) { try ListPosition.parse(token: text, startAfter: []) }
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

    @Test(arguments: [("/b//k", "/k"), ("/b/a/../k", "a/../k"), ("/b/a%2Fk/", "a/k/"), ("/b/a+b%20c", "a+b c")])
    func `a path is never normalised`(target: String, key: String) throws {
        #expect(String(decoding: try Route(request("GET", target)).keyBytes, as: UTF8.self) == key)
    }

    @Test(arguments: [("PATCH", "/b/k"), ("DELETE", "/"), ("DELETE", "/b?delete")])
    func `methods that do not fit`(method: String, target: String) {
        let error = #expect(throws: S3Error.self) { try Route(request(method, target)) }
        #expect(error?.status == 405)
    }

    private func request(_ method: String, _ target: String, _ headers: HTTPHeaders = []) -> HTTPRequest {
        HTTPRequest(method: method, target: target, headers: headers, body: RequestBody(), remoteAddress: "")
    }
}
