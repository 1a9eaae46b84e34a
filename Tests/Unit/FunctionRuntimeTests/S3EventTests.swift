import FoundationEssentials
import Testing

@testable import FunctionRuntime

@Suite struct S3EventTests {
    static func record(key: String, name: String = "ObjectCreated:Put") -> String {
        """
        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-11-24T00:00:00.000Z",\
        "eventName":"\(name)","userIdentity":{"principalId":"AWS:AIDA"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},\
        "responseElements":{"x-amz-request-id":"R","x-amz-id-2":"H"},"s3":{"s3SchemaVersion":"1.0","configurationId":"rule",\
        "bucket":{"name":"photos","ownerIdentity":{"principalId":"A"},"arn":"arn:aws:s3:::photos"},\
        "object":{"key":"\(key)","size":12,"eTag":"e","sequencer":"0055AED6DCD90281E5"}}}]}
        """
    }

    static func decode(_ text: String) throws -> S3Event {
        try Function.decode(S3Event.self, from: Array(text.utf8))
    }

    @Test(arguments: [
        ("uploads/a.jpg", "uploads/a.jpg"), ("grace+hopper.jpg", "grace hopper.jpg"), ("a%40b", "a@b"), ("a%2Bb", "a+b"),
        ("%C3%A9t%C3%A9.png", "été.png"), ("a%2Fb", "a/b"),
    ])
    func `a key is decoded from its form encoding`(wire: String, key: String) throws {
        #expect(try Self.decode(Self.record(key: wire)).records[0].object.key.utf8.elementsEqual(key.utf8))
    }

    @Test(arguments: ["a%", "a%4", "a%zz", "%FF%FE"])
    func `a key that is no form-encoded UTF-8 is an error`(wire: String) {
        #expect(throws: FunctionFailure.self) { try Self.decode(Self.record(key: wire)) }
    }

    @Test func `a record has its fields`() throws {
        let record = try Self.decode(Self.record(key: "a")).records[0]
        #expect(record.bucket.name == "photos")
        #expect(record.object.size == 12)
        #expect(record.s3.configurationId == "rule")
        #expect(record.responseElements?.requestID == "R")
        #expect(record.isCreation && !record.isRemoval)
    }

    @Test func `a removal has neither size nor ETag`() throws {
        let text = """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-11-24T00:00:00.000Z",\
            "eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"b"},"object":{"key":"k","sequencer":"01"}}}]}
            """
        let record = try Self.decode(text).records[0]
        #expect(record.isRemoval)
        #expect(record.object.size == nil && record.object.eTag == nil)
    }

    @Test func `the test message of S3 has no records`() throws {
        #expect(try Self.decode(#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#).records.isEmpty)
    }

    @Test func `what is no S3 event says so`() {
        #expect {
            try Self.decode(#"{"hello":1}"#)
        } throws: { error in
            "\(error)" == "Runtime.UnmarshalError: The event is no S3Event: Records is missing"
        }
    }

    @Test func `an event survives encoding`() throws {
        let event = try Self.decode(Self.record(key: "a+b%40c/d"))
        #expect(try Self.decode(String(decoding: Function.encode(event), as: UTF8.self)) == event)
    }
}
